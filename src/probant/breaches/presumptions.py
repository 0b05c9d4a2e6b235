"""What a declaration says of the facts: only what follows from it, everything else unknown.

The officer reads, completes and corrects. A presumption is never a conclusion: an encrypted device
as its owner tells it is "weak or better" until somebody has looked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from probant.breaches.domain.counts import UNKNOWN, Count, bounded, known
from probant.breaches.domain.facts import (
    AffectedData,
    Answer,
    AwarenessSource,
    BreachFacts,
    Cause,
    Circumstances,
    DataItem,
    Event,
    Insight,
    Loss,
    Persons,
    PersonsGroup,
    Protection,
    Timeline,
)
from probant.breaches.statements import Declaration

NOTHING_KNOWN = Loss()


@dataclass(frozen=True, kw_only=True)
class Presumed:
    """What an incident of first_steps says by itself."""

    loss: Loss = NOTHING_KNOWN
    origins: tuple[str, ...] = ()
    cause: Cause = Cause.UNKNOWN
    is_malicious: Answer = Answer.UNKNOWN


INCIDENTS: Mapping[str, Presumed] = {
    "lost_device": Presumed(
        loss=Loss(confidentiality=Answer.YES), origins=("lost_or_stolen_device",)
    ),
    "wrong_recipient": Presumed(
        loss=Loss(confidentiality=Answer.YES, availability=Answer.NO),
        origins=("wrong_recipient",),
        cause=Cause.INTERNAL_ACCIDENTAL,
        is_malicious=Answer.NO,
    ),
    "hacked": Presumed(
        origins=("hacking",), cause=Cause.EXTERNAL_MALICIOUS, is_malicious=Answer.YES
    ),
    "exposed": Presumed(loss=Loss(confidentiality=Answer.YES)),
    "lost_paper": Presumed(
        loss=Loss(confidentiality=Answer.YES), origins=("lost_or_stolen_paper",)
    ),
    "system_down": Presumed(loss=Loss(availability=Answer.YES), origins=("failure",)),
    "other": Presumed(),
}
DATA: Mapping[str, tuple[str, ...]] = {
    "health": ("health",),
    "identity": ("identity", "contact_details"),
    "nir": ("nir",),
    "passwords": ("credentials",),
    "payment": ("financial",),
    "staff": ("professional_life",),
    "other": ("other",),
}
PERSONS: Mapping[str, str] = {
    "patients": "patients",
    "relatives": "relatives",
    "staff": "staff",
    "others": "visitors",
}
HOW_MANY: Mapping[str, Count] = {
    "1": known(1),
    "2-5": bounded(2, 5),
    "6-50": bounded(6, 50),
    "51-300": bounded(51, 300),
    "301-5000": bounded(301, 5000),
    "5001-": bounded(5001),
}


def facts_of(said: Declaration) -> BreachFacts:
    """The facts that a declaration leaves; awareness is for the officer to establish."""
    presumed = INCIDENTS.get(said.incident, Presumed())
    return BreachFacts(
        event=Event(
            loss=presumed.loss,
            origins=presumed.origins,
            cause=presumed.cause,
            narrative=said.told,
        ),
        timeline=Timeline(detected_at=said.noticed_at, awareness=AwarenessSource.STAFF),
        data=AffectedData(items=tuple(_items(said))),
        persons=Persons(groups=tuple(_groups(said))),
        circumstances=Circumstances(
            is_malicious=presumed.is_malicious, protection=_protection(said.is_protected)
        ),
    )


def _items(said: Declaration) -> Iterator[DataItem]:
    kinds = (kind for code in said.data for kind in DATA.get(code, ()))
    for kind in dict.fromkeys(kinds):
        yield DataItem(kind=kind, insight=Insight.UNKNOWN)


def _groups(said: Declaration) -> Iterator[PersonsGroup]:
    """One group takes the number; of several, nobody has told how it is shared."""
    count = HOW_MANY.get(said.how_many, UNKNOWN)
    codes = [PERSONS[code] for code in said.persons if code in PERSONS]
    alone = len(codes) == 1
    for code in codes:
        yield PersonsGroup(category=code, count=count if alone else UNKNOWN)
    if not codes and count is not UNKNOWN:
        yield PersonsGroup(count=count)


def _protection(is_protected: bool | None) -> Protection:  # noqa: FBT001  three answers
    """A locked screen is the declarer's word: whether it is strong encryption is not known yet."""
    return Protection.NONE if is_protected is False else Protection.UNKNOWN
