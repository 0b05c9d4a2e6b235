"""An exercise as evidence: its report for people, its facts for machines."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from probant.common import typesetting
from probant.crisis import labels, plan_words
from probant.crisis.models import Exercise
from probant.crisis.queries import exercises as queries
from probant.crisis.queries import room as rooms
from probant.organisations.models import Organisation

TEMPLATE = Path(__file__).resolve().parent / "typst" / "exercise.typ"
UNNAMED = "—"


def documents(
    organisation: Organisation, subject: UUID, *, language: str, has_names: bool, at: datetime
) -> dict[str, bytes]:
    """The report and the facts, by their names in the archive."""
    found = queries.exercise(organisation.pk, subject)
    facts = msgspec.json.encode(_facts(found, has_names=has_names))
    return {
        "exercise.pdf": pdf(found, language=language, at=at, has_names=has_names),
        "exercise.json": msgspec.json.format(facts, indent=1) + b"\n",
    }


def pdf(found: Exercise, *, language: str, at: datetime, has_names: bool = True) -> bytes:
    """The report, PDF/UA-1; marked as an exercise on each page."""
    with translation.override(language):
        return typesetting.pdf(TEMPLATE, _printed(found, language, at, has_names=has_names))


def _facts(found: Exercise, *, has_names: bool) -> dict[str, Any]:
    evaluation = dict(found.evaluation)
    findings = [dict(one) for one in found.findings]
    if not has_names:
        evaluation.pop("evaluated_by", None)
        for one in findings:
            one.update(owner=UNNAMED)
            one.pop("closed_by", None)
    return {
        "format": "probant-exercise/1",
        "is_exercise": True,
        "id": str(found.pk),
        "crisis": str(found.crisis_id) if found.crisis_id else None,
        "scenario": found.scenario,
        "title": found.title,
        "state": found.state,
        "planned_at": found.planned_at,
        "started_at": found.started_at,
        "ended_at": found.ended_at,
        "injects": found.injects,
        "evaluation": evaluation,
        "findings": findings,
        "entries": _entries(found, has_names=has_names),
    }


def _entries(found: Exercise, *, has_names: bool) -> list[dict[str, Any]]:
    if found.crisis_id is None:
        return []
    entries = rooms.entries(found.organisation_id, found.crisis_id)
    return [
        {**one.to_json(), **({} if has_names else {"by_name": UNNAMED}), "sha256": one.digest}
        for one in entries
    ]


def _printed(found: Exercise, language: str, at: datetime, *, has_names: bool) -> dict[str, Any]:
    day, scenario = timezone.localtime(at), queries.scenario(found)
    remarks = found.evaluation.get("remarks", {})
    return {
        "language": language,
        "day": [day.year, day.month, day.day],
        "title": _("Report of the exercise: %(title)s") % {"title": found.title},
        "lede": scenario.summary.in_(language),
        "footer": f"{_('EXERCISE')} · {found.organisation.name} · {_moment(at)}",
        "identity": _identity(found, at, has_names=has_names),
        "results": [_result(one, found, language) for one in queries.measured(found)],
        "injects": [_inject(one) for one in found.injects],
        "remarks": [
            [label, remarks[name]]
            for name, label in (("worked", _("What worked")), ("missed", _("What was missing")))
            if remarks.get(name)
        ],
        "findings": [_finding(one, has_names=has_names) for one in found.findings],
        "entries": [_entry(one) for one in _entries(found, has_names=has_names)],
        "words": _words(),
    }


def _identity(found: Exercise, at: datetime, *, has_names: bool) -> list[list[str]]:
    played = queries.elapsed(found, now=at)
    rows = [
        [_("Organisation"), found.organisation.name],
        [_("State"), str(plan_words.STATES[found.state])],
        [_("Planned on"), _moment(found.planned_at)],
        [_("Started on"), _moment(found.started_at)],
        [_("Time played"), _("%(count)s minutes") % {"count": int(played / timedelta(minutes=1))}],
    ]
    return [*rows, *([[_("Facilitator"), found.facilitator_name]] if has_names else [])]


def _result(one: Any, found: Exercise, language: str) -> list[str]:  # noqa: ANN401  Measured
    grade = found.evaluation.get("grades", {}).get(one.objective.id, "")
    seen = _("%(count)s min") % {"count": one.minutes} if one.minutes is not None else UNNAMED
    within = _("%(count)s min") % {"count": one.objective.within} if one.objective.measure else ""
    return [
        one.objective.label.in_(language),
        within or UNNAMED,
        seen,
        str(plan_words.GRADES.get(grade, UNNAMED)),
    ]


def _inject(one: dict[str, Any]) -> list[str]:
    given = one["given_at"]
    at = _moment(datetime.fromisoformat(given)) if given else _("not given")
    planned = _("%(count)s min") % {"count": one["after"]}
    return [planned, at, one["text"], one["expected"]]


def _finding(one: dict[str, Any], *, has_names: bool) -> list[str]:
    closed = _moment(datetime.fromisoformat(one["closed_at"])) if one["closed_at"] else _("open")
    state = f"{closed}. {one['outcome']}" if one["outcome"] else closed
    due_on = formats.date_format(date.fromisoformat(one["due_on"]), "DATE_FORMAT")
    return [one["text"], one["owner"] if has_names else UNNAMED, due_on, state]


def _entry(one: dict[str, Any]) -> list[str]:
    at = timezone.localtime(datetime.fromisoformat(one["at"]))
    kind = str(labels.KINDS.get(one["kind"], one["kind"]))
    said = str(one["body"].get("text") or one["body"].get("name") or "")
    return [f"{at:%H:%M:%S}", kind, said, one["by_name"]]


def _moment(at: datetime | None) -> str:
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else UNNAMED


def _words() -> dict[str, str]:
    return {
        "page": _("Page"),
        "kind": _("EXERCISE"),
        "objectives": _("Objectives"),
        "objective": _("Objective"),
        "within": _("Expected within"),
        "seen": _("Seen after"),
        "grade": _("Evaluation"),
        "injects": _("What happened"),
        "planned": _("Planned at"),
        "given": _("Given at"),
        "event": _("Event"),
        "expected": _("Expected answer"),
        "remarks": _("In short"),
        "findings": _("Findings"),
        "finding": _("What must change"),
        "owner": _("Who takes care of it"),
        "due": _("To be done before"),
        "outcome": _("Outcome"),
        "none": _("None."),
        "timeline": _("Log of the room"),
        "when": _("Time"),
        "what": _("What"),
        "text": _("Text"),
        "who": _("Who"),
    }
