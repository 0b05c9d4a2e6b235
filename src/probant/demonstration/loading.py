"""Makes the demonstration by the same actions as people do, some months before today.

The instants given to the actions are invented too; they run forward, as a journal does.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from probant.accounts import actions as accounts
from probant.accounts import queries as people
from probant.accounts.models import Person
from probant.correspondence import actions as correspondence
from probant.correspondence import letters
from probant.database import isolation
from probant.demonstration.invention import Invented, everyone, invention
from probant.journal import actions as journal
from probant.notices import actions as notices
from probant.notices.domain.facts import Audience
from probant.organisations import actions as organisations
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.reference import templates
from probant.register import actions as register
from probant.register.domain.record import ActivityRecord, from_json
from probant.register.models import Activity

CREATED = timedelta(days=300)
VALIDATED = timedelta(days=290)
PUBLISHED = timedelta(days=280)
CHANGED = timedelta(days=12)
NOTE, NOBODY = "general.note", "camille.inventee@demonstration.invalid"
REVIEW_AFTER = timedelta(days=365)


def load(*, at: datetime) -> None:
    """Loads every invented organisation, as if its register had been begun 300 days before `at`."""
    camille = accounts.create_person(
        email=invention().person.email,
        full_name=invention().person.name,
        password=None,
        at=at - CREATED,
        is_demonstration=True,
    )
    for invented in everyone():
        _load_organisation(invented, camille, at=at)


def person() -> Person | None:
    """The invented person whom the demonstration's link signs in, once it is loaded."""
    return people.person_by_email(invention().person.email)


def _load_organisation(invented: Invented, person: Person, *, at: datetime) -> None:
    organisation = organisations.create(
        name=invented.name,
        sector=invented.sector,
        administrator=person,
        at=at - CREATED,
        identity=invented.identity,
        is_demonstration=True,
    )
    by = Member(person.pk, organisation.pk, Role.ADMINISTRATOR, person.full_name)
    with isolation.tenant(organisation.pk, person=person.pk):
        made = _fill_register(invented, organisation, by, at=at)
        complete = [activity for activity in made[invented.drafts :] if not activity.missing]
        _validate(complete, by, at=at - VALIDATED)
        for audience in invented.notices:
            notices.publish(organisation, Audience(audience), by=by, at=at - PUBLISHED)
        if invented.notices:
            _write(organisation, by, at=at - CHANGED)
        for template in invented.afterwards:
            register.create_from_template(organisation, template, by=by, at=at - CHANGED)
        journal.sign_checkpoint(organisation.pk, at=at)


def _write(organisation: Organisation, by: Member, *, at: datetime) -> None:
    """A message that waits: the demonstration sends nothing."""
    wording = letters.default(NOTE, organisation.language)
    letter = letters.preview(organisation, NOTE, organisation.language, wording)
    correspondence.send(
        organisation.pk,
        to=[NOBODY],
        subject=letter.subject,
        text=letter.text,
        about=f"general:{organisation.pk}",
        at=at,
        by=by.actor,
    )


def _fill_register(
    invented: Invented, organisation: Organisation, by: Member, *, at: datetime
) -> list[Activity]:
    pairs = list(_records(invented, organisation.language))
    pairs = [pair for pair in pairs if pair[0] not in invented.afterwards]
    if invented.leave_out:
        pairs = pairs[: -invented.leave_out]
    due = (at - CREATED + REVIEW_AFTER).date()
    late = (at - timedelta(days=20)).date()
    records = [
        replace(record, review_on=late if number < invented.overdue else due)
        for number, (_, record) in enumerate(pairs)
    ]
    return register.create_many(
        organisation, records, by=by, at=at - CREATED, template_ids=[id_ for id_, _ in pairs]
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


def _validate(activities: list[Activity], by: Member, *, at: datetime) -> None:
    for minute, activity in enumerate(activities):
        register.validate(
            activity.pk,
            by=by,
            at=at + timedelta(minutes=minute),
            expected_version=activity.version,
        )
