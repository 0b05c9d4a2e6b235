"""An analysis: begun by one of the three ways, answered, fed into risks, validated."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from probant.common.errors import ProbantError
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.reference import risks as reference
from probant.risks import answers, queries
from probant.risks.actions.keeping import (
    Act,
    keep_analysis,
    keep_risk,
    locked_analysis,
    next_number,
)
from probant.risks.actions.risks import new
from probant.risks.domain import risk as rules
from probant.risks.domain import short, workshops
from probant.risks.models import ARCHIVED, VALIDATED, Analysis, Risk

EDIT, ACCEPT = "risks.edit", "risks.accept"
MOST_LINE, MOST_TEXT = rules.MOST_LINE, rules.MOST_TEXT


class UnknownMethodError(ProbantError):
    """There are three ways; this is none of them, or not this analysis's."""


class AnalysisTextError(ProbantError):
    """A text is too long or empty; `field` says which."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class IncompleteAnalysisError(ProbantError):
    """It cannot be validated yet: no risk, or `count` risks that nobody estimated."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


@transaction.atomic
def start(
    organisation: Organisation, method: str, *, title: str, by: Member, at: datetime
) -> Analysis:
    """A new analysis of the whole system, processors included, until someone says otherwise."""
    permissions.require(by, EDIT)
    if organisation.pk != by.organisation_id:
        raise permissions.PermissionDeniedError(EDIT, by.role)
    if method not in reference.vocabulary().methods:
        raise UnknownMethodError
    year = timezone.localdate(at).year
    made = Analysis(
        organisation=organisation,
        year=year,
        number=next_number(organisation.pk, year=year),
        method=method,
        title=_line(title, "title"),
        started_at=at,
    )
    return keep_analysis(made, Act("analysis_started", by, at))


@transaction.atomic
def save_scope(  # noqa: PLR0913  a scope is of what, called how, without what, after which version
    analysis_id: UUID, *, title: str, left_out: str, seen: int, by: Member, at: datetime
) -> Analysis:
    """What the analysis is called, and what it leaves out: nothing means the whole system."""
    permissions.require(by, EDIT)
    found = locked_analysis(by, analysis_id, seen=seen)
    if len(left_out) > MOST_TEXT:
        raise AnalysisTextError(field="left_out")
    found.title, found.left_out = _line(title, "title"), left_out
    return keep_analysis(found, Act("scope_stated", by, at))


@transaction.atomic
def answer(analysis_id: UUID, question: str, said: str, *, by: Member, at: datetime) -> Analysis:
    """One answer of the short version; two people may answer different questions at once."""
    permissions.require(by, EDIT)
    found = _of_method(locked_analysis(by, analysis_id), "quick")
    before = answers.of(found)
    after = short.answered(reference.questionnaire(), before, question, said)
    if after == before:
        return found
    found.content = {**found.content, "answers": after}
    return keep_analysis(found, Act("answered", by, at, facts={"question": question}))


@transaction.atomic
def apply(analysis_id: UUID, *, by: Member, at: datetime) -> tuple[Risk, ...]:
    """The answers become risks; those that somebody wrote by hand stay as they are."""
    permissions.require(by, EDIT)
    found = _of_method(locked_analysis(by, analysis_id), "quick")
    said = answers.of(found)
    if question := short.next_question(reference.questionnaire(), said):
        raise short.UnfinishedError(question)
    made = _fed(found, answers.risks(said, found.organisation.language), by=by, at=at)
    found.content = {**found.content, "applied_at": at.isoformat()}
    keep_analysis(found, Act("applied", by, at, facts={"risks": len(made)}))
    return made


@transaction.atomic
def save_table(  # noqa: PLR0913  a table is of what, which, its rows, after which version
    analysis_id: UUID,
    table: str,
    rows: Iterable[Mapping[str, Any]],
    *,
    seen: int,
    by: Member,
    at: datetime,
) -> Analysis:
    """One table of EBIOS RM's workshops, whole."""
    permissions.require(by, EDIT)
    found = _of_method(locked_analysis(by, analysis_id, seen=seen), "ebios")
    said = workshops.checked(table, [row for row in rows if not workshops.is_empty(row)])
    found.content = {**found.content, "tables": {**answers.tables(found), table: said}}
    return keep_analysis(found, Act("table_saved", by, at, facts={"table": table}))


