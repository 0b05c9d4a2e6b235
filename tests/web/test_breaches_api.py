"""Breaches through the API: a program declares, an officer's program qualifies, decides, sends."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from probant.breaches.due import due
from probant.breaches.models import Breach
from probant.breaches.obligations import verdicts
from probant.common import clock
from probant.database import isolation
from probant.organisations.domain import Role
from probant.organisations.models import Organisation
from tests.web.test_api import Program, program, said

LOST = {
    "incident": "lost_device",
    "told": "Téléphone oublié dans le tram.",
    "data": ["health"],
    "persons": ["patients"],
    "how_many": "51-300",
    "is_protected": False,
}


def declared(caller: Program, **changes: object) -> dict[str, Any]:
    answer = caller("POST", "breaches", {**LOST, **changes})
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = said(answer)
    return made


def aware(caller: Program, made: dict[str, Any], *, hours: int = 1) -> dict[str, Any]:
    """The same with its awareness established."""
    facts = made["file"]["facts"]
    facts["measures"]["taken"] = []
    facts["timeline"] |= {
        "aware_at": (clock.now() - timedelta(hours=hours)).isoformat(),
        "detected_at": None,
        "awareness_why": "Recherche vaine",
    }
    place, version = f"breaches/{made['id']}/facts", made["facts_number"]
    answer = caller("PUT", place, {"facts": facts}, HTTP_IF_MATCH=f'"{version}"')
    assert answer.status_code == 200, answer.content
    kept: dict[str, Any] = said(answer)
    return kept


def here(organisation: Organisation) -> Organisation:
    isolation.enter(organisation.pk, person=None)
    return organisation


def test_a_program_declares_once_with_its_clock(organisation: Organisation) -> None:
    caller, key = program(organisation, Role.READER), str(uuid4())

    first, again = declared(caller, key=key), declared(caller, key=key)

    assert first["reference"] == again["reference"]
    assert first["clocks"][0]["is_provisional"] is True
    assert Breach.objects.filter(organisation=here(organisation)).count() == 1


def test_a_reader_declares_and_reads_nothing(organisation: Organisation) -> None:
    caller = program(organisation, Role.READER)
    declared(caller)

    assert caller("GET", "breaches").status_code == 403


def test_the_future_and_unknown_incidents_are_refused_by_field(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    later = (clock.now() + timedelta(days=1)).isoformat()

    future = caller("POST", "breaches", {**LOST, "noticed_at": later})
    unknown = caller("POST", "breaches", {**LOST, "incident": "aliens"})

    assert said(future)["fields"] == {"at": "future"}
    assert unknown.status_code == 422


def test_facts_are_written_on_the_version_that_was_read(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    made = declared(caller)
    kept = aware(caller, made)

    stale = caller(
        "PUT",
        f"breaches/{made['id']}/facts",
        {"facts": made["file"]["facts"]},
        HTTP_IF_MATCH=f'"{made["facts_number"]}"',
    )

    assert kept["status"] == "open"
    assert stale.status_code == 409
    assert said(stale)["theirs"]["timeline"]["awareness_why"] == "Recherche vaine"


def test_decisions_are_justified_and_conflicts_are_told(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    place = f"breaches/{declared(caller)['id']}/decisions/notify"

    bare = caller("POST", place, {"choice": "no"})
    first = caller("POST", place, {"choice": "yes"})
    opposite = caller("POST", place, {"choice": "no", "justification": "Peu de risque"})

    assert said(bare)["fields"] == {"justification": "required"}
    assert first.status_code == 200
    assert opposite.status_code == 409
    assert said(opposite)["mine"]["justification"] == "Peu de risque"


def test_the_form_comes_as_text_json_and_pdf(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    place = f"breaches/{declared(caller)['id']}/notification"

    assert "oublié dans le tram" in caller("GET", f"{place}?format=txt").content.decode()
    assert caller("GET", f"{place}?format=pdf").content.startswith(b"%PDF")
    assert said(caller("GET", place))["form"]["type"] == "initial"


def test_a_late_sending_asks_why_and_then_stops_the_clock(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    made = aware(caller, declared(caller), hours=100)
    place = f"breaches/{made['id']}/sendings"
    body = {"sent_at": clock.now().isoformat(), "type": "initial", "receipt": "N-1"}

    bare = caller("POST", place, body)
    sent = caller("POST", place, {**body, "late_reasons": "Expertise attendue"})

    assert said(bare)["fields"] == {"late_reasons": "required"}
    assert sent.status_code == 200
    done = {one["duty"]: one["done_at"] for one in said(sent)["clocks"]}
    assert done["authority"]


def test_the_register_is_exported_in_every_form(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    reference = declared(caller)["reference"]

    assert reference in caller("GET", "breaches/export?format=csv").content.decode("utf-8-sig")
    assert caller("GET", "breaches/export?format=pdf").content.startswith(b"%PDF")
    assert said(caller("GET", "breaches/export"))["breaches"][0]["reference"] == reference


def test_a_file_is_dismissed_reopened_and_not_closed_too_early(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    place = f"breaches/{declared(caller)['id']}"

    assert caller("POST", f"{place}/close", {}).status_code == 409
    assert caller("POST", f"{place}/dismiss", {}).status_code == 422
    assert said(caller("POST", f"{place}/dismiss", {"reason": "Retrouvé"}))["status"] == "dismissed"
    assert said(caller("POST", f"{place}/reopen", {"reason": "Ouvert"}))["status"] == "open"


def test_what_is_due_names_the_breach_and_nobody(organisation: Organisation) -> None:
    declared(program(organisation, Role.DPO), done="Appelé Mme Secrète")

    found = due(here(organisation), now=clock.now())

    assert {one.kind for one in found} == {"breaches.qualify", "breaches.notify"}
    assert "Secrète" not in repr(found)


def test_obligations_follow_the_breach_from_missing_to_contradicted(
    organisation: Organisation,
) -> None:
    caller = program(organisation, Role.DPO)

    def states() -> dict[str, str]:
        found = verdicts(here(organisation), now=clock.now())
        return {one.obligation_id.partition(".")[2]: one.state.value for one in found}

    empty = states()
    made = declared(caller)
    fresh = states()
    aware(caller, made, hours=100)
    late = states()

    assert empty["documented"] == "not_applicable"
    assert fresh["documented"] == "missing"
    assert fresh["notified_in_time"] == "undetermined"
    assert late["notified_in_time"] == "contradicted"
    assert late["persons_informed"] == "undetermined"
