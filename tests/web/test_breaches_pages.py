"""One lost telephone through every page, as an officer goes through them."""

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from probant.breaches import actions, casefile
from probant.breaches.domain.facts import AwarenessSource, Protection, from_json
from probant.breaches.models import Breach
from probant.breaches.statements import Choice, Communication, Declaration, Question
from probant.common import clock
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from tests.conftest import new_member

Browser = Callable[[Member], Client]
Page = Callable[..., str]


@pytest.fixture
def breach(organisation: Organisation, member: Member) -> Breach:
    """A telephone lost an hour ago, not encrypted."""
    at = clock.now()
    said = Declaration(
        incident="lost_device",
        told="Téléphone oublié dans le tram.",
        noticed_at=at - timedelta(hours=1),
        data=("health", "identity"),
        persons=("patients",),
        how_many="51-300",
        is_protected=False,
    )
    return actions.declare(organisation, said, key=uuid.uuid4(), by=member, at=at)


@pytest.fixture
def client(member: Member, client_of: Browser) -> Client:
    return client_of(member)


@pytest.fixture
def page(organisation: Organisation, breach: Breach) -> Page:
    def address(view: str, /, **parts: object) -> str:
        kwargs = {"organisation": organisation.pk, "breach_id": breach.pk, **parts}
        return reverse(f"breaches:{view}", kwargs=kwargs)

    return address


def timeline(**changes: object) -> dict[str, Any]:
    return {
        "number": "1",
        "awareness": "staff",
        "awareness_why": "La secrétaire a cherché puis appelé le tram : perdu.",
        "aware_at": f"{clock.now() - timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "is_ongoing": "unknown",
        **changes,
    }


def aware(breach: Breach, member: Member, *, hours: float = 1) -> Breach:
    at = clock.now()
    facts = from_json(breach.facts).timeline
    value = replace(
        facts,
        aware_at=at - timedelta(hours=hours),
        awareness=AwarenessSource.STAFF,
        awareness_why="Recherche vaine",
    )
    now = Breach.objects.get(pk=breach.pk).facts_number
    return actions.save_section(breach.pk, "timeline", value, by=member, at=at, expected=now)


def test_the_file_opens_on_its_clocks_and_on_what_is_left(client: Client, page: Page) -> None:
    body = client.get(page("breach")).content.decode()

    assert "Notifier la CNIL" in body
    assert "Ce qui reste à faire" in body
    assert "Aucun journal d’accès n’est branché" in body


@pytest.mark.parametrize(
    "section",
    [
        "event",
        "timeline",
        "data",
        "persons",
        "circumstances",
        "consequences",
        "measures",
        "involvement",
    ],
)
def test_a_section_saved_as_it_is_changes_nothing(
    client: Client, page: Page, breach: Breach, section: str
) -> None:
    answer = client.get(page("edit", section=section))
    editing = answer.context["editing"]
    form: dict[str, Any] = {"number": "1"}
    for one in [editing.form, *(row for rows, _t in editing.formsets for row in rows.forms)]:
        for field in one:
            value = field.value()
            if field.name in {"count", "records", "recipients_count", "unavailable_hours"}:
                parts = field.field.widget.decompress(value)
                form |= {
                    f"{field.html_name}_{n}": "" if p is None else p
                    for n, p in zip(("kind", "low", "high", "how"), parts, strict=True)
                }
            elif value is not None:
                form[field.html_name] = getattr(value, "value", value)
    for rows, _title in editing.formsets:
        form |= {f.html_name: f.value() for f in rows.management_form}
    before = from_json(breach.facts)

    answer = client.post(page("edit", section=section), form)

    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert getattr(from_json(Breach.objects.get().facts), section) == getattr(before, section)


def test_awareness_starts_the_clock_with_its_reason(client: Client, page: Page) -> None:
    answer = client.post(page("edit", section="timeline"), timeline(), follow=True)

    assert answer.status_code == 200, answer.content.decode()[:500]
    assert Breach.objects.get().aware_at is not None
    assert Breach.objects.get().status == "open"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"awareness_why": ""}, "première question d’un contrôleur"),
        ({"aware_at": "2999-01-01T10:00"}, "dans le futur"),
        ({"started_at": "NOW"}, "avant le début"),
        ({"awareness": "processor"}, "alerte du sous-traitant"),
    ],
)
def test_an_impossible_awareness_is_explained_and_nothing_is_lost(
    client: Client, page: Page, changes: dict[str, Any], expected: str
) -> None:
    if changes.get("started_at") == "NOW":
        changes = {"started_at": f"{clock.now():%Y-%m-%dT%H:%M}", "aware_at": "2026-01-01T10:00"}

    answer = client.post(page("edit", section="timeline"), timeline(**changes))

    body = answer.content.decode()
    assert answer.status_code == 422
    assert expected in body
    assert Breach.objects.get().aware_at is None


