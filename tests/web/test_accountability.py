"""The pages that prove: home, obligations, journal, dossiers."""

import json
import re
from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from probant.accountability import events, queries
from probant.accountability.domain.verification import verify
from probant.common import clock, merkle
from probant.database import isolation
from probant.database.embedded import Addresses
from probant.journal import actions as journal
from probant.journal import key
from probant.journal import queries as journal_queries
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.register import actions as register
from tests.conftest import new_member, new_organisation, signed_in
from tests.factories.register import complete_record
from tests.integration.test_breaches import declared

ClientOf = Callable[[Member], Client]


def page(name: str, organisation: Organisation, **where: object) -> str:
    return reverse(f"accountability:{name}", kwargs={"organisation": organisation.pk, **where})


def make(client: Client, organisation: Organisation, **changes: str) -> bytes:
    """The bytes of a dossier made and downloaded through the pages."""
    asked = {"purpose": "Contrôle (inventé)", "language": "fr", "has_names": "on", **changes}
    answer = client.post(page("dossiers", organisation), asked, follow=True)
    assert answer.status_code == 200
    isolation.enter(organisation.pk, person=None)
    made = queries.dossiers(organisation.pk)[0]
    answer = client.get(page("download", organisation, dossier=made.pk))
    content = b"".join(answer)
    assert int(answer["Content-Length"]) == len(content)
    return content


@pytest.mark.parametrize("name", ["home", "obligations", "journal", "dossiers"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_opens_for_an_empty_organisation(
    organisation: Organisation, member: Member, client_of: ClientOf, name: str, language: str
) -> None:
    client = client_of(member)
    client.cookies["probant_language"] = language
    assert client.get(page(name, organisation)).status_code == 200


def test_an_empty_organisation_is_invited_to_the_guided_start(
    organisation: Organisation, member: Member, client_of: ClientOf
) -> None:
    answer = client_of(member).get(page("home", organisation))
    assert answer.context["is_empty"]
    assert "Répondez à quelques questions" in answer.content.decode()


def test_a_dossier_made_through_the_pages_verifies_and_no_longer_after_one_byte(
    organisation: Organisation, member: Member, client_of: ClientOf
) -> None:
    register.create(organisation, complete_record(), by=member, at=clock.now())
    content = make(client_of(member), organisation)
    report = verify(BytesIO(content), known_key=str(key.verifier()))
    assert (report.is_valid, report.detail) == (True, "")
    changed = bytearray(content)
    changed[len(changed) // 2] ^= 1
    assert not verify(BytesIO(bytes(changed))).is_valid


def test_the_home_page_of_300_activities_and_a_breach_asks_ten_questions_at_most(
    organisation: Organisation, member: Member, client_of: ClientOf
) -> None:
    records = [complete_record(name=f"Fiche {number}") for number in range(300)]
    register.create_many(organisation, records, by=member, at=clock.now())
    declared(organisation, member)
    client = client_of(member)
    client.get(page("home", organisation))
    with CaptureQueriesContext(connection) as asked:
        client.get(page("home", organisation))
    outside = ("SAVEPOINT", "RELEASE", "SET TRANSACTION", "SELECT set_config")
    questions = [it["sql"] for it in asked if not it["sql"].startswith(outside)]
    assert len(questions) <= 10, questions


def test_the_home_page_filters_by_state_and_keeps_its_figures(
    organisation: Organisation, member: Member, client_of: ClientOf
) -> None:
    answer = client_of(member).get(page("home", organisation), {"state": "missing"})
    figures = {tile["state"]: tile["count"] for tile in answer.context["tiles"]}
    assert len(answer.context["shown"]) == figures["missing"] > 0
    assert answer.context["held"] == []


def test_an_unknown_turnover_shows_the_fixed_ceiling_and_asks_for_the_figure(
    organisation: Organisation, member: Member, client_of: ClientOf
) -> None:
    html = client_of(member).get(page("home", organisation)).content.decode()
    assert "Indiquez le chiffre d’affaires" in html
    organisation.group_turnover = 1_000_000_000
    isolation.enter(organisation.pk, person=None)
    organisation.save()
    html = client_of(member).get(page("home", organisation)).content.decode()
    assert "Indiquez le chiffre d’affaires" not in html
    assert "40 000 000" in html.replace("\xa0", " ").replace("\u202f", " ")


def test_a_reader_sees_verdicts_and_not_the_journal(
    organisation: Organisation, client_of: ClientOf
) -> None:
    client = client_of(new_member(organisation, Role.READER))
    home = client.get(page("home", organisation))
    assert (home.status_code, home.context["recent"]) == (200, [])
    assert client.get(page("journal", organisation)).status_code == 403
    assert client.post(page("seal", organisation)).status_code == 403


@pytest.mark.parametrize("form", ["csv", "xlsx", "ods", "pdf", "json"])
def test_obligations_leave_in_every_format(
    organisation: Organisation, member: Member, client_of: ClientOf, form: str
) -> None:
    answer = client_of(member).get(page("obligations", organisation), {"format": form})
    start = {"csv": b"\xef\xbb\xbf", "json": b"[", "pdf": b"%PDF", "xlsx": b"PK", "ods": b"PK"}
    assert answer.content.startswith(start[form])
    assert answer["Content-Disposition"].endswith(f'.{form}"')


def test_obligations_are_filtered_by_part(
    organisation: Organisation, member: Member, client_of: ClientOf
) -> None:
    answer = client_of(member).get(page("obligations", organisation), {"theme": "journal"})
    assert {item.id for item in answer.context["shown"]} == {
        "journal.integrity",
        "journal.checkpoint",
    }


def test_every_obligation_has_its_page_and_an_unknown_one_has_none(
    organisation: Organisation, member: Member, client_of: ClientOf
) -> None:
    client = client_of(member)
    isolation.enter(organisation.pk, person=None)
    for verdict in queries.verdicts(organisation, now=clock.now()):
        url = page("obligation", organisation, obligation=verdict.obligation_id)
        assert client.get(url).status_code == 200
    url = page("obligation", organisation, obligation="no.such")
    assert client.get(url).status_code == 404


def test_sealing_recomputes_signs_and_proves_an_entry(
    organisation: Organisation, member: Member, client_of: ClientOf
) -> None:
    register.create(organisation, complete_record(), by=member, at=clock.now())
    client = client_of(member)
    assert client.get(page("proof", organisation, index=0)).status_code == 409
    assert client.get(page("checkpoint", organisation)).status_code == 404
    answer = client.post(page("seal", organisation), follow=True)
    assert "Le journal est intact" in answer.content.decode()
    proof = json.loads(client.get(page("proof", organisation, index=0)).content)
    note = client.get(page("checkpoint", organisation)).content.decode()
    assert proof["checkpoint"] == note
    size, root = int(note.splitlines()[1]), note.splitlines()[2]
    assert merkle.leaf_hash(proof["entry"].encode()).hex() == proof["leaf_hash"]
    assert merkle.verify_inclusion(
        bytes.fromhex(proof["leaf_hash"]),
        [bytes.fromhex(node) for node in proof["path"]],
        index=0,
        size=size,
        root=b64decode(root),
    )


def test_the_journal_says_acts_in_words_and_erased_names_as_erased(
    organisation: Organisation, member: Member, client_of: ClientOf
) -> None:
    register.create(organisation, complete_record(), by=member, at=clock.now())
    journal.record(
        "unheard.of", by=member.actor, at=clock.now(), organisation=organisation.pk, subject="x",
        facts={},
    )  # fmt: skip
    client = client_of(member)
    html = client.get(page("journal", organisation)).content.decode()
    assert "Fiche créée" in html
    assert "unheard.of" in html
    assert "nom effacé" not in html
    isolation.enter(organisation.pk, person=None)
    journal.erase_personal(organisation.pk, value=member.name)
    assert "nom effacé" in client.get(page("journal", organisation)).content.decode()
    assert client.get(page("entry", organisation, index=0)).status_code == 200


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"event": "register.activity.created"}, 1),
        ({"person": "dpo inventé"}, 1),
        ({"person": "personne d’autre"}, 0),
        ({"since": "2999-01-01"}, 0),
        ({"since": "pas une date"}, 1),
        ({"subject": "'; DROP TABLE journal_entry; --"}, 0),
    ],
)
def test_the_journal_is_searched(
    organisation: Organisation,
    member: Member,
    client_of: ClientOf,
    asked: dict[str, str],
    count: int,
) -> None:
    register.create(organisation, complete_record(), by=member, at=clock.now())
    answer = client_of(member).get(page("journal", organisation), asked)
    assert len(answer.context["lines"]) == count


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_journal_leaves_as_a_file_and_the_export_is_itself_an_entry(
    organisation: Organisation, member: Member, client_of: ClientOf, form: str
) -> None:
    register.create(organisation, complete_record(), by=member, at=clock.now())
    answer = client_of(member).get(page("journal-export", organisation), {"format": form})
    lines = b"".join(answer).decode().splitlines()
    assert len(lines) == (3 if form == "csv" else 2)
    assert "journal.exported" in lines[1 if form == "csv" else 0]
    isolation.enter(organisation.pk, person=None)
    assert journal_queries.entries(organisation.pk)[0].event == "journal.exported"


