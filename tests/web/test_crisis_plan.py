"""The pages of the plan and of exercises, as people use them, without JavaScript."""

import json
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from probant.common.verdicts import VerdictState
from probant.crisis import obligations
from probant.crisis.actions import exercises as exercising
from probant.crisis.actions import plan as actions
from probant.crisis.actions import room
from probant.crisis.domain import offline
from probant.crisis.domain.entries import Said
from probant.crisis.domain.plan import Plan, from_json
from probant.crisis.models import BookletIssue, Exercise, PlanVersion
from probant.crisis.offline import page
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from tests.conftest import NOW, new_member

PASSPHRASE = "abeille balcon cerise dragon emeraude falaise"
ANSWERS = {
    "size": "practice",
    "dpo": "external",
    "leader": "Dr Inventé",
    "leader_telephone": "06 00 00 00 00",
    "leader_other_way": "01 00 00 00 00",
    "repairer": "Réparations inventées",
    "insurer": "Assureur inventé",
    "policy": "P-1",
    "backups": "Coffre",
}


@pytest.fixture
def client(member: Member, client_of: Callable[[Member], Client]) -> Client:
    return client_of(member)


def url(organisation: Organisation, name: str, *args: object) -> str:
    return reverse(f"crisis:{name}", args=[organisation.pk, *args])


@pytest.fixture
def written(organisation: Organisation, member: Member) -> PlanVersion:
    return actions.write(organisation, Plan(scenarios=("insider",)), seen=0, by=member, at=NOW)


def test_home_says_what_is_not_ready_and_how_to_open_a_crisis(
    client: Client, organisation: Organisation
) -> None:
    text = client.get(url(organisation, "home")).content.decode()
    assert url(organisation, "room-open") in text
    assert url(organisation, "plan-start") in text
    assert "Rançongiciel" in text


def test_a_practice_makes_its_plan_from_a_few_answers(
    client: Client, organisation: Organisation
) -> None:
    assert client.get(url(organisation, "plan-start")).status_code == 200
    answer = client.post(url(organisation, "plan-start"), ANSWERS, follow=True)
    text = answer.content.decode()
    assert "06 00 00 00 00" in text
    assert "Ce qui manque" in text
    plan = from_json(PlanVersion.objects.get().content)
    assert plan.dpo == "external"
    assert plan.people[0].name == "Dr Inventé"
    assert {rule.who for rule in plan.rules} == {"Dr Inventé"}


def test_only_the_first_two_questions_must_be_answered(
    client: Client, organisation: Organisation
) -> None:
    answer = client.post(url(organisation, "plan-start"), {"leader": "A"})
    assert answer.status_code == 422
    needed = {"size": "practice", "dpo": "absent"}
    assert client.post(url(organisation, "plan-start"), needed).status_code == 302


@pytest.mark.parametrize(
    "part",
    ["general", "people", "contacts", "insurance", "providers", "procedures", "rules"],
)
def test_each_part_has_its_form(
    client: Client, organisation: Organisation, written: PlanVersion, part: str
) -> None:
    assert client.get(url(organisation, "plan-edit", part)).status_code == 200


def people(**more: str) -> dict[str, str]:
    rows = {"people-TOTAL_FORMS": "2", "people-INITIAL_FORMS": "0", "seen": "1"}
    first = {"people-0-team": "it", "people-0-name": "Info Inventée", "people-1-team": "it"}
    return {**rows, **first, **more}


def test_a_row_that_says_nothing_is_not_kept(
    client: Client, organisation: Organisation, written: PlanVersion
) -> None:
    assert client.post(url(organisation, "plan-edit", "people"), people()).status_code == 302
    plan = from_json(PlanVersion.objects.get(number=2).content)
    assert [one.name for one in plan.people] == ["Info Inventée"]
    assert plan.scenarios == ("insider",)


def test_what_somebody_else_saved_is_not_overwritten(
    client: Client, organisation: Organisation, written: PlanVersion
) -> None:
    answer = client.post(url(organisation, "plan-edit", "people"), people(seen="0"))
    assert answer.status_code == 409
    assert PlanVersion.objects.count() == 1


def test_two_versions_are_compared(
    client: Client, organisation: Organisation, written: PlanVersion
) -> None:
    client.post(url(organisation, "plan-edit", "people"), people())
    text = client.get(url(organisation, "plan-versions")).content.decode()
    assert "<ins>" in text
    assert "Info Inventée" in text


def test_validating_asks_first(
    client: Client, organisation: Organisation, written: PlanVersion
) -> None:
    assert client.get(url(organisation, "plan-validate")).status_code == 200
    client.post(url(organisation, "plan-validate"), {"seen": "1"})
    assert PlanVersion.objects.filter(validated_at__isnull=False).count() == 1
    assert client.post(url(organisation, "plan-validate"), {"seen": "1"}).status_code == 409


