"""A register begun, validated, published as notices, and changed since."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from probant.correspondence import actions as correspondence
from probant.correspondence import letters
from probant.demonstration.invention import Invented, invention
from probant.demonstration.stories.playing import Scene, Story
from probant.notices import actions as notices
from probant.notices.domain.facts import Audience
from probant.reference import templates
from probant.register import actions as register
from probant.register.domain.record import ActivityRecord, from_json
from probant.register.models import Activity

BEGUN = timedelta(days=300)
VALIDATED = timedelta(days=290)
PUBLISHED = timedelta(days=280)
CHANGED = timedelta(days=12)
REVIEW_AFTER = timedelta(days=365)
NOTE, NOBODY = "general.note", "camille.inventee@demonstration.invalid"


def story(scene: Scene, invented: Invented) -> Story:
    """The register, its validation, the notices made from it, and what was added afterwards."""
    yield scene.now - BEGUN
    made = _begun(scene, invented)
    for minute, activity in enumerate(_complete(made, invented)):
        at = scene.now - VALIDATED + timedelta(minutes=minute)
        yield at
        register.validate(activity.pk, by=scene.by, at=at, expected_version=activity.version)
    yield scene.now - PUBLISHED
    for audience in invented.notices:
        at = scene.now - PUBLISHED
        notices.publish(scene.organisation, Audience(audience), by=scene.by, at=at)
    yield scene.now - CHANGED
    if invented.notices:
        _write(scene, at=scene.now - CHANGED)
    for template in invented.afterwards:
        at = scene.now - CHANGED
        register.create_from_template(scene.organisation, template, by=scene.by, at=at)


def _complete(made: list[Activity], invented: Invented) -> list[Activity]:
    return [activity for activity in made[invented.drafts :] if not activity.missing]


def _write(scene: Scene, *, at: datetime) -> None:
    """A message that waits: the demonstration sends nothing."""
    organisation = scene.organisation
    wording = letters.default(NOTE, organisation.language)
    letter = letters.preview(organisation, NOTE, organisation.language, wording)
    correspondence.send(
        organisation.pk,
        to=[NOBODY],
        subject=letter.subject,
        text=letter.text,
        about=f"general:{organisation.pk}",
        at=at,
        by=scene.by.actor,
    )


def _begun(scene: Scene, invented: Invented) -> list[Activity]:
    pairs = list(_records(invented, scene.organisation.language))
    pairs = [pair for pair in pairs if pair[0] not in invented.afterwards]
    if invented.leave_out:
        pairs = pairs[: -invented.leave_out]
    due = (scene.now - BEGUN + REVIEW_AFTER).date()
    late = (scene.now - timedelta(days=20)).date()
    records = [
        replace(record, review_on=late if number < invented.overdue else due)
        for number, (_, record) in enumerate(pairs)
    ]
    return register.create_many(
        scene.organisation,
        records,
        by=scene.by,
        at=scene.now - BEGUN,
        template_ids=[id_ for id_, _ in pairs],
    )


def _records(invented: Invented, language: str) -> Iterator[tuple[str, ActivityRecord]]:
    found = [
        template
        for template in templates.activities().values()
        if template.family in invented.families
    ]
    pairs = [(item.id, from_json(templates.instantiate(item, language))) for item in found]
    yield from pairs
    yield from islice(_of_wards(dict(pairs)), max(0, invented.fill_to - len(pairs)))


def _of_wards(records: dict[str, ActivityRecord]) -> Iterator[tuple[str, ActivityRecord]]:
    for id_, wording in invention().ward_activities:
        for ward in invention().wards:
            yield id_, replace(records[id_], name=wording.format(ward=ward))
