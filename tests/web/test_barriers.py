"""Ways and barriers: pages, acts, verdicts, interface; who saves second is told."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from probant.accounts.models import Person
from probant.barriers import actions, due, obligations, queries
from probant.barriers.domain.ways import Barrier, Kind, Outside, Reach, Standing, Way, to_json
from probant.barriers.models import Way as WayRow
from probant.barriers.models import WayVersion
from probant.common.verdicts import VerdictState
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.register import actions as register
from probant.register.domain.record import ActivityRecord, DataLine, System
from tests.conftest import NOW, new_member
from tests.web.test_api import Program, program, said

CHECKED = (NOW - timedelta(days=30)).date()
VPN = Barrier(
    kind=Kind.NETWORK, standing=Standing.IN_PLACE, component="VPN inventé", checked_on=CHECKED
)
SOUND = Way(
    name="Accès à distance",
    kind="staff_remote",
    outside=Outside.YES,
    reach=Reach.SCOPED,
    barriers=(
        VPN,
        replace(VPN, kind=Kind.SECOND_FACTOR, component="Application"),
        replace(VPN, kind=Kind.AUTHORISATION, component="Logiciel"),
    ),
)
FORM = {
    "seen": "0",
    "name": "Box d’imagerie",
    "kind": "imaging",
    "outside": "yes",
    "reach": "whole",
    "reach_reason": "",
    "note": "",
    "barriers-TOTAL_FORMS": "1",
    "barriers-INITIAL_FORMS": "0",
    "barriers-0-kind": "identification",
    "barriers-0-standing": "in_place",
    "barriers-0-component": "Mot de passe de la box",
}


@pytest.fixture
def client(member: Member, client_of: Callable[[Member], Client]) -> Client:
    return client_of(member)


@pytest.fixture
def way(organisation: Organisation, member: Member) -> WayRow:
    return actions.add(organisation, SOUND, by=member, at=NOW)


def url(organisation: Organisation, name: str, *args: object) -> str:
    return reverse(f"barriers:{name}", args=[organisation.pk, *args])


def states(organisation: Organisation) -> dict[str, VerdictState]:
    return {one.obligation_id: one.state for one in obligations.verdicts(organisation, now=NOW)}


def sensitive(organisation: Organisation, member: Member, system: str = "DPI") -> str:
    record = ActivityRecord(
        name="Dossiers patients",
        data_lines=(DataLine(category="health", is_sensitive=True),),
        systems=(System(name=system),),
    )
    return str(register.create(organisation, record, by=member, at=NOW).pk)


def test_the_usual_ways_are_taken_over_with_nothing_presumed(
    client: Client, organisation: Organisation
) -> None:
    page = client.get(url(organisation, "usual")).content.decode()
    assert "SAN-2026-009" in page
    answer = client.post(
        url(organisation, "usual"), {"names": ["staff_remote", "imaging"]}, follow=True
    )
    text = answer.content.decode()
    assert "A-01" in text
    assert "Nombre de barrières inconnu" in text
    assert states(organisation)["barriers.depth"] is VerdictState.UNDETERMINED


def test_a_way_without_second_barrier_is_a_finding(
    client: Client, organisation: Organisation
) -> None:
    answer = client.post(url(organisation, "new"), FORM, follow=True)
    text = answer.content.decode()
    for word in ("Une seule barrière", "sans second facteur", "Un compte ouvre toute la base"):
        assert word in text
    assert "<svg" in text
    assert "SAN-2020-014" in text
    assert states(organisation) == {
        "barriers.depth": VerdictState.MISSING,
        "barriers.mfa_external": VerdictState.MISSING,
        "barriers.scope": VerdictState.MISSING,
    }


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "pas encore venu"), ("en", "still to come")]
)
def test_a_check_to_come_is_refused_and_nothing_typed_is_lost(
    client: Client, organisation: Organisation, member: Member, language: str, words: str
) -> None:
    typed = {**FORM, "barriers-0-checked_on": "2999-01-01"}
    Person.objects.filter(pk=member.person_id).update(language=language)
    answer = client.post(url(organisation, "new"), typed)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert words in text
    assert "Mot de passe de la box" in text
    assert not WayRow.objects.exists()


def test_without_script_a_row_is_added_and_nothing_is_saved(
    client: Client, organisation: Organisation
) -> None:
    answer = client.post(url(organisation, "new"), {**FORM, "add": "barriers"})
    assert b"barriers-1-kind" in answer.content
    assert not WayRow.objects.exists()


def test_who_saves_second_is_told_and_loses_nothing(
    client: Client, organisation: Organisation, way: WayRow, member: Member
) -> None:
    actions.change(way.pk, replace(SOUND, note="Le leur"), seen=1, by=member, at=NOW)
    mine = {**FORM, "seen": "1", "note": "Le mien"}
    answer = client.post(url(organisation, "edit", way.pk), mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Quelqu’un a enregistré avant vous", "leur", "Le mien"):
        assert words in text
    again = client.post(url(organisation, "edit", way.pk), {**mine, "seen": "2"})
    assert again.status_code == 302
    notes = [one.content["note"] for one in queries.versions(organisation.pk, way.pk)]
    assert notes == ["Le mien", "Le leur", ""]


def test_a_way_given_up_no_longer_counts_and_stays_readable(
    client: Client, organisation: Organisation, way: WayRow, member: Member
) -> None:
    sensitive(organisation, member)
    assert client.get(url(organisation, "retire", way.pk)).status_code == 200
    client.post(url(organisation, "retire", way.pk), {"reason": "Fermé"})
    assert states(organisation)["barriers.depth"] is VerdictState.MISSING
    assert "Fermé" in client.get(url(organisation, "way", way.pk)).content.decode()
    assert client.get(url(organisation, "edit", way.pk)).status_code == 200
    assert client.post(url(organisation, "edit", way.pk), FORM).status_code == 404
    client.post(url(organisation, "take-up", way.pk))
    assert states(organisation)["barriers.depth"] is VerdictState.PROVEN


def test_recent_checks_prove_and_are_due_again_in_a_year(
    organisation: Organisation, way: WayRow
) -> None:
    assert set(states(organisation).values()) == {VerdictState.PROVEN}
    found = due.due(organisation, now=NOW)
    assert [one.reference for one in found] == [way.reference]
    assert found[0].deadline.ends_at.date().year == CHECKED.year + 1


def test_sensitive_activities_to_which_no_way_leads_keep_the_depth_undetermined(
    organisation: Organisation, member: Member
) -> None:
    id_ = sensitive(organisation, member)
    made = actions.add(organisation, replace(SOUND, systems=("Autre",)), by=member, at=NOW)
    assert states(organisation)["barriers.depth"] is VerdictState.UNDETERMINED
    actions.change(made.pk, replace(SOUND, activities=(id_,)), seen=1, by=member, at=NOW)
    assert states(organisation)["barriers.depth"] is VerdictState.PROVEN


def test_without_sensitive_data_nothing_is_asked(organisation: Organisation) -> None:
    assert set(states(organisation).values()) == {VerdictState.NOT_APPLICABLE}


def test_only_who_may_edit_edits_and_versions_never_change(
    organisation: Organisation, way: WayRow
) -> None:
    reader = new_member(organisation, Role.READER)
    with pytest.raises(PermissionDeniedError):
        actions.change(way.pk, SOUND, seen=1, by=reader, at=NOW)
    assert WayVersion.objects.count() == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "pdf", "json"])
def test_the_list_leaves_in_every_format(
    client: Client, organisation: Organisation, way: WayRow, kind: str
) -> None:
    answer = client.get(url(organisation, "export"), {"format": kind})
    assert answer.status_code == 200
    if kind in {"xlsx", "ods"}:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
        assert sheet.to_python()[1][0] == way.reference
    elif kind == "pdf":
        assert answer.content.startswith(b"%PDF")
    else:
        assert way.reference.encode() in answer.content


def test_the_list_is_filtered(client: Client, organisation: Organisation, way: WayRow) -> None:
    assert way.reference in client.get(url(organisation, "list")).content.decode()
    none = client.get(url(organisation, "list"), {"finding": "any"}).content.decode()
    assert way.reference not in none


def test_the_list_asks_few_questions(
    client: Client,
    organisation: Organisation,
    member: Member,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    for _ in range(20):
        actions.add(organisation, SOUND, by=member, at=NOW)
    client.get(url(organisation, "list"))
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        assert client.get(url(organisation, "list")).status_code == 200


@pytest.fixture
def dpo(organisation: Organisation) -> Program:
    return program(organisation, Role.DPO)


def test_programs_tell_read_change_and_export(dpo: Program) -> None:
    assert {one["id"] for one in said(dpo("GET", "barriers/usual"))} >= {"staff_remote"}
    made = dpo("POST", "barriers/usual", {"names": ["staff_remote"]})
    assert made.status_code == 201
    one = said(made)[0]
    assert one["findings"] == ["depth_unknown", "second_factor_unknown", "reach_unknown"]
    way = {**one["way"], "note": "Dit par un programme"}
    changed = dpo("PUT", f"barriers/ways/{one['id']}", {"way": way, "seen": 1})
    assert said(changed)["version"] == 2
    late = dpo("PUT", f"barriers/ways/{one['id']}", {"way": to_json(SOUND), "seen": 1})
    assert late.status_code == 409
    assert said(late)["theirs"]["note"] == "Dit par un programme"
    assert said(late)["mine"]["name"] == SOUND.name
    retired = dpo("POST", f"barriers/ways/{one['id']}/acts/retire", {"reason": "Fini"})
    assert said(retired)["retired_at"]
    assert dpo("POST", f"barriers/ways/{one['id']}/acts/retire", {}).status_code == 409
    assert said(dpo("GET", "barriers/ways")) == []
    assert len(said(dpo("GET", "barriers/ways?is_retired=true"))) == 1
    assert dpo("GET", "barriers/export?format=json").status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"way": {"name": ""}}, "way.name"),
        ({"way": {"name": "a", "surprise": 1}}, "way.surprise"),
        ({"way": {"name": "a", "barriers": [{"checked_on": "2999-01-01"}]}},
         "way.barriers.0.checked_on"),
    ],
)  # fmt: skip
def test_programs_are_told_which_field_is_wrong(
    dpo: Program, body: dict[str, object], field: str
) -> None:
    answer = dpo("POST", "barriers/ways", body)
    assert answer.status_code == 422
    assert field in said(answer)["fields"]


def test_an_unknown_usual_way_is_refused(dpo: Program) -> None:
    assert dpo("POST", "barriers/usual", {"names": ["teleport"]}).status_code == 422
    assert dpo("GET", f"barriers/ways/{uuid4()}").status_code == 404