def test_a_plan_leaves_as_json_and_comes_back(
    client: Client, organisation: Organisation, written: PlanVersion
) -> None:
    exported = client.get(url(organisation, "plan-export"))
    held = json.loads(exported.content)
    held["plan"]["backups"] = "Ailleurs"
    file = SimpleUploadedFile("plan.json", json.dumps(held).encode())
    answer = client.post(url(organisation, "plan-import"), {"file": file, "seen": "1"})
    assert answer.status_code == 302
    assert PlanVersion.objects.get(number=2).content["backups"] == "Ailleurs"


@pytest.mark.parametrize(
    "content", [b"x", b"{}", b"[" * 100_000, b'{"format": "probant-crisis-plan/1", "plan": 3}']
)
def test_a_file_that_is_no_plan_is_refused(
    client: Client, organisation: Organisation, written: PlanVersion, content: bytes
) -> None:
    file = SimpleUploadedFile("plan.json", content)
    answer = client.post(url(organisation, "plan-import"), {"file": file, "seen": "1"})
    assert answer.status_code == 422
    assert PlanVersion.objects.count() == 1


def test_the_booklet_is_made_by_a_post_and_recorded(
    client: Client, organisation: Organisation, written: PlanVersion
) -> None:
    assert client.get(url(organisation, "plan-booklet")).status_code == 405
    answer = client.post(url(organisation, "plan-booklet"), {"language": "fr"})
    assert answer.content.startswith(b"%PDF")
    issue = BookletIssue.objects.get()
    note = client.get(url(organisation, "plan-signature", issue.pk)).content.decode()
    assert issue.digest in note


def test_the_encrypted_page_proposes_a_strong_passphrase_and_refuses_a_weak_one(
    client: Client, organisation: Organisation, written: PlanVersion
) -> None:
    address = url(organisation, "plan-page")
    assert "tirée pour vous" in client.get(address).content.decode()
    weak = client.post(address, {"language": "fr", "passphrase": "azerty"})
    assert weak.status_code == 422
    assert "variété" in weak.content.decode()
    made = client.post(address, {"language": "fr", "passphrase": PASSPHRASE})
    assert offline.opened(page.envelope_of(made.content), PASSPHRASE)["number"] == 1
    assert "no-store" in made["Cache-Control"]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("scenario", ["ransomware", "insider", "exposed_images"])
def test_a_guide_can_be_read_by_everybody(
    organisation: Organisation,
    client_of: Callable[[Member], Client],
    scenario: str,
    language: str,
) -> None:
    reader = client_of(new_member(organisation, Role.READER))
    answer = reader.get(url(organisation, "guide", scenario), headers={"accept-language": language})
    assert answer.status_code == 200
    assert reader.get(url(organisation, "plan")).status_code == 200


def test_an_exercise_is_played_by_its_buttons(client: Client, organisation: Organisation) -> None:
    assert client.get(url(organisation, "exercise-new")).status_code == 200
    planned = {"scenario": "lost_phone_practice", "planned_at": "2026-11-30T09:00"}
    client.post(url(organisation, "exercise-new"), planned)
    found = Exercise.objects.get()
    for act in ("start", "inject", "pause", "resume", "inject", "end", "pause"):
        client.post(url(organisation, "exercise-act", found.pk, act))
    found.refresh_from_db()
    assert found.state == "ended"
    assert sum(bool(one["given_at"]) for one in found.injects) == 2
    graded = {f"grade_{id_}": "met" for id_ in ("alert", "lock", "decide", "content")}
    assert client.get(url(organisation, "exercise-evaluate", found.pk)).status_code == 200
    client.post(url(organisation, "exercise-evaluate", found.pk), {**graded, "worked": "Tout"})
    finding = {"text": "Code long", "owner": "Dr Inventé", "due_on": "2026-12-31"}
    client.post(url(organisation, "finding-add", found.pk), finding)
    found.refresh_from_db()
    closing = url(organisation, "finding-close", found.pk, found.findings[0]["id"])
    assert client.get(closing).status_code == 200
    client.post(closing, {"outcome": "Fait"})
    text = client.get(url(organisation, "exercises")).content.decode()
    assert "Fait" in text
    assert client.get(url(organisation, "exercise", found.pk)).status_code == 200
    report = client.get(url(organisation, "exercise-report", found.pk))
    assert report.content.startswith(b"%PDF")


@pytest.mark.parametrize("planned", ["0001-01-01T00:00", "9999-12-31T23:59", "demain", ""])
def test_an_exercise_has_a_plausible_date(
    client: Client, organisation: Organisation, planned: str
) -> None:
    asked = {"scenario": "lost_phone_practice", "planned_at": planned}
    assert client.post(url(organisation, "exercise-new"), asked).status_code == 422
    assert not Exercise.objects.exists()


def test_players_do_not_see_what_comes_next(
    organisation: Organisation, member: Member, client_of: Callable[[Member], Client]
) -> None:
    planned = exercising.plan(
        organisation, "lost_phone_practice", planned_at=NOW, by=member, at=NOW
    )
    exercising.start(planned.pk, by=member, at=NOW)
    address = url(organisation, "exercise", planned.pk)
    player = client_of(new_member(organisation, Role.CONTRIBUTOR))
    assert "code est à quatre chiffres" in client_of(member).get(address).content.decode()
    assert "code est à quatre chiffres" not in player.get(address).content.decode()


