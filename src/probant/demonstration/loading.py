"""Makes the demonstration by the same actions as people do, some months before today.

The instants given to the actions are invented too; they run forward, as a journal does.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import translation

from probant.accounts import actions as accounts
from probant.accounts import queries as people
from probant.accounts.models import Person
from probant.database import isolation
from probant.demonstration import invention as inventing
from probant.demonstration.invention import Invented, everyone, invention
from probant.demonstration.stories import (
    audits,
    barriers,
    breaches,
    clients,
    controls,
    crises,
    dpia,
    dpo_office,
    processors,
    registers,
    requests,
    risks,
    training,
    vulnerabilities,
)
from probant.demonstration.stories.playing import Scene, Story, play
from probant.journal import actions as journal
from probant.organisations import actions as organisations
from probant.organisations.domain import Member, Role

CREATED = timedelta(days=300)
TOLD = (
    requests,
    breaches,
    crises,
    barriers,
    controls,
    audits,
    processors,
    risks,
    dpia,
    vulnerabilities,
    clients,
    training,
    dpo_office,
)


def load(*, at: datetime) -> None:
    """Loads every invented organisation, as if its register had been begun 300 days before `at`."""
    camille = _person(invention().person, at=at - CREATED)
    colleague = _person(invention().colleague, at=at - CREATED)
    for invented in everyone():
        with translation.override("fr"):
            _load_organisation(invented, camille, colleague, at=at)


def person() -> Person | None:
    """The invented person whom the demonstration's link signs in, once it is loaded."""
    return people.person_by_email(invention().person.email)


def _person(invented: inventing.Person, *, at: datetime) -> Person:
    return accounts.create_person(
        email=invented.email,
        full_name=invented.name,
        password=None,
        at=at,
        is_demonstration=True,
    )


def _load_organisation(
    invented: Invented, person: Person, colleague: Person, *, at: datetime
) -> None:
    organisation = organisations.create(
        name=invented.name,
        sector=invented.sector,
        administrator=person,
        at=at - CREATED,
        identity=invented.identity,
        is_demonstration=True,
    )
    by = Member(person.pk, organisation.pk, Role.ADMINISTRATOR, person.full_name)
    helper = Member(colleague.pk, organisation.pk, Role.CISO, colleague.full_name)
    with isolation.tenant(organisation.pk, person=person.pk):
        if invented.has_colleague:
            organisations.add(organisation, colleague, helper.role, by=by.actor, at=at - CREATED)
        scene = Scene(organisation, by, helper if invented.has_colleague else by, at)
        play(_stories(scene, invented), until=at)
        journal.sign_checkpoint(organisation.pk, at=at)


def _stories(scene: Scene, invented: Invented) -> Iterator[Story]:
    yield registers.story(scene, invented)
    if invented.stories:
        for told in TOLD:
            yield from told.stories(scene, invented.stories)
