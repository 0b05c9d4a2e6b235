"""An administrator of one organisation tries the identifiers of another at every address."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client

from probant.accountability import actions as accountability
from probant.accountability.documents import Wanted
from probant.breaches import actions as breaches
from probant.breaches.statements import Declaration
from probant.correspondence import actions as correspondence
from probant.crisis.actions import exercises, room
from probant.database import isolation
from probant.notices import actions as notices
from probant.notices.domain.facts import Audience
from probant.organisations import actions as organisations
from probant.organisations import tokens
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.reference import crisis as reference
from probant.register import actions as register
from probant.register.exchange import drafts
from probant.vault import actions as vault
from probant.vault import queries as vaults
from tests.conftest import NOW, new_member, new_organisation, signed_in
from tests.factories.register import complete_record
from tests.integration.subject_requests.handling import received
from tests.unit.register_exchange import making
from tests.web.test_access import ROUTES, Route

pytestmark = pytest.mark.django_db
OF_ORGANISATION = [route for route in ROUTES if route.is_of_organisation]
NAMED = {
    "activity_id",
    "breach_id",
    "crisis_id",
    "dossier",
    "draft_id",
    "exercise",
    "file_id",
    "invitation",
    "mail_id",
    "person",
    "request_id",
    "subject",
    "token",
}
MONTH = timedelta(days=30)
NOBODY = UUID(int=0)


@pytest.fixture
def theirs(organisation: Organisation, administrator: Member) -> dict[str, object]:
    """One thing of each kind that an address names, in the first organisation."""
    by = administrator
    activity = register.create(organisation, complete_record(), by=by, at=NOW)
    draft = drafts.receive(
        organisation,
        filename="r.csv",
        data=making.csv(making.HEADER, making.ROW),
        by=by,
        at=NOW,
    )
    notices.publish(organisation, Audience.PATIENTS, by=by, at=NOW)
    dossier = accountability.make_dossier(
        organisation, Wanted(purpose="Audit", language="fr", has_names=True), by=by, at=NOW
    )
    invitation, _text = organisations.invite(by, "x@probant.invalid", Role.READER, at=NOW)
    token, _text = tokens.create(by, name="nuit", role=Role.READER, lifetime=MONTH, at=NOW)
    return {
        "activity_id": activity.pk,
        "draft_id": draft.pk,
        "dossier": dossier.pk,
        "person": by.person_id,
        "invitation": invitation.pk,
        "token": token.pk,
        "number": 1,
        "index": 0,
        **happenings(organisation, by),
    }


def happenings(organisation: Organisation, by: Member) -> dict[str, object]:
    """What happened there: a request with a file, a breach, a crisis, an exercise, a message."""
    said = Declaration(incident="other", noticed_at=NOW)
    breach = breaches.declare(organisation, said, key=uuid4(), by=by, at=NOW)
    crisis = room.open_crisis(organisation, title="Panne", kind="provider_down", by=by, at=NOW)
    scenario = next(iter(reference.exercises()))
    exercise = exercises.plan(organisation, scenario, planned_at=NOW, by=by, at=NOW)
    request = received(organisation)
    file = vault.store(
        vaults.dossier(organisation.pk, "subject_request", request.pk),
        [b"secret"],
        name="dossier.txt",
        media_type="text/plain",
        by=by.actor,
        at=NOW,
        purpose="handover",
    )
    mail = correspondence.send(
        organisation.pk,
        to=["x@probant.invalid"],
        subject="Bonjour",
        text="Bonjour",
        about=f"subject_requests:{request.pk}",
        by=by.actor,
        at=NOW,
    )
    return {
        "request_id": request.pk,
        "breach_id": breach.pk,
        "subject": breach.pk,
        "crisis_id": crisis.pk,
        "exercise": exercise.pk,
        "file_id": file.id,
        "mail_id": mail.pk,
    }


def state(organisation: UUID) -> dict[str, list[str]]:
    """Every row that bears the organisation, table by table."""
    with isolation.tenant(organisation, person=NOBODY), connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_name = 'organisation_id' AND table_schema = 'public'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')  # noqa: S608  a table's name
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


def with_theirs(route: Route, theirs: dict[str, object], mine: UUID) -> str:
    """The route in my organisation, with their identifiers."""
    return route.path(mine, **theirs)


def test_no_address_of_mine_reads_or_changes_what_is_theirs(
    organisation: Organisation, theirs: dict[str, object]
) -> None:
    mine = new_organisation("Autre (inventé)")
    client = signed_in(new_member(mine, Role.ADMINISTRATOR).person_id)
    before, tried, opened = state(organisation.pk), 0, []
    for route in OF_ORGANISATION:
        if not route.parameters & NAMED:
            continue
        for send in (client.get, client.post):
            tried += 1
            path = with_theirs(route, theirs, mine.pk)
            answer = send(path, {"name": "pris", "role": "reader", "version": "1"})
            if answer.status_code not in {404, 405}:
                opened.append((route.name, answer.status_code))
    assert opened == []
    assert tried > 30
    assert state(organisation.pk) == before
    assert sum(map(len, before.values())) > 10


def test_their_identifiers_in_my_forms_change_nothing_of_theirs(
    organisation: Organisation, theirs: dict[str, object]
) -> None:
    mine = new_organisation("Autre (inventé)")
    client = signed_in(new_member(mine, Role.ADMINISTRATOR).person_id)
    before = state(organisation.pk)
    for route in OF_ORGANISATION:
        for value in theirs.values():
            sent = {"organisation": organisation.pk, "organisation_id": organisation.pk,
                    "seen": value, "template": value, "session": value, "id": value,
                    "activity": value, "answer": value, "purpose": value}  # fmt: skip
            if route.parameters == {"organisation"}:
                client.post(route.path(mine.pk), sent)
    assert state(organisation.pk) == before


def test_a_token_of_mine_opens_nothing_of_theirs(
    organisation: Organisation, theirs: dict[str, object]
) -> None:
    mine = new_organisation("Autre (inventé)")
    by = new_member(mine, Role.ADMINISTRATOR)
    with isolation.tenant(mine.pk):
        _made, text = tokens.create(by, name="nuit", role=Role.DPO, lifetime=MONTH, at=NOW)
    client = Client(headers={"Authorization": f"Bearer {text}"})
    before = state(organisation.pk)
    programs = [route for route in ROUTES if route.access and route.access.kind == "token"]
    for route in programs:
        if route.identifiers:
            path = with_theirs(route, theirs, mine.pk)
            for send in (client.get, client.delete):
                assert send(path).status_code in {404, 405, 422, 428}, path
    assert state(organisation.pk) == before
