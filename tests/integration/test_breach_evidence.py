"""The dossier of one breach, from its statements: whole, readable, with or without names."""

import io
import json
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from probant.breaches import actions, casefile, evidence, exports, preparing, queries
from probant.breaches.domain import notification
from probant.breaches.domain.facts import from_json, to_json
from probant.breaches.domain.limits import FactsLimitError
from probant.breaches.models import Breach
from probant.breaches.statements import (
    Audience,
    Choice,
    Communication,
    Decision,
    Declaration,
    Notification,
    Question,
)
from probant.common import clock
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from tests.unit.breaches.test_breach_notification import PHONE


@pytest.fixture
def breach(organisation: Organisation, member: Member) -> Breach:
    """A stolen telephone: declared, qualified, decided, notification frozen, a letter sent."""
    at = clock.now()
    said = Declaration(
        incident="lost_device",
        told="Téléphone volé.",
        noticed_at=at - timedelta(hours=2),
        telephone="06 00 00 00 00",
    )
    made = actions.declare(organisation, said, key=uuid.uuid4(), by=member, at=at)
    when = {**to_json(PHONE)["timeline"], "aware_at": (at - timedelta(hours=1)).isoformat()}
    facts = from_json({**to_json(PHONE), "timeline": when})
    actions.save_facts(made.pk, facts, by=member, at=at, expected=1)
    yes = Decision(choice=Choice.YES, justification="Des données de santé lisibles.")
    for question in Question:
        actions.decide(made.pk, question, yes, by=member, at=at, expected=0)
    told = Communication(
        audience=Audience.PATIENTS,
        group="Patients",
        channel="letter",
        count=12,
        sent_on=at.date(),
        text="Un téléphone a été volé.",
    )
    actions.follow(made.pk, told, by=member, at=at)
    return queries.breach(organisation.pk, made.pk)


def frozen(breach: Breach, organisation: Organisation, member: Member) -> None:
    form = preparing.prepare(casefile.of(breach), organisation, member.name, at=clock.now())
    said = Notification(type=form.type.value, facts_number=2, form=notification.to_json(form))
    actions.freeze(breach.pk, said, by=member, at=clock.now(), expected=0)


def made_of(breach: Breach, organisation: Organisation, *, has_names: bool) -> dict[str, bytes]:
    return evidence.documents(
        organisation, breach.pk, language="fr", has_names=has_names, at=clock.now()
    )


def test_the_dossier_holds_every_statement_and_paper(
    organisation: Organisation, member: Member, breach: Breach
) -> None:
    frozen(breach, organisation, member)
    found = made_of(breach, organisation, has_names=True)
    assert {"breach.pdf", "breach.json", "files.json"} <= set(found)
    assert {name.rpartition(".")[2] for name in found if name.startswith("notifications/01-")} == {
        "pdf",
        "json",
        "txt",
    }
    assert any(name.endswith("-patients-sent.txt") for name in found)
    whole: dict[str, Any] = json.loads(found["breach.json"])
    told = queries.history(breach)
    assert [one["sha256"] for one in whole["statements"]] == [made.digest for made in told]
    assert {one["duty"] for one in whole["clocks"]} >= {"authority", "persons"}
    assert whole["decision"] == {"notify": "yes", "inform": "yes"}
    said = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(found["breach.pdf"])).pages)
    assert breach.reference in said
    assert told[0].digest[:16] in said.replace("\n", "")
    assert member.name in said


def test_without_names_nobody_who_acted_is_told(
    organisation: Organisation, member: Member, breach: Breach
) -> None:
    found = made_of(breach, organisation, has_names=False)
    said = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(found["breach.pdf"])).pages)
    for text in (said, *(found[name].decode() for name in found if not name.endswith(".pdf"))):
        assert member.name not in text
        assert "06 00 00 00 00" not in text


def test_facts_that_the_database_cannot_hold_are_refused_before_it(
    member: Member, breach: Breach
) -> None:
    facts = from_json(breach.facts)
    hostile = replace(facts, event=replace(facts.event, narrative="a\0b"))
    with pytest.raises(FactsLimitError) as refused:
        number = breach.facts_number
        actions.save_facts(breach.pk, hostile, by=member, at=clock.now(), expected=number)
    assert refused.value.path == "$.event.narrative"


def test_a_file_that_relies_on_the_effort_stays_open_until_the_public_is_told(
    organisation: Organisation, member: Member, breach: Breach
) -> None:
    refused = Decision(
        choice=Choice.NO, justification="500 000 personnes.", exception="disproportionate"
    )
    actions.decide(breach.pk, Question.INFORM, refused, by=member, at=clock.now(), expected=1)
    found = queries.breach(organisation.pk, breach.pk)
    assert "public" in casefile.of(found).still_open
    at = clock.now()
    told = Communication(audience=Audience.PUBLIC, channel="website", sent_on=at.date())
    actions.follow(breach.pk, told, by=member, at=at)
    assert "public" not in casefile.of(queries.breach(organisation.pk, breach.pk)).still_open


def test_another_organisation_has_no_such_breach(breach: Breach) -> None:
    with pytest.raises(Breach.DoesNotExist):
        evidence.documents(
            Organisation(pk=uuid.uuid4()),
            breach.pk,
            language="fr",
            has_names=False,
            at=clock.now(),
        )


def test_the_register_of_many_breaches_reads_their_statements_in_one_query(
    organisation: Organisation,
    member: Member,
    breach: Breach,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    again = Declaration(incident="system_down", noticed_at=clock.now())
    for _ in range(3):
        actions.declare(organisation, again, key=uuid.uuid4(), by=member, at=clock.now())
    found = list(queries.breaches(organisation.pk))
    with django_assert_num_queries(1):
        register = exports.sheet(organisation, found, language="fr", at=clock.now())
        made = exports.write("csv", register).decode("utf-8-sig")
    assert len(register.entries) == 4
    assert "Des données de santé lisibles." in made