def test_a_download_is_journalled(
    organisation: Organisation, member: Member, client_of: ClientOf
) -> None:
    make(client_of(member), organisation)
    isolation.enter(organisation.pk, person=None)
    last = journal_queries.entries(organisation.pk)[0]
    assert (last.event, last.actor) == ("dossier.downloaded", str(member.person_id))


def test_a_dossier_without_purpose_is_refused_with_its_reason(
    organisation: Organisation, member: Member, client_of: ClientOf
) -> None:
    answer = client_of(member).post(page("dossiers", organisation), {"language": "fr"})
    assert answer.status_code == 422
    assert "purpose" in answer.context["form"].errors


REFUSALS = {
    "privilege": "REVOKE INSERT ON journal_entry FROM probant_app",
    "trigger": "CREATE TRIGGER refusing BEFORE INSERT ON journal_entry"
    " FOR EACH ROW EXECUTE FUNCTION refuse_change()",
}


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_a_sensitive_reading_that_cannot_be_journalled_shows_nothing(
    own_database: Addresses, refusal: str
) -> None:
    with transaction.atomic():
        organisation = new_organisation()
        member = new_member(organisation, Role.DPO)
        register.create(organisation, complete_record(), by=member, at=clock.now())
    client = signed_in(member.person_id)
    client.raise_request_exception = False
    url = page("journal-export", organisation)
    assert client.get(url, {"format": "json"}).status_code == 200
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(refusal)
    answer = client.get(url, {"format": "json"})
    assert answer.status_code == 503
    assert member.name not in answer.content.decode()
    assert str(member.person_id) not in answer.content.decode()


def test_every_act_that_the_code_journals_has_words() -> None:
    source = Path(events.__file__).parent.parent
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in source.rglob("*.py")
        if not {"accounts", "api"} & set(path.parts)
    )
    recorded = re.findall(r"record\(\s*(?:[\w.]+,\s*)?\"([a-z_]+(?:\.[a-z_]+)+)\"", text)
    traced = re.findall(r"traced_as=\"([a-z_.]+)\"", text)
    codes = set(recorded) | set(traced) | {"register.activity.created"}
    assert len(codes) > 8
    assert sorted(codes - set(events.events())) == []