def test_two_people_on_two_sections_disturb_nobody(
    client: Client, page: Page, breach: Breach, member: Member
) -> None:
    aware(breach, member)

    answer = client.post(
        page("edit", section="measures"),
        {
            "number": "1",
            "advice": "Méfiez-vous",
            "before-TOTAL_FORMS": 0,
            "before-INITIAL_FORMS": 0,
        },
    )

    assert answer.status_code == 302
    facts = from_json(Breach.objects.get().facts)
    assert facts.measures.advice == ("Méfiez-vous",)
    assert facts.timeline.aware_at is not None


def test_two_people_on_one_section_are_told_and_both_texts_are_shown(
    client: Client, page: Page, breach: Breach, member: Member
) -> None:
    aware(breach, member)

    answer = client.post(
        page("edit", section="timeline"), timeline(awareness_why="Ma propre raison")
    )

    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Recherche vaine" in body
    assert "Ma propre raison" in body


def test_the_proposal_shows_its_reasons_and_never_decides(
    client: Client, page: Page, breach: Breach
) -> None:
    body = client.get(page("proposal")).content.decode()

    assert "méthode de l’ENISA" in body
    assert "c’est vous" in body
    assert Breach.objects.get().notify == "undecided"


def decide(client: Client, page: Page, question: str, **said: str) -> Any:  # noqa: ANN401  the test client’s own answer
    form = {f"{question}-{name}": value for name, value in said.items() if name != "number"}
    return client.post(
        page("decide", question=question), {"number": said.get("number", "0"), **form}
    )


def test_not_notifying_asks_for_its_reasons(client: Client, page: Page) -> None:
    answer = decide(client, page, "notify", choice="no")

    assert answer.status_code == 422
    assert "le registre doit les contenir" in answer.content.decode()


def test_a_decision_keeps_the_proposal_beside_it(
    client: Client, page: Page, breach: Breach
) -> None:
    answer = decide(client, page, "notify", choice="yes")

    found = casefile.of(Breach.objects.get()).decision(Question.NOTIFY)
    assert answer.status_code == 302
    assert found is not None
    assert found[1].choice is Choice.YES
    assert found[1].proposed
    assert found[1].score is not None


def test_an_exception_says_which_proof_it_still_asks_for(client: Client, page: Page) -> None:
    decide(client, page, "inform", choice="no", exception="unintelligible", justification="Chiffré")

    assert "Preuve encore manquante" in client.get(page("proposal")).content.decode()


def test_two_opposite_decisions_are_both_kept(
    client: Client, page: Page, organisation: Organisation, client_of: Browser
) -> None:
    other = client_of(new_member(organisation, Role.ADMINISTRATOR))
    decide(client, page, "notify", choice="yes", justification="Données de santé")

    answer = decide(other, page, "notify", choice="no", justification="Peu de risque")
    body = answer.content.decode()
    kept = other.post(
        page("opinion", question="notify"),
        {"notify-choice": "no", "notify-justification": "Peu de risque"},
    )

    assert answer.status_code == 409
    assert "Vous avez décidé le contraire" in body
    assert "Données de santé" in body
    assert "Peu de risque" in body
    assert kept.status_code == 302
    assert Breach.objects.get().notify == "yes"
    assert "Peu de risque" in client.get(page("proposal")).content.decode()


def test_the_form_is_ready_to_copy_and_kept_word_for_word(
    client: Client, page: Page, breach: Breach, member: Member
) -> None:
    aware(breach, member)
    body = client.get(page("notification")).content.decode()
    frozen = client.post(page("freeze"), {"number": "0", "type": "initial"})
    aware(Breach.objects.get(), member, hours=3)
    kept = client.get(page("frozen", number=1), {"format": "json"})

    assert "Téléphone oublié dans le tram." in body
    assert "data-copy" in body
    assert frozen.status_code == 302
    assert json.loads(kept.content)["form"]["type"] == "initial"


def test_a_sending_stops_the_clock_with_its_receipt(
    client: Client, page: Page, breach: Breach, member: Member
) -> None:
    aware(breach, member)
    client.post(page("freeze"), {"number": "0", "type": "initial"})

    answer = client.post(
        page("send"),
        {
            "notification": "1",
            "duty": "authority",
            "sent_at": f"{clock.now():%Y-%m-%dT%H:%M}",
            "receipt": "N-42",
        },
    )

    assert answer.status_code == 302, answer.content.decode()[:1500]
    assert Breach.objects.get().notified_at is not None
    assert "N-42" in client.get(page("breach")).content.decode()