def states(organisation: Organisation, *, days: int = 0) -> dict[str, VerdictState]:
    found = obligations.verdicts(organisation, now=NOW + timedelta(days=days))
    return {verdict.obligation_id: verdict.state for verdict in found}


def test_nothing_prepared_is_missing(organisation: Organisation) -> None:
    assert states(organisation) == {
        "crisis.plan": VerdictState.MISSING,
        "crisis.plan_offline": VerdictState.MISSING,
        "crisis.exercised": VerdictState.MISSING,
        "crisis.findings_followed": VerdictState.NOT_APPLICABLE,
    }


def test_a_plan_is_declared_then_proven_then_expires(
    organisation: Organisation, member: Member, written: PlanVersion
) -> None:
    assert states(organisation)["crisis.plan"] is VerdictState.DECLARED
    actions.validate(organisation, seen=1, by=member, at=NOW)
    assert states(organisation, days=364)["crisis.plan"] is VerdictState.PROVEN
    assert states(organisation, days=366)["crisis.plan"] is VerdictState.EXPIRED


def test_a_change_makes_a_validated_plan_declared_only(
    organisation: Organisation, member: Member, written: PlanVersion
) -> None:
    actions.validate(organisation, seen=1, by=member, at=NOW)
    actions.write(organisation, Plan(backups="Ailleurs"), seen=2, by=member, at=NOW)
    assert states(organisation)["crisis.plan"] is VerdictState.DECLARED


def test_a_copy_is_good_for_six_months_and_for_its_version(
    organisation: Organisation, member: Member, written: PlanVersion
) -> None:
    actions.issue_booklet(organisation, language="fr", by=member, at=NOW)
    assert states(organisation, days=180)["crisis.plan_offline"] is VerdictState.PROVEN
    assert states(organisation, days=190)["crisis.plan_offline"] is VerdictState.EXPIRED
    actions.validate(organisation, seen=1, by=member, at=NOW)
    assert states(organisation)["crisis.plan_offline"] is VerdictState.PROVEN
    actions.write(organisation, Plan(backups="Ailleurs"), seen=2, by=member, at=NOW)
    assert states(organisation)["crisis.plan_offline"] is VerdictState.EXPIRED


def test_an_exercise_counts_once_evaluated_and_for_a_year(
    organisation: Organisation, member: Member
) -> None:
    made = exercising.plan(organisation, "lost_phone_practice", planned_at=NOW, by=member, at=NOW)
    exercising.start(made.pk, by=member, at=NOW)
    assert states(organisation)["crisis.exercised"] is VerdictState.MISSING
    exercising.inject(made.pk, by=member, at=NOW)
    answered(made.pk, member)
    exercising.end(made.pk, by=member, at=NOW)
    assert states(organisation)["crisis.exercised"] is VerdictState.DECLARED
    exercising.evaluate(made.pk, {"alert": "met"}, remarks={}, by=member, at=NOW)
    assert states(organisation)["crisis.exercised"] is VerdictState.PROVEN
    assert states(organisation, days=366)["crisis.exercised"] is VerdictState.EXPIRED


def answered(exercise: UUID, member: Member) -> None:
    """A player writes in the room what was done."""
    crisis = Exercise.objects.get(pk=exercise).crisis_id
    assert crisis is not None
    decision = {"text": "Effacer le téléphone à distance", "reason": "Il n’est pas chiffré"}
    for kind, body in (("note", {"text": "Vu"}), ("decision", decision)):
        room.append(crisis, Said(kind, uuid4(), body, team="management"), by=member, at=NOW)


def test_an_exercise_that_nobody_played_proves_nothing(
    organisation: Organisation, member: Member
) -> None:
    made = exercising.plan(organisation, "lost_phone_practice", planned_at=NOW, by=member, at=NOW)
    exercising.start(made.pk, by=member, at=NOW)
    exercising.end(made.pk, by=member, at=NOW)
    exercising.evaluate(made.pk, {"alert": "met"}, remarks={}, by=member, at=NOW)
    assert states(organisation)["crisis.exercised"] is VerdictState.DECLARED


def test_a_finding_past_its_date_is_not_followed(
    organisation: Organisation, member: Member
) -> None:
    made = exercising.plan(organisation, "lost_phone_practice", planned_at=NOW, by=member, at=NOW)
    exercising.start(made.pk, by=member, at=NOW)
    exercising.end(made.pk, by=member, at=NOW)
    due = NOW.date() + timedelta(days=10)
    found = exercising.add_finding(
        made.pk, "Code long", owner="Dr Inventé", due_on=due, by=member, at=NOW
    )
    assert states(organisation, days=10)["crisis.findings_followed"] is VerdictState.PROVEN
    assert states(organisation, days=11)["crisis.findings_followed"] is VerdictState.EXPIRED
    finding = found.findings[0]["id"]
    exercising.close_finding(made.pk, finding, outcome="Fait", by=member, at=NOW)
    assert states(organisation, days=11)["crisis.findings_followed"] is VerdictState.PROVEN
