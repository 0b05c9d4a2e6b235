"""Reading the assessments of one organisation, and the reasoning on the need for them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import F, OrderBy, Q, QuerySet, Subquery

from probant.dpia import needs
from probant.dpia.domain import progress
from probant.dpia.domain.content import Content
from probant.dpia.domain.progress import Asked
from probant.dpia.models import ARCHIVED, VALIDATED, Assessment, AssessmentStatement, NeedReasoning
from probant.organisations.models import Organisation
from probant.register import queries as register
from probant.register.domain.record import ActivityRole
from probant.register.models import Activity

LISTED = ("document", "followed")
SORTS: Mapping[str, tuple[str | OrderBy, ...]] = {
    "recent": ("-updated_at", "-number"),
    "number": ("-year", "-number"),
    "name": ("name", "number"),
    "review": (F("review_on").asc(nulls_last=True), "number"),
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which assessments a list shows; an empty value asks for nothing."""

    words: str = ""
    status: str = ""
    risk: str = ""
    sort: str = "number"


@dataclass(frozen=True)
class Need:
    """One activity, the reasoning in force on it, and its assessments (without documents)."""

    activity: Activity
    reasoning: NeedReasoning | None
    assessments: tuple[Assessment, ...]

    @cached_property
    def is_stale(self) -> bool:
        """Whether the activity changed, where it matters, since it was reasoned about."""
        said = self.reasoning
        if said is None or said.activity_version == self.activity.version:
            return False
        return needs.digest_of(register.record_of(self.activity)) != said.activity_digest

    @property
    def is_required(self) -> bool:
        """Whether somebody concluded that an assessment is needed."""
        return self.reasoning is not None and self.reasoning.conclusion == "required"

    @property
    def state(self) -> str:
        """none, stale, or decided."""
        if self.reasoning is None:
            return "none"
        return "stale" if self.is_stale else "decided"

    @property
    def assessment(self) -> Assessment | None:
        """The one that counts: validated rather than in progress, then the latest."""
        found = sorted(
            self.assessments, key=lambda one: (one.status == VALIDATED, one.year, one.number)
        )
        return found[-1] if found else None


def assessments(organisation: UUID) -> QuerySet[Assessment]:
    """Every assessment, the latest first, without its document."""
    found = Assessment.objects.filter(organisation=organisation)
    return found.defer(*LISTED).order_by("-year", "-number")


def assessment(organisation: UUID, assessment_id: UUID) -> Assessment:
    """One assessment whole; Assessment.DoesNotExist for another organisation's."""
    return Assessment.objects.get(organisation=organisation, pk=assessment_id)


def listed(organisation: UUID, wanted: Wanted) -> QuerySet[Assessment]:
    """The assessments of a list page; the archived ones only where they are asked for."""
    found = assessments(organisation)
    for condition in _conditions(wanted):
        found = found.filter(condition)
    return found.order_by(*SORTS.get(wanted.sort, SORTS["number"]))


def _conditions(wanted: Wanted) -> Iterator[Q]:
    yield Q(status=wanted.status) if wanted.status else ~Q(status=ARCHIVED)
    if wanted.words:
        yield Q(name__icontains=wanted.words)
    if wanted.risk in RISKS:
        yield RISKS[wanted.risk]


RISKS: Mapping[str, Q] = {
    "high": Q(is_high=True),
    "not_high": Q(is_high=False),
    "unknown": Q(is_high__isnull=True),
}


def statements(organisation: UUID, assessment_id: UUID) -> QuerySet[AssessmentStatement]:
    """All that was stated about one assessment, in order."""
    found = AssessmentStatement.objects.filter(
        organisation=organisation, assessment_id=assessment_id
    )
    return found.order_by("sequence")


def latest(organisation: UUID, assessment_id: UUID, part: str) -> AssessmentStatement | None:
    """The last statement on one part, or None before the first."""
    found = statements(organisation, assessment_id).filter(part=part)
    return found.order_by("-number").first()


def number_of(organisation: UUID, assessment_id: UUID, part: str) -> int:
    """How many statements there are on one part: the number that a page has on screen."""
    found = latest(organisation, assessment_id, part)
    return found.number if found else 0


def reasonings(organisation: UUID, activity_id: UUID) -> QuerySet[NeedReasoning]:
    """What was reasoned about one activity, the latest first."""
    found = NeedReasoning.objects.filter(organisation=organisation, activity_id=activity_id)
    return found.order_by("-number")


def needs_of(organisation: UUID) -> list[Need]:
    """Every activity in force of the controller's register, from three queries."""
    found = register.activities(organisation).filter(
        status__in=list(register.IN_FORCE), role=ActivityRole.CONTROLLER.value
    )
    said, made = _in_force(organisation), _by_activity(organisation)
    return [
        Need(activity, said.get(activity.pk), made.get(activity.pk, ()))
        for activity in found.defer("words", "missing")
    ]


def need_of(organisation: UUID, activity_id: UUID) -> Need:
    """One activity; Activity.DoesNotExist for another organisation's."""
    activity = register.activity(organisation, activity_id)
    made = assessments(organisation).filter(activity_id=activity_id).exclude(status=ARCHIVED)
    return Need(activity, reasonings(organisation, activity_id).first(), tuple(made))


def _in_force(organisation: UUID) -> dict[UUID, NeedReasoning]:
    rows = NeedReasoning.objects.filter(organisation=organisation)
    last = rows.order_by("activity_id", "-number").distinct("activity_id").values("pk")
    found = rows.filter(pk__in=Subquery(last)).defer("content")
    return {one.activity_id: one for one in found}


def _by_activity(organisation: UUID) -> dict[UUID, tuple[Assessment, ...]]:
    found: dict[UUID, tuple[Assessment, ...]] = {}
    for one in assessments(organisation).exclude(status=ARCHIVED):
        if one.activity_id is not None:
            found[one.activity_id] = (*found.get(one.activity_id, ()), one)
    return found


def activity_of(of: Assessment) -> Activity | None:
    """The activity that it is about, or None where there is none (any more)."""
    if of.activity_id is None:
        return None
    return register.activities(of.organisation_id).filter(pk=of.activity_id).first()


def has_moved(of: Assessment, activity: Activity | None) -> bool:
    """Whether the activity changed, where it matters, since the assessment read it."""
    if activity is None or not of.activity_digest or of.activity_version == activity.version:
        return False
    return needs.digest_of(register.record_of(activity)) != of.activity_digest


def asked(of: Assessment, organisation: Organisation) -> Asked:
    """What was asked of the officer and of the persons."""
    return Asked(
        has_officer=bool(organisation.dpo_name.strip()),
        is_advised=of.advised_at is not None,
        is_heard=of.heard_at is not None,
    )


def actions_of(of: Assessment) -> tuple[progress.Action, ...]:
    """The action plan of an assessment that was read whole."""
    return progress.actions(Content(of.document), of.followed)


def summed_actions(of: Assessment) -> list[dict[str, Any]]:
    """The action plan's dates, from the summary alone."""
    return [
        {
            "reference": one["reference"],
            "due_on": date.fromisoformat(one["due_on"]) if one["due_on"] else None,
            "done_on": date.fromisoformat(one["done_on"]) if one["done_on"] else None,
        }
        for one in of.summary.get("actions", [])
    ]
