"""From answers to what happens in the register: create, change, remove, keep, or ask a person.

The plan compares three values: what the answers want, what the guided start made last time, and
what the register holds. What nobody edited follows the answers, back and forth; what somebody
edited is theirs, and is only listed to be decided. The review date is a person's own: changing it
is no edit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from probant.register.domain.digest import digest_of_record
from probant.register.domain.record import ActivityRecord
from probant.register.domain.status import Status


class Reason(StrEnum):
    """Why a person has to decide."""

    EDITED_AND_UNWANTED = "edited_and_unwanted"
    EDITED_AND_DIFFERENT = "edited_and_different"
    ARCHIVED_AND_WANTED = "archived_and_wanted"
    VALIDATED_AND_UNWANTED = "validated_and_unwanted"
    ADOPTED_WITHOUT_PROVIDER = "adopted_without_provider"


@dataclass(frozen=True)
class Made:
    """What the guided start wrote for one template: which activity, and its fingerprint then.

    `is_adopted`: somebody had created it from the same template and left it untouched; it follows
    the answers too, but is never removed.
    """

    activity_id: str
    digest: str
    is_adopted: bool = False


@dataclass(frozen=True)
class Held:
    """An activity as the register holds it now."""

    activity_id: str
    template_id: str
    record: ActivityRecord
    status: Status
    version: int
    was_validated: bool = False

    @property
    def is_archived(self) -> bool:
        """Whether it is out of the register in force."""
        return self.status is Status.ARCHIVED


@dataclass(frozen=True)
class Creation:
    """An activity to create."""

    template_id: str
    record: ActivityRecord


@dataclass(frozen=True)
class Change:
    """An unedited activity whose content follows other answers."""

    template_id: str
    held: Held
    record: ActivityRecord


@dataclass(frozen=True)
class Removal:
    """An unedited activity that no answer wants any more."""

    template_id: str
    held: Held

    @property
    def is_deletion(self) -> bool:
        """A draft that never counted is deleted; what was validated once is archived."""
        return not self.held.was_validated and self.held.status is Status.DRAFT


@dataclass(frozen=True)
class Decision:
    """An activity of which a person has to decide."""

    template_id: str
    held: Held
    reason: Reason


@dataclass(frozen=True)
class Kept:
    """An activity that stays as it is; `is_adopted`: it was there before the guided start."""

    template_id: str
    held: Held
    is_adopted: bool = False


@dataclass(frozen=True)
class Plan:
    """What one application of the answers does."""

    creations: tuple[Creation, ...] = ()
    changes: tuple[Change, ...] = ()
    removals: tuple[Removal, ...] = ()
    decisions: tuple[Decision, ...] = ()
    kept: tuple[Kept, ...] = ()
    made: Mapping[str, Made] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether the register already is what the answers want."""
        return not (self.creations or self.changes or self.removals)


Step = Creation | Change | Removal | Decision | Kept


def plan(
    wanted: Mapping[str, ActivityRecord],
    made: Mapping[str, Made],
    held: Mapping[str, Held],
    *,
    may_archive: bool = True,
) -> Plan:
    """`wanted`, `made` by template, `held` by activity: the same values give the same plan."""
    steps = [
        *(_towards(id_, record, made.get(id_), held) for id_, record in wanted.items()),
        *_away(wanted, made, held, may_archive=may_archive),
    ]
    return Plan(
        creations=tuple(step for step in steps if isinstance(step, Creation)),
        changes=tuple(step for step in steps if isinstance(step, Change)),
        removals=tuple(step for step in steps if isinstance(step, Removal)),
        decisions=tuple(step for step in steps if isinstance(step, Decision)),
        kept=tuple(step for step in steps if isinstance(step, Kept)),
        made=made,
    )


def fingerprint(record: ActivityRecord) -> str:
    """What tells an edited activity from one that nobody touched."""
    return digest_of_record(replace(record, review_on=None))


def _towards(
    template_id: str, record: ActivityRecord, made: Made | None, held: Mapping[str, Held]
) -> Step:
    found = held.get(made.activity_id) if made else None
    if made is None or found is None:
        return _new(template_id, record, held)
    wanted, now = fingerprint(record), fingerprint(found.record)
    if wanted in {now, made.digest} and not found.is_archived:
        return Kept(template_id, found)
    if found.is_archived:
        return Decision(template_id, found, Reason.ARCHIVED_AND_WANTED)
    if now != made.digest:
        return Decision(template_id, found, Reason.EDITED_AND_DIFFERENT)
    return Change(template_id, found, replace(record, review_on=found.record.review_on))


def _new(template_id: str, record: ActivityRecord, held: Mapping[str, Held]) -> Step:
    """An activity that somebody made from the same template is theirs and is enough."""
    present = [
        item for item in held.values() if item.template_id == template_id and not item.is_archived
    ]
    if present and _providers(record) - _providers(present[0].record):
        return Decision(template_id, present[0], Reason.ADOPTED_WITHOUT_PROVIDER)
    if present:
        return Kept(template_id, present[0], is_adopted=True)
    return Creation(template_id, record)


def _providers(record: ActivityRecord) -> frozenset[str]:
    return frozenset(processor.name for processor in record.processors)


def _away(
    wanted: Mapping[str, ActivityRecord],
    made: Mapping[str, Made],
    held: Mapping[str, Held],
    *,
    may_archive: bool,
) -> Iterator[Step]:
    for template_id, before in made.items():
        found = held.get(before.activity_id)
        if template_id in wanted or before.is_adopted or found is None or found.is_archived:
            continue
        if fingerprint(found.record) != before.digest:
            yield Decision(template_id, found, Reason.EDITED_AND_UNWANTED)
        elif not may_archive and not Removal(template_id, found).is_deletion:
            yield Decision(template_id, found, Reason.VALIDATED_AND_UNWANTED)
        else:
            yield Removal(template_id, found)
