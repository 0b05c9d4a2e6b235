"""The authority's form, filled from a case file: what is known, decided and told so far."""

from datetime import datetime

from probant.breaches.casefile import CaseFile
from probant.breaches.clocks import AUTHORITY, clock_of
from probant.breaches.domain import notification
from probant.breaches.domain.counts import UNKNOWN, Count, known
from probant.breaches.domain.notification import (
    Circumstance,
    Communicated,
    Form,
    Identity,
    StatementType,
)
from probant.breaches.statements import Choice, Question
from probant.organisations.models import Organisation

STATES = {Choice.NO.value: "will_not_be", Choice.YES.value: "will_be"}


def prepare(
    file: CaseFile,
    organisation: Organisation,
    declarant: str,
    *,
    at: datetime,
    type_: StatementType | None = None,
) -> Form:
    """The form as it would be sent now; of the type that fits unless another is asked for."""
    before = previous(file)
    around = Circumstance(
        at=at,
        type=type_ or StatementType.INITIAL,
        previous_number=_receipt(file),
        is_late=_is_late(file, at),
        attachments=tuple(one.name for one in file.files if one.name),
    )
    identity = _identity(organisation, declarant)
    form = notification.prepare(file.facts, identity, communicated(file), around, before)
    fitting = notification.suggested_type(form, before)
    if type_ is None and fitting is not around.type:
        return prepare(file, organisation, declarant, at=at, type_=fitting)
    return form


def previous(file: CaseFile) -> Form | None:
    """The form that was last sent to the authority, or None before the first."""
    sent = {one.notification for one in file.sent if one.duty == AUTHORITY}
    found = [said for made, said in file.notifications if made.number in sent]
    return notification.from_json(found[-1].form) if found else None


def communicated(file: CaseFile) -> Communicated:
    """What was decided and done towards the persons."""
    decided = file.decision(Question.INFORM)
    told = [one for _made, one in file.to_persons.values()]
    sent = [one for one in told if one.sent_on]
    state = STATES.get(file.breach.inform, "undetermined")
    return Communicated(
        state="informed" if sent and state == "will_be" else state,
        informed_on=min((one.sent_on or one.planned_on for one in sent), default=None)  # type: ignore[type-var]
        or min((one.planned_on for one in told if one.planned_on), default=None),
        count=_told_count([one.count for one in sent]),
        media=tuple(dict.fromkeys(one.channel for one in told if one.channel)),
        text=next((one.text for one in told if one.text), ""),
        reasons=decided[1].justification if decided else "",
    )


def _told_count(counts: list[int | None]) -> Count:
    given = [count for count in counts if count is not None]
    return known(sum(given)) if counts and len(given) == len(counts) else UNKNOWN


def _receipt(file: CaseFile) -> str:
    numbers = (one.receipt for one in file.sent if one.duty == AUTHORITY and one.receipt)
    return next(numbers, "")


def _is_late(file: CaseFile, at: datetime) -> bool:
    clock = clock_of(file.breach, AUTHORITY, now=at)
    return bool(clock and clock.is_late(at))


def _identity(organisation: Organisation, declarant: str) -> Identity:
    contact = ", ".join(filter(None, [organisation.email, organisation.telephone]))
    officer = ", ".join(filter(None, [organisation.dpo_name, organisation.dpo_contact]))
    return Identity(
        name=organisation.name,
        siren=organisation.siren,
        sector=str(organisation.get_sector_display()),
        address=organisation.address,
        declarant=declarant,
        declarant_contact=contact,
        contact_point=officer or contact,
    )
