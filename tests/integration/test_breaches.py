"""Breaches and the real database: numbers under contention, statements that nobody changes."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction

from probant.breaches import actions, casefile, closability, queries
from probant.breaches.domain.facts import OwnRole, PersonsGroup
from probant.breaches.due import due
from probant.breaches.models import Breach, Statement
from probant.breaches.obligations import verdicts
from probant.breaches.statements import (
    Audience,
    Choice,
    Communication,
    Decision,
    Declaration,
    Question,
)
from probant.common import clock
from probant.common.verdicts import VerdictState
from probant.database import isolation
from probant.database.embedded import Addresses
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from tests.conftest import new_member, new_organisation

MANY = 6


def said() -> Declaration:
    noticed = clock.now() - timedelta(hours=1)
    return Declaration(incident="lost_device", told="Téléphone perdu.", noticed_at=noticed)


def declared(organisation: Organisation, by: Member, key: uuid.UUID | None = None) -> Breach:
    key = key or uuid.uuid4()
    return actions.declare(organisation, said(), key=key, by=by, at=clock.now())


@pytest.mark.parametrize("is_same_form", [False, True])
def test_declared_at_once_each_has_its_number_and_a_form_counts_once(
    own_database: Addresses, *, is_same_form: bool
) -> None:
    with transaction.atomic():
        organisation = new_organisation()
        by = new_member(organisation, Role.DPO)
    key = uuid.uuid4()

    def send(_turn: int) -> int:
        try:
            with transaction.atomic():
                isolation.enter(organisation.pk, person=by.person_id)
                return declared(organisation, by, key if is_same_form else None).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(MANY) as threads:
        numbers = sorted(threads.map(send, range(MANY)))

    assert numbers == ([1] * MANY if is_same_form else list(range(1, MANY + 1)))


@pytest.mark.parametrize("statement", ["UPDATE {} SET note = 'x'", "DELETE FROM {}"])
def test_a_statement_is_never_changed(
    organisation: Organisation, member: Member, statement: str
) -> None:
    declared(organisation, member)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("breaches_statement"))


def test_another_organisation_sees_nothing(organisation: Organisation, member: Member) -> None:
    declared(organisation, member)
    elsewhere = new_organisation("Autre (inventé)")

    isolation.enter(elsewhere.pk, person=None)

    assert not Breach.objects.exists()
    assert not Statement.objects.exists()


def test_the_journal_holds_fingerprints_and_no_words(
    organisation: Organisation, member: Member
) -> None:
    made = declared(organisation, member)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(e)::text FROM journal_entry e")
        rows = [row for (row,) in cursor.fetchall()]
    assert any("breaches.declared" in row and str(made.pk) in row for row in rows)
    assert not any("Téléphone" in row for row in rows)


def test_what_is_due_reads_all_open_breaches_in_two_queries(
    organisation: Organisation, member: Member, django_assert_num_queries: object
) -> None:
    for _turn in range(MANY):
        declared(organisation, member)

    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(due(organisation, now=clock.now())) == 2 * MANY


def test_a_processor_tells_its_controllers_one_by_one(
    organisation: Organisation, member: Member
) -> None:
    breach = declared(organisation, member)
    facts = casefile.of(breach).facts
    involved = replace(facts.involvement, role=OwnRole.PROCESSOR)
    at = clock.now()
    actions.save_section(breach.pk, "involvement", involved, by=member, at=at, expected=1)

    def clock_of_controllers() -> object:
        found = due(organisation, now=clock.now())
        return [one for one in found if one.subject.endswith(":controllers")]

    before = clock_of_controllers()
    told = Communication(audience=Audience.CONTROLLER, group="Client inventé", sent_on=at.date())
    actions.follow(breach.pk, told, by=member, at=at)

    assert before
    assert not clock_of_controllers()
    assert queries.breach(organisation.pk, breach.pk).is_processor


def informing(organisation: Organisation, member: Member, *groups: str) -> Breach:
    """An open breach whose persons must be told, with these groups among them."""
    breach = declared(organisation, member)
    persons = replace(
        casefile.of(breach).facts.persons,
        groups=tuple(PersonsGroup(category=name) for name in groups),
    )
    at = clock.now()
    actions.save_section(breach.pk, "persons", persons, by=member, at=at, expected=1)
    yes = Decision(choice=Choice.YES, justification="Risque élevé.")
    actions.decide(breach.pk, Question.INFORM, yes, by=member, at=at, expected=0)
    return breach


def test_patients_told_and_trusted_persons_forgotten_is_a_contradiction(
    organisation: Organisation, member: Member
) -> None:
    """SAN-2026-009: 202,246 trusted persons were never told; art. 34 is owed to each group."""
    breach = informing(organisation, member, "patients", "trusted_persons")

    def state() -> tuple[VerdictState, bool]:
        found = {it.obligation_id: it.state for it in verdicts(organisation, now=clock.now())}
        file = casefile.of(queries.breach(organisation.pk, breach.pk))
        return found["breaches.persons_informed"], "persons" in file.still_open

    tell(member, breach, Audience.PATIENTS)
    assert state() == (VerdictState.CONTRADICTED, True)
    tell(member, breach, Audience.RELATIVES)
    # Every group was told; the file does not say yet all that art. 34(2) wants in a letter.
    assert state() == (VerdictState.DECLARED, False)


def test_whoever_has_no_letter_of_their_own_is_told_as_other_people(
    organisation: Organisation, member: Member
) -> None:
    breach = informing(organisation, member, "patients", "donors", "amis de la chorale")
    tell(member, breach, Audience.PATIENTS)
    assert untold(organisation, breach) == ("donors",)
    tell(member, breach, Audience.OTHER_PERSONS)
    assert untold(organisation, breach) == ()


def test_a_public_communication_reaches_every_group(
    organisation: Organisation, member: Member
) -> None:
    breach = informing(organisation, member, "patients", "staff")
    tell(member, breach, Audience.PUBLIC)
    assert "persons" not in casefile.of(queries.breach(organisation.pk, breach.pk)).still_open


def tell(member: Member, breach: Breach, audience: Audience) -> None:
    at = clock.now()
    told = Communication(audience=audience, sent_on=at.date(), text="Ce qui s’est passé.")
    actions.follow(breach.pk, told, by=member, at=at)


def untold(organisation: Organisation, breach: Breach) -> tuple[str, ...]:
    found = queries.breach(organisation.pk, breach.pk)
    return closability.untold_groups(found, queries.history(found))
