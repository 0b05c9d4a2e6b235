"""The duty of advice, in the database: who is told of a flaw, reads it, answers, keeps the risk."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from probant.clients import actions, queries
from probant.clients.actions import Answer, Identity, Said
from probant.clients.domain.services import Service, ServiceLineError, read
from probant.clients.due import due
from probant.clients.forms import ClientForm
from probant.clients.models import Advice, Client
from probant.clients.obligations import verdicts
from probant.common import clock
from probant.common.verdicts import VerdictState
from probant.correspondence import keeping
from probant.correspondence.models import OutgoingMail
from probant.database import isolation
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.register import actions as register
from probant.register import queries as registers
from probant.register.domain.record import ActivityRecord, ActivityRole
from probant.vulnerabilities import queries as vulnerabilities
from probant.vulnerabilities.models import Flaw
from tests.conftest import new_member, new_organisation, signed_in
from tests.integration.vulnerabilities.making import COOKIE, INJECTION, SECOND, loaded, table
from tests.web.test_api import program, said

BEFORE = timezone.localdate() + timedelta(days=20)
NOTICE = Said(
    kind="notice",
    subject="Un attaquant peut lire la base",
    text="Installez la version 4.3.",
    is_critical=True,
    answer_before=BEFORE,
)


@pytest.fixture
def publisher(db: None) -> Organisation:
    return new_organisation("Éditions Fabula (inventé)", sector="publisher")


@pytest.fixture
def officer(publisher: Organisation) -> Member:
    return new_member(publisher, Role.DPO)


@pytest.fixture
def flaw(publisher: Organisation, officer: Member) -> Flaw:
    loaded(publisher, officer, table(INJECTION, COOKIE), done_on=SECOND)
    return vulnerabilities.flaws(publisher.pk).get(title__startswith="Injection")


def client(of: Organisation, by: Member, name: str, product: str, email: str = "") -> Client:
    identity = Identity(name=name, email=email, services=[Service(product, "4.2")])
    return actions.keep(of, identity, by=by, at=clock.now())


@pytest.fixture
def iris(publisher: Organisation, officer: Member) -> Client:
    return client(publisher, officer, "Cabinet des Iris", "fabula  santé", "iris@client.invalid")


def notified(of: Organisation, by: Member, flaw: Flaw) -> list[Advice]:
    held = queries.concerned(of.pk, flaw.product_key, timezone.localdate())
    chosen = [one for one, _service in held]
    return actions.notify(of, flaw, chosen, NOTICE, by=by, at=clock.now())


def link(of: Organisation) -> str:
    """The private link, as the message holds it."""
    mail = OutgoingMail.objects.get(organisation=of)
    found = re.search(r"https?://[^/]+(/avis/\S+/)", keeping.content(mail).text)
    assert found
    return found[1]


def test_one_notice_reaches_every_client_of_the_product_and_no_other(
    publisher: Organisation, officer: Member, flaw: Flaw, iris: Client
) -> None:
    lake = client(publisher, officer, "Maison du Lac", "Fabula Santé")
    client(publisher, officer, "Clinique du Roc", "Un autre produit", "roc@client.invalid")

    made = notified(publisher, officer, flaw)

    assert {one.client_id for one in made} == {iris.pk, lake.pk}
    assert [one.means for one in made] == ["email", "post"]
    assert OutgoingMail.objects.filter(organisation=publisher).count() == 1
    assert verdicts(publisher, now=clock.now())[0].state is VerdictState.DECLARED


def test_a_flaw_that_nobody_was_told_of_is_missing_and_its_clients_are_named(
    publisher: Organisation, officer: Member, flaw: Flaw
) -> None:
    assert verdicts(publisher, now=clock.now())[0].state is VerdictState.UNDETERMINED
    client(publisher, officer, "Cabinet des Iris", "Fabula Santé")

    verdict = verdicts(publisher, now=clock.now())[0]

    assert verdict.state is VerdictState.MISSING
    assert f"C-001 · {flaw.reference}" in [fact.value for fact in verdict.facts]


def test_told_by_post_is_proven_and_a_practice_is_not_concerned(
    publisher: Organisation, officer: Member, flaw: Flaw
) -> None:
    client(publisher, officer, "Cabinet des Iris", "Fabula Santé")
    notified(publisher, officer, flaw)
    assert verdicts(publisher, now=clock.now())[0].state is VerdictState.PROVEN

    practice = new_organisation("Cabinet (inventé)")
    assert verdicts(practice, now=clock.now())[0].state is VerdictState.NOT_APPLICABLE


def test_looking_at_the_private_link_changes_nothing_and_its_button_acknowledges(
    publisher: Organisation, officer: Member, flaw: Flaw, iris: Client
) -> None:
    notice = notified(publisher, officer, flaw)[0]
    where, browser = link(publisher), Browser()

    looked = browser.get(where)
    isolation.enter(publisher.pk, person=None)
    notice.refresh_from_db()
    assert "Installez la version 4.3." in looked.content.decode()
    assert notice.read_at is None

    unnamed = browser.post(where, {"is_risk_accepted": "on", "text": "Nous attendons"})
    kept = browser.post(where, {"by": "Dr Iris", "text": "Installée", "is_risk_accepted": ""})
    again = browser.post(where, {"by": "Autre", "text": "Non"})

    assert unnamed.status_code == 422
    assert "Nous attendons" in unnamed.content.decode()
    assert kept.status_code == 200
    assert again.status_code == 409
    isolation.enter(publisher.pk, person=None)
    notice.refresh_from_db()
    assert (notice.read_by, notice.answer) == ("Dr Iris", "Installée")
    assert due(publisher, now=clock.now()) == ()


@pytest.mark.parametrize("token", ["no-such-token", "A" * 64])
def test_a_wrong_link_opens_nothing(db: None, token: str) -> None:
    where = reverse("notices-to-clients:notice", args=[token])

    assert Browser().get(where).status_code == 404
    assert Browser().post(where, {"by": "x"}).status_code == 404


def test_a_critical_notice_is_due_until_it_is_answered(
    publisher: Organisation, officer: Member, flaw: Flaw, iris: Client
) -> None:
    notice = notified(publisher, officer, flaw)[0]
    assert [one.deadline.ends_at.date() for one in due(publisher, now=clock.now())] == [BEFORE]

    answer = Answer(by="Dr Iris", is_risk_accepted=True)
    kept = actions.record_answer(notice.pk, answer, by=officer, at=clock.now())

    assert (kept.accepted_by, due(publisher, now=clock.now())) == ("Dr Iris", ())
    with pytest.raises(actions.AnsweredError):
        actions.record_answer(notice.pk, answer, by=officer, at=clock.now())


def test_the_processors_register_names_the_clients_once(
    publisher: Organisation, officer: Member, iris: Client
) -> None:
    record = ActivityRecord(name="Hébergement", role=ActivityRole.PROCESSOR)
    activity = register.create(publisher, record, by=officer, at=clock.now())
    today = timezone.localdate()

    first = actions.name_in_register(activity.pk, today, by=officer, at=clock.now())
    second = actions.name_in_register(activity.pk, today, by=officer, at=clock.now())

    activity.refresh_from_db()
    assert (first, second) == (1, 0)
    assert [one.name for one in registers.record_of(activity).controllers] == ["Cabinet des Iris"]


def test_products_are_written_a_line_each() -> None:
    assert read("Agenda ; 4.2 ; hébergé\nDossier") == (
        Service("Agenda", "4.2", is_hosted=True),
        Service("Dossier"),
    )


@pytest.mark.parametrize(
    ("text", "reason", "number"),
    [
        ("Agenda\n ; 4.2", "no_product", 2),
        ("Agenda\n" + "x" * 151, "too_long", 2),
        ("\n".join(f"Produit {n}" for n in range(51)), "too_many", 51),
    ],
)
def test_a_product_line_that_is_refused_says_why(text: str, reason: str, number: int) -> None:
    with pytest.raises(ServiceLineError) as refused:
        read(text)
    assert (refused.value.reason, refused.value.number) == (reason, number)
    form = ClientForm({"name": "Cabinet", "version": 0, "services": text})
    said = {"no_product": "2", "too_long": "150", "too_many": "50"}[reason]
    assert said in form.errors["services"][0]


def test_a_contributor_advises_nobody(publisher: Organisation, officer: Member) -> None:
    contributor = new_member(publisher, Role.CONTRIBUTOR)
    with pytest.raises(PermissionDeniedError):
        client(publisher, contributor, "Cabinet", "Produit")


def test_another_organisation_sees_no_client(publisher: Organisation, iris: Client) -> None:
    new_organisation("Autre (inventé)")

    assert not Client.objects.filter(pk=iris.pk).exists()


def page(of: Organisation, name: str, **parts: object) -> str:
    return reverse(f"clients:{name}", kwargs={"organisation": of.pk, **parts})


def test_the_pages_from_a_client_to_the_table_of_those_told(
    publisher: Organisation, officer: Member, flaw: Flaw
) -> None:
    browser = signed_in(officer.person_id)
    given = {"version": 0, "name": "Cabinet des Iris", "services": "Fabula Santé ; 4.2"}
    bad = browser.post(page(publisher, "new"), {**given, "email": "pas une adresse"})
    good = browser.post(page(publisher, "new"), given, follow=True)
    assert bad.status_code == 422
    assert "pas une adresse" in bad.content.decode()
    assert "Fabula Santé ; 4.2" in good.content.decode()
    isolation.enter(publisher.pk, person=None)
    made = queries.clients(publisher.pk).get()

    stale = browser.post(page(publisher, "edit", client_id=made.pk), {**given, "version": 9})
    assert stale.status_code == 409
    where = page(publisher, "notify", flaw_id=flaw.pk)
    nobody = browser.post(where, {"subject": "Faille", "text": "Conseil"})
    assert nobody.status_code == 422
    asked = {"subject": "Faille", "text": "Conseil", "clients": [str(made.pk)]}
    told = browser.post(where, asked, follow=True).content.decode()
    assert "Avis établis" in told
    assert "Prévenu" in told
    for name in ("list", "register", "told"):
        assert browser.get(page(publisher, name)).status_code == 200
    for format_ in ("csv", "xlsx", "ods", "pdf", "json"):
        for name in ("export", "told-export"):
            assert browser.get(page(publisher, name), {"format": format_}).status_code == 200


def test_advice_by_a_person_is_kept_and_shown(
    publisher: Organisation, officer: Member, iris: Client
) -> None:
    browser = signed_in(officer.person_id)
    given = {"kind": "warning", "subject": "Sauvegardes", "text": "Testez-les", "means": "meeting"}

    shown = browser.post(page(publisher, "advise", client_id=iris.pk), given, follow=True)

    assert "Sauvegardes" in shown.content.decode()
    isolation.enter(publisher.pk, person=None)
    advice = queries.advice_to(iris).get()
    where = page(publisher, "advice", advice_id=advice.pk)
    assert browser.post(where, {"is_risk_accepted": "on"}).status_code == 422
    assert (
        "Dr Iris"
        in browser.post(
            where, {"by": "Dr Iris", "is_risk_accepted": "on"}, follow=True
        ).content.decode()
    )


def test_a_program_tells_clients_and_reads_who_was_told(
    publisher: Organisation, officer: Member, flaw: Flaw
) -> None:
    caller = program(publisher, Role.CISO)
    body = {"name": "Cabinet des Iris", "services": [{"product": "Fabula Santé"}]}
    made = said(caller("POST", "clients", body))
    moved = caller("PUT", f"clients/{made['id']}", {**body, "version": 4})
    notice = {"flaw": str(flaw.pk), "subject": "Faille", "text": "Conseil"}
    undated = caller("POST", "clients/notices", notice)
    told = caller("POST", "clients/notices", {**notice, "answer_before": str(BEFORE)})
    held = json.loads(caller("GET", "clients/told?format=json").content)

    assert moved.status_code == 409
    assert said(undated)["fields"] == {"answer_before": "required"}
    assert [one["client"] for one in said(told)] == ["C-001"]
    assert [one["outcome"] for one in held["told"]] == ["told"]
    place = f"clients/advice/{said(told)[0]['id']}/answer"
    assert said(caller("POST", place, {"is_risk_accepted": True}))["fields"] == {"by": "required"}
    assert said(caller("POST", place, {"by": "Dr Iris", "text": "Vu"}))["answer"] == "Vu"
    assert len(said(caller("GET", f"clients/{made['id']}/advice"))) == 1
