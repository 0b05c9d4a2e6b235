"""How a state is kept: the row as it stands, one more statement, one entry in the journal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max

from probant.common.errors import ProbantError
from probant.journal import actions as journal
from probant.organisations.domain import Member
from probant.risks.domain import risk as rules
from probant.risks.models import Analysis, Risk, RiskStatement

NUMBERING = 0x5249_534B  # "RISK": the advisory lock under which numbers are given


class MovedOnError(ProbantError):
    """Somebody saved first: `latest` stands, what this person wanted was not saved."""

    def __init__(self, seen: int, latest: int, by_name: str) -> None:
        super().__init__(seen, latest)
        self.seen, self.latest, self.by_name = seen, latest, by_name


@dataclass(frozen=True)
class Act:
    """One act: its name in the journal, who, when, why, and facts without persons."""

    event: str
    by: Member
    at: datetime
    note: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def locked_analysis(by: Member, analysis_id: UUID, *, seen: int | None = None) -> Analysis:
    """The analysis, held; MovedOnError where it is another version than the one `seen`."""
    found = Analysis.objects.select_for_update().get(
        organisation=by.organisation_id, pk=analysis_id
    )
    _ensure_seen(found, seen)
    return found


def locked_risk(by: Member, risk_id: UUID, *, seen: int | None = None) -> Risk:
    """The risk, held; MovedOnError where it is another version than the one `seen`."""
    found = Risk.objects.select_for_update(of=("self",)).select_related("analysis")
    risk = found.get(organisation=by.organisation_id, pk=risk_id)
    _ensure_seen(risk, seen)
    return risk


def keep_analysis(found: Analysis, act: Act) -> Analysis:
    """Saves it as its next version, states it and journals the act."""
    found.version += 0 if found._state.adding else 1  # noqa: SLF001  Django's documented state
    found.updated_at, found.updated_by_name = act.at, act.by.name
    found.save()
    content = {
        "method": found.method,
        "title": found.title,
        "left_out": found.left_out,
        "state": found.state,
        "content": found.content,
        "covered": found.covered,
    }
    _state(found, content, act, {"reference": found.reference, "method": found.method})
    return found


def keep_risk(found: Risk, value: rules.Risk, act: Act) -> Risk:
    """Saves the risk with this content, states it and journals the act."""
    rules.ensure_bounded(value)
    found.version += 0 if found._state.adding else 1  # noqa: SLF001  Django's documented state
    found.content, found.title = rules.to_json(value), value.title
    found.source, found.treatment = value.source, value.treatment
    found.level = value.standing_level or ""
    found.rank = rules.rank(value.standing_level)
    pending = [one.due_on for one in value.measures if one.done_on is None and one.due_on]
    found.due_on = min(pending, default=None)
    found.accepted_until = value.acceptance.until if value.acceptance else None
    found.updated_at, found.updated_by_name = act.at, act.by.name
    found.save()
    more = {"reference": found.reference, "level": found.level, "is_withdrawn": found.is_withdrawn}
    _state(found, found.content, act, more)
    return found


def next_number(organisation: UUID, *, year: int | None = None) -> int:
    """One at a time in an organisation: analyses count by year, risks for ever."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [NUMBERING, str(organisation)]
        )
    given = (
        Risk.objects.filter(organisation=organisation).aggregate(highest=Max("number"))
        if year is None
        else Analysis.objects.filter(organisation=organisation, year=year).aggregate(
            highest=Max("number")
        )
    )
    highest: int | None = given["highest"]
    return (highest or 0) + 1


def _ensure_seen(found: Analysis | Risk, seen: int | None) -> None:
    if seen is not None and seen != found.version:
        raise MovedOnError(seen, found.version, found.updated_by_name)


def _state(
    found: Analysis | Risk, content: Mapping[str, Any], act: Act, more: Mapping[str, Any]
) -> None:
    digest = rules.digest_of(content)
    RiskStatement.objects.create(
        organisation_id=found.organisation_id,
        subject=found.pk,
        number=found.version,
        event=act.event,
        content=content,
        digest=digest,
        at=act.at,
        by=act.by.person_id,
        by_name=act.by.name,
        note=act.note,
    )
    journal.record(
        f"risks.{act.event}",
        by=act.by.actor,
        at=act.at,
        organisation=found.organisation_id,
        subject=str(found.pk),
        facts={"number": found.version, "sha256": digest, **more, **act.facts},
    )
