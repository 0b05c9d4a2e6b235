"""Reading a guided start: its sheet, what the answers want, and where the register stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.utils.timezone import localdate

from probant.common.time_limits import Period
from probant.guided_start.domain import questions
from probant.guided_start.domain.plan import Held, Made, Plan, fingerprint, plan
from probant.guided_start.models import AnswerSheet
from probant.notices.domain.facts import Audience
from probant.notices.queries import Brief, briefs, name_of
from probant.organisations.models import Organisation
from probant.reference import templates
from probant.reference.templates import Effects, Questionnaire
from probant.register import queries as register
from probant.register.domain.completeness import missing, required
from probant.register.domain.record import ActivityRecord, from_json
from probant.register.domain.status import Status

PRACTICE = "practice"


@dataclass(frozen=True)
class Standpoint:
    """Everything that the plan and the result read of one organisation."""

    organisation: Organisation
    sheet: AnswerSheet | None
    effects: Effects
    held: Mapping[str, Held]
    plan: Plan


@dataclass(frozen=True)
class Activity:
    """One activity of the register as the result page shows it."""

    id: str
    name: str
    is_validated: bool
    version: int
    gaps: int


@dataclass(frozen=True)
class Result:
    """What is done: activities and their completeness, processors, notices."""

    activities: tuple[Activity, ...]
    processors: tuple[str, ...]
    notices: tuple[Brief, ...]

    @property
    def complete(self) -> int:
        """How many activities lack nothing that art. 30 asks."""
        return sum(not activity.gaps for activity in self.activities)

    @property
    def drafts(self) -> tuple[Activity, ...]:
        """Complete activities that nobody has validated."""
        return tuple(a for a in self.activities if not a.gaps and not a.is_validated)


def questionnaire() -> Questionnaire:
    """The questions of a practice."""
    return templates.questionnaire(PRACTICE)


def sheet(organisation: UUID, *, for_update: bool = False) -> AnswerSheet | None:
    """The organisation's answers so far, or None."""
    found = AnswerSheet.objects.filter(organisation=organisation, questionnaire=PRACTICE)
    return (found.select_for_update() if for_update else found).first()


def answers_of(found: AnswerSheet | None) -> dict[str, Any]:
    """The answers that today's questionnaire understands."""
    return questions.known(questionnaire(), found.answers if found else {})


def standpoint(
    organisation: Organisation, found: AnswerSheet | None, *, at: datetime, may_archive: bool
) -> Standpoint:
    """What the answers want, held against the register."""
    effects = templates.effects_of(questionnaire(), answers_of(found))
    held = held_by(organisation.pk)
    asked = wanted(effects, organisation, at=at)
    made = untouched(asked, held, organisation.language) | made_by(found)
    planned = plan(asked, made, held, may_archive=may_archive)
    return Standpoint(organisation, found, effects, held, planned)


def wanted(
    effects: Effects, organisation: Organisation, *, at: datetime
) -> dict[str, ActivityRecord]:
    """The records that the answers lead to, by template, in the language of the documents."""
    records = templates.records_of(effects, organisation.language)
    return {
        id_: replace(from_json(record), review_on=_review_on(id_, at))
        for id_, record in records.items()
    }


def untouched(asked: Iterable[str], held: Mapping[str, Held], language: str) -> dict[str, Made]:
    """Activities that somebody created from a wanted template and left exactly as it is."""
    by_template = {item.template_id: item for item in held.values() if not item.is_archived}
    found = {}
    for id_ in asked:
        blank = fingerprint(from_json(templates.instantiate(templates.activity(id_), language)))
        item = by_template.get(id_)
        if item is not None and fingerprint(item.record) == blank:
            found[id_] = Made(item.activity_id, blank, is_adopted=True)
    return found


def made_by(found: AnswerSheet | None) -> dict[str, Made]:
    """What earlier applications wrote, by template."""
    return msgspec.convert(found.made if found else {}, dict[str, Made])


def held_by(organisation: UUID) -> dict[str, Held]:
    """The register's activities by id, archived ones included."""
    found = register.records(organisation, status=tuple(Status))
    return {
        str(activity.pk): Held(
            activity_id=str(activity.pk),
            template_id=activity.template,
            record=record,
            status=Status(activity.status),
            version=activity.version,
            was_validated=activity.validated_version is not None,
        )
        for activity, record in found
    }


def result(organisation: Organisation) -> Result:
    """What the register and the notices are now."""
    found = register.records(organisation.pk)
    facts = register.controller_facts(organisation)
    activities = tuple(
        Activity(
            id=str(activity.pk),
            name=activity.name,
            is_validated=activity.status == Status.VALIDATED,
            version=activity.version,
            gaps=len(required(missing(record, facts))),
        )
        for activity, record in found
    )
    named = {processor.name for _activity, record in found for processor in record.processors}
    processors = tuple(sorted(name for name in named if name))
    return Result(activities, processors, tuple(briefs(organisation)))


def _review_on(template_id: str, at: datetime) -> date:
    return Period.parse(templates.activity(template_id).review_after).after(localdate(at))


def audience_name(audience: Audience, language: str) -> str:
    """What an audience is called."""
    return name_of(audience, language)
