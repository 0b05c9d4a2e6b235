"""The done-when of the guided start: answered with names, its register is complete (art. 30(1))."""

from collections.abc import Mapping
from typing import Any

import pytest

from probant.reference import templates
from probant.register.domain.completeness import ControllerFacts, missing, required
from probant.register.domain.record import from_json
from tests.unit.guided_start.answers import ANSWER_SETS, EVERYTHING, NOTHING, RESEARCH

PRACTICE = templates.questionnaire("practice")
CONTROLLER = ControllerFacts(
    name="Cabinet des Tilleuls (inventé)",
    contact="1 rue Inventée",
    dpo_reason_for_none="Un seul praticien",
)


def gaps(answers: Mapping[str, Any], language: str = "fr") -> dict[str, list[str]]:
    effects = templates.effects_of(PRACTICE, answers)
    found = {
        id_: [item.field for item in required(missing(from_json(record), CONTROLLER))]
        for id_, record in templates.records_of(effects, language).items()
    }
    return {id_: fields for id_, fields in found.items() if fields}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", list(ANSWER_SETS))
def test_a_practice_that_named_its_providers_has_a_complete_register(
    name: str, language: str
) -> None:
    assert gaps(ANSWER_SETS[name], language) == {}


def test_the_answer_sets_ask_for_different_registers() -> None:
    sizes = {
        len(templates.effects_of(PRACTICE, answers).activities) for answers in ANSWER_SETS.values()
    }

    assert len(sizes) >= 4
    assert len(templates.effects_of(PRACTICE, EVERYTHING).activities) > len(
        templates.effects_of(PRACTICE, NOTHING).activities
    )


def test_research_with_a_partner_is_complete_only_with_its_formality() -> None:
    found = gaps(RESEARCH)

    assert set(found) == {"practice_research_partner"}
    assert "research.methodology" in found["practice_research_partner"]
    assert "research_methodology" in {
        task.id for task in templates.effects_of(PRACTICE, RESEARCH).tasks
    }


def test_a_provider_abroad_is_complete_only_with_its_transfer_mechanism() -> None:
    answers = EVERYTHING | {"appointment_service_country": "US"}

    assert gaps(answers) == {"practice_appointments_online": ["transfers"]}
