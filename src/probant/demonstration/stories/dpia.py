"""Reasonings on the need, and one impact assessment from its beginning to its validation."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import msgspec
from django.utils import timezone

from probant.demonstration.invention import read
from probant.demonstration.stories.playing import Scene, Story
from probant.dpia import actions, needs, queries
from probant.dpia.domain.content import Content, Evaluation, Grade, Measure
from probant.dpia.domain.editing import Said
from probant.dpia.domain.need import Conclusion
from probant.dpia.models import Assessment
from probant.dpia.queries import Need
from probant.register import queries as register

FIRST_RISK = "3.2"


@dataclass(frozen=True, kw_only=True)
class Assessed:
    """What an organisation reasoned and assessed; nothing of it happened."""

    reasoned: str = ""
    most: int = 0
    why: dict[str, str] = field(default_factory=dict)
    assessed: str = ""
    advised: str = ""
    validated: str = ""
    opinion: str = ""
    why_not: str = ""
    measures: tuple[str, ...] = ()
    texts: dict[int, str] = field(default_factory=dict)
    lists: dict[int, tuple[str, ...]] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)
    plan: str = ""
    person: str = ""
    due: int = 0


def stories(scene: Scene, name: str) -> Iterator[Story]:
    """One for each organisation that has anything to tell."""
    told = msgspec.convert(read("dpia").get(name, {}), Assessed)
    if told.reasoned:
        yield _story(scene, told)


def _story(scene: Scene, told: Assessed) -> Story:
    at = scene.instant(told.reasoned)
    yield at
    needed = sorted(queries.needs_of(scene.organisation.pk), key=partial(_care_first, scene))
    found = needed[: told.most]
    required = [need for need in found if _reason(scene, need, told, at)]
    if told.assessed and required:
        yield from _assessment(scene, required[0], told)


def _care_first(scene: Scene, need: Need) -> tuple[bool, int]:
    """What is said of each speaks of health data of patients: the staff's come after."""
    facts = needs.facts_of(register.record_of(need.activity), scene.organisation.sector)
    is_care = facts.is_sensitive and "patients" in facts.subjects
    return (not is_care, need.activity.number)


def _reason(scene: Scene, need: Need, told: Assessed, at: datetime) -> bool:
    """Whether an assessment was found to be needed."""
    record = register.record_of(need.activity)
    said = needs.proposed(record, scene.organisation.sector)
    if said.conclusion is Conclusion.UNKNOWN:
        said = replace(said, conclusion=Conclusion.NOT_REQUIRED)
    said = replace(said, reason=told.why[said.conclusion.value])
    actions.decide(scene.organisation, need.activity.pk, said, expected=0, by=scene.by, at=at)
    return said.conclusion is Conclusion.REQUIRED


def _assessment(scene: Scene, need: Need, told: Assessed) -> Story:
    at = scene.instant(told.assessed)
    yield at
    made = actions.start(scene.organisation, "", need.activity.pk, by=scene.by, at=at)
    _write(scene, made, told, at)
    at = scene.instant(told.advised)
    yield at
    actions.advise(
        made.pk,
        is_favourable=True,
        opinion=told.opinion,
        names="",
        expected=0,
        by=scene.by,
        at=at,
    )
    views = {"is_sought": False, "why_not": told.why_not}
    after = actions.hear(made.pk, views, expected=0, by=scene.by, at=at)
    at = scene.instant(told.validated)
    yield at
    review_on = timezone.localdate(at) + timedelta(days=365)
    actions.validate(made.pk, expected=after.version, review_on=review_on, by=scene.by, at=at)


def _write(scene: Scene, made: Assessment, told: Assessed, at: datetime) -> None:
    for title in told.measures:
        new = Measure(id=0, title=title)
        made = actions.write_measure(made.pk, new, expected=0, by=scene.colleague, at=at)
    titles = tuple(one.title for one in Content(made.document).measures)[:4]
    said = {number: Said(text=f"<p>{text}</p>") for number, text in told.texts.items()}
    said |= {number: Said(items=items) for number, items in told.lists.items()}
    said |= {number: Said(level=level) for number, level in told.levels.items()}
    said |= {number: Said(items=titles) for number in (324, 334, 344)}
    for number, answer in said.items():
        made = actions.answer(made.pk, number, answer, expected=0, by=scene.by, at=at)
    due_on = timezone.localdate(scene.now) + timedelta(days=told.due)
    for about in Content(made.document).references:
        found = Evaluation(reference=about, grade=Grade.ACCEPTABLE)
        if about == FIRST_RISK:
            found = Evaluation(
                reference=about,
                grade=Grade.IMPROVABLE,
                plan=f"<p>{told.plan}</p>",
                person=told.person,
                due_on=due_on,
                severity=3,
                likelihood=2,
            )
        actions.evaluate(made.pk, found, expected=0, by=scene.by, at=at)