@transaction.atomic
def feed(analysis_id: UUID, *, by: Member, at: datetime) -> tuple[Risk, ...]:
    """Each operational scenario becomes a risk, or updates the one it made."""
    permissions.require(by, EDIT)
    found = _of_method(locked_analysis(by, analysis_id), "ebios")
    made = _fed(found, workshops.risks_of(answers.tables(found)), by=by, at=at)
    keep_analysis(found, Act("applied", by, at, facts={"risks": len(made)}))
    return made


@transaction.atomic
def plan_measure(  # noqa: PLR0913  a measure is of what, whose, by when
    analysis_id: UUID, code: str, *, owner: str, due_on: date, by: Member, at: datetime
) -> int:
    """The same measure in every risk that it lowers: whose, and before when."""
    changed: dict[str, Any] = {"owner": owner[:MOST_LINE], "due_on": due_on}
    return _measured(analysis_id, code, changed, Act("measure_planned", by, at))


@transaction.atomic
def complete_measure(
    analysis_id: UUID, code: str, *, done_on: date, by: Member, at: datetime
) -> int:
    """Done: in every risk that it lowers."""
    return _measured(analysis_id, code, {"done_on": done_on}, Act("measure_done", by, at))


@transaction.atomic
def validate(analysis_id: UUID, *, seen: int, by: Member, at: datetime) -> Analysis:
    """Read whole and found right, for twelve months: what the register held then is kept."""
    permissions.require(by, ACCEPT)
    found = locked_analysis(by, analysis_id, seen=seen)
    held = list(queries.risks_of(found))
    unknown = sum(1 for one in held if not one.level)
    if not held or unknown:
        raise IncompleteAnalysisError(unknown)
    scope = queries.scope(by.organisation_id)
    found.covered = {
        "activities": sorted(scope.activities),
        "processors": list(scope.processors),
        "risks": {one.reference: one.version for one in held},
    }
    found.state = VALIDATED
    found.validated_at, found.validated_by_name = at, by.name
    return keep_analysis(found, Act("analysis_validated", by, at, facts={"risks": len(held)}))


@transaction.atomic
def archive(analysis_id: UUID, *, seen: int, by: Member, at: datetime) -> Analysis:
    """Replaced by another: its risks leave the lists, its history stays."""
    permissions.require(by, ACCEPT)
    found = locked_analysis(by, analysis_id, seen=seen)
    found.state = ARCHIVED
    return keep_analysis(found, Act("analysis_archived", by, at))


def _fed(
    analysis: Analysis, wanted: Iterable[rules.Risk], *, by: Member, at: datetime
) -> tuple[Risk, ...]:
    held = {one.source: one for one in Risk.objects.filter(analysis=analysis).exclude(source="")}
    made = []
    for value in wanted:
        one = held.pop(value.source, None)
        if one is None:
            made.append(keep_risk(new(analysis), value, Act("risk_added", by, at)))
            continue
        before = queries.value_of(one)
        after = answers.followed(before, value)
        if not before.is_own and (after != before or one.is_withdrawn):
            one.is_withdrawn = False
            keep_risk(one, after, Act("risk_followed", by, at))
        made.append(one)
    for one in held.values():
        before = queries.value_of(one)
        if not before.is_own and not one.is_withdrawn:
            one.is_withdrawn = True
            keep_risk(one, before, Act("withdrawn", by, at))
    return tuple(made)


def _measured(analysis_id: UUID, code: str, changed: Mapping[str, Any], act: Act) -> int:
    permissions.require(act.by, EDIT)
    analysis = locked_analysis(act.by, analysis_id)
    count = 0
    for one in queries.risks_of(analysis).select_for_update(of=("self",)):
        value = queries.value_of(one)
        measures = tuple(
            replace(held, **changed) if held.code == code else held for held in value.measures
        )
        if measures != value.measures:
            keep_risk(one, replace(value, measures=measures), act)
            count += 1
    return count


def _of_method(found: Analysis, method: str) -> Analysis:
    if found.method != method:
        raise UnknownMethodError
    return found


def _line(said: str, field: str) -> str:
    if not said.strip() or len(said) > MOST_LINE:
        raise AnalysisTextError(field)
    return said.strip()
