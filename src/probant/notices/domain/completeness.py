"""What a notice still lacks: the items of art. 13 and 14 for which no fact is stated."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from probant.notices.domain.about_flows import undeclared_countries
from probant.notices.domain.durations import human_clauses
from probant.notices.domain.facts import Facts, Use
from probant.reference import law
from probant.register.domain.record import Collection


@dataclass(frozen=True)
class Unmet:
    """An item without a fact: which, by which article, in which activity, and where to state it.

    `remedy` is `organisation` or the section of the activity's form.
    """

    item: str
    article: str
    remedy: str
    activity_id: str = ""
    activity: str = ""

    @property
    def is_from_record(self) -> bool:
        """Whether an activity of the register has to state it."""
        return bool(self.activity_id)


def unmet(facts: Facts) -> tuple[Unmet, ...]:
    """Every item of art. 13/14 that lacks a fact, in the order of the notice."""
    return (*_of_controller(facts), *(item for use in facts.uses for item in _of_use(use, facts)))


def _of_controller(facts: Facts) -> Iterator[Unmet]:
    who = facts.controller
    if not (who.name.strip() and who.contact.strip()):
        yield Unmet("controller", _article("controller", facts), "organisation")
    if not (who.dpo_contact.strip() or who.dpo_reason_for_none.strip()):
        yield Unmet("dpo", _article("dpo", facts), "organisation")
    if not facts.uses:
        yield Unmet("purposes", _article("purposes", facts), "register")


def _of_use(use: Use, facts: Facts) -> Iterator[Unmet]:
    for item, section, is_met in _CHECKS:
        if not is_met(use):
            yield Unmet(item, _article(item, facts), section, use.activity_id, use.activity)


def _article(item: str, facts: Facts) -> str:
    stated = law.notice_items()[item]
    paragraph = stated.indirect if not facts.is_direct or not stated.direct else stated.direct
    return f"art. {paragraph}" if paragraph else stated.article


def _has_purposes(use: Use) -> bool:
    return bool(use.aims) and all(aim.text.strip() and aim.basis for aim in use.aims)


def _has_interests(use: Use) -> bool:
    return all(
        any(human_clauses(aim.detail, "fr"))
        for aim in use.aims
        if aim.basis == "legitimate_interests"
    )


def _has_data(use: Use) -> bool:
    return bool(use.data) and all(datum.category for datum in use.data)


def _has_source(use: Use) -> bool:
    return use.collection is Collection.DIRECT or bool(use.origin.strip())


def _has_recipients(use: Use) -> bool:
    stated = all(item.name.strip() or item.category for item in use.recipients)
    return bool(use.recipients) and stated


def _has_transfers(use: Use) -> bool:
    if undeclared_countries((use,)):
        return False
    return all(item.country and item.mechanism for item in use.transfers)


def _has_retention(use: Use) -> bool:
    return bool(use.data) and all(datum.retention.is_stated for datum in use.data)


_CHECKS: tuple[tuple[str, str, Callable[[Use], bool]], ...] = (
    ("purposes", "purposes", _has_purposes),
    ("legitimate_interests", "purposes", _has_interests),
    ("data_categories", "data", _has_data),
    ("source", "data", _has_source),
    ("recipients", "recipients", _has_recipients),
    ("transfers", "recipients", _has_transfers),
    ("retention", "data", _has_retention),
)