def test_after_72_hours_the_reasons_are_asked(
    client: Client, page: Page, breach: Breach, member: Member
) -> None:
    aware(breach, member, hours=100)
    form = {"duty": "authority", "sent_at": f"{clock.now():%Y-%m-%dT%H:%M}"}

    refused = client.post(page("send"), form)
    taken = client.post(page("send"), {**form, "late_reasons": "Expertise attendue"})

    assert refused.status_code == 422
    assert taken.status_code == 302
    assert from_json(Breach.objects.get().facts).timeline.late_reasons == "Expertise attendue"


def test_a_group_is_told_by_a_letter_that_keeps_its_words(
    client: Client, page: Page, breach: Breach, member: Member
) -> None:
    answer = client.post(
        page("new", kind="communication"),
        {
            "number": "0",
            "audience": "patients",
            "group": "Patients du Dr Inventé",
            "channel": "letter",
            "count": "120",
            "sent_on": f"{clock.now():%Y-%m-%d}",
            "language": "fr",
        },
    )

    (name, (_made, said)) = next(iter(casefile.of(breach).communications.items()))
    letter = client.get(page("letter", name=name), {"format": "pdf"})
    assert answer.status_code == 302, answer.content.decode()[:1500]
    assert isinstance(said, Communication)
    assert "Téléphone oublié dans le tram." in said.text
    assert letter.content.startswith(b"%PDF")
    assert Breach.objects.get().informed_on is not None


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("warning", {"audience": "partner", "group": "Laboratoire inventé"}),
        ("measure", {"text": "Effacer à distance", "owner": "Camille", "due_on": "2026-12-01"}),
        ("lesson", {"text": "Chiffrer les téléphones", "changes": ["measures"]}),
    ],
)
def test_each_item_is_stated_then_stated_again(
    client: Client, page: Page, breach: Breach, kind: str, form: dict[str, Any]
) -> None:
    first = client.post(page("new", kind=kind), {"number": "0", **form})
    file = casefile.of(breach)
    items = {
        "warning": list(file.warnings),
        "measure": list(file.measures),
        "lesson": list(file.lessons),
    }
    (name,) = items[kind]
    seen = client.get(page("item", kind=kind, name=name))
    second = client.post(page("item", kind=kind, name=name), {"number": "1", **form})
    stale = client.post(page("item", kind=kind, name=name), {"number": "1", **form})

    assert (first.status_code, seen.status_code, second.status_code) == (302, 200, 302)
    assert stale.status_code == 409
    assert "Quelqu’un a changé cela" in stale.content.decode()


def test_a_file_closes_only_once_nothing_is_left(client: Client, page: Page) -> None:
    answer = client.post(page("close"), {"reason": ""})

    assert answer.status_code == 409
    assert "Décider s’il faut notifier la CNIL" in answer.content.decode()


def test_what_is_no_breach_stays_in_the_register_with_its_reasons(
    client: Client, page: Page, organisation: Organisation, breach: Breach
) -> None:
    refused = client.post(page("dismiss"), {"reason": ""})
    client.post(page("dismiss"), {"reason": "Retrouvé dans le bureau, jamais sorti."})
    body = client.get(page("breach")).content.decode()
    listed = client.get(reverse("breaches:list", kwargs={"organisation": organisation.pk}))
    client.post(page("reopen"), {"reason": "Finalement si"})

    assert refused.status_code == 422
    assert "jamais sorti" in body
    assert breach.reference in listed.content.decode()
    assert Breach.objects.get().status == "open"


def test_the_history_keeps_every_statement_in_order(
    client: Client, page: Page, breach: Breach, member: Member
) -> None:
    aware(breach, member)

    body = client.get(page("history")).content.decode()

    assert "Déclarée" in body
    assert "Faits modifiés" in body


def test_a_clock_set_back_changes_no_order_and_is_said(
    client: Client, page: Page, breach: Breach, member: Member
) -> None:
    before = clock.now() - timedelta(days=1)
    value = replace(from_json(breach.facts).circumstances, protection=Protection.WEAK)

    actions.save_section(breach.pk, "circumstances", value, by=member, at=before, expected=1)

    assert "L’horloge du serveur avait reculé" in client.get(page("history")).content.decode()


def test_an_empty_register_says_what_to_do(
    organisation: Organisation, member: Member, client_of: Browser
) -> None:
    address = reverse("breaches:list", kwargs={"organisation": organisation.pk})

    assert "Aucune violation déclarée" in client_of(member).get(address).content.decode()
