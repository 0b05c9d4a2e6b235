"""The guided start of a practice: an answer changes the register, taking it back undoes it."""

from datetime import date

import pytest

from probant.reference import law, templates
from probant.reference.templates import AnswerError, Answers
from probant.register.domain.completeness import missing_of_record, required
from probant.register.domain.record import from_json
from tests.unit.reference.typography import faults, texts_of

PRACTICE = templates.questionnaire("practice")
ALWAYS = {
    "practice_patient_record",
    "practice_trusted_persons",
    "common_accounts",
    "common_suppliers",
    "common_it_accounts",
    "common_rights_requests",
    "common_breaches",
}

# question, answer, activities that it adds to the always-on ones
EFFECTS = [
    ("records", ["online"], set()),
    ("records", ["local"], set()),
    ("records", ["paper"], {"practice_paper_records"}),
    ("appointments", ["direct"], {"practice_appointments"}),
    ("appointments", ["third_party"], {"practice_appointments_online"}),
    ("appointments", ["direct", "third_party"], {"practice_appointments_online"}),
    ("appointments", ["walk_in"], set()),
    ("outside_secretary", "yes", {"practice_secretary_service"}),
    ("outside_secretary", "no", set()),
    ("messaging", ["mssante"], {"practice_secure_messaging"}),
    ("messaging", ["email"], {"practice_ordinary_messaging"}),
    ("messaging", ["instant"], {"practice_ordinary_messaging"}),
    (
        "messaging",
        ["mssante", "email"],
        {"practice_secure_messaging", "practice_ordinary_messaging"},
    ),
    ("messaging", ["none"], set()),
    ("telemedicine", "yes", {"practice_telemedicine"}),
    ("telemedicine", "no", set()),
    ("billing", "electronic", {"practice_billing", "practice_claims"}),
    ("billing", "paper", {"practice_billing"}),
    ("billing", "not_billed", set()),
    ("shared_record", "yes", {"practice_shared_medical_record"}),
    ("shared_record", "no", set()),
    ("devices", ["phone"], {"practice_mobile_devices"}),
    ("devices", ["tablet", "laptop"], {"practice_mobile_devices"}),
    ("devices", ["none"], set()),
    ("backups", ["disk"], {"practice_backups"}),
    ("backups", ["remote"], {"practice_backups"}),
    ("backups", ["publisher"], {"practice_backups"}),
    ("backups", ["none"], set()),
    ("staff", ["employees"], {"common_staff", "common_payroll"}),
    ("staff", ["recruiting"], {"common_recruitment"}),
    ("staff", ["locums"], {"practice_locums"}),
    ("staff", ["alone"], set()),
    ("group", "alone", set()),
    ("group", "shared_premises", set()),
    ("group", "shared_records", {"practice_group_record"}),
    ("group", "large_group", {"practice_group_record"}),
    ("premises", ["cameras"], {"common_video"}),
    ("premises", ["badges"], {"common_access_control"}),
    ("premises", ["visitors"], {"common_visitors"}),
    ("premises", ["none"], set()),
    ("website", ["pages"], {"common_website"}),
    ("website", ["form", "audience"], {"common_website"}),
    ("website", ["none"], set()),
    ("research", ["internal"], {"practice_research_internal"}),
    ("research", ["partner"], {"practice_research_partner"}),
    ("research", ["observatory"], {"practice_data_observatory"}),
    ("research", ["none"], set()),
    ("dpo", "yes", set()),
    ("dpo", "no", set()),
]
each_answer = pytest.mark.parametrize(("question", "answer", "added"), EFFECTS)

# Answers of a practice that does everything.
EVERYTHING: Answers = {
    **{
        question.id: [option.id for option in question.options if not option.is_exclusive]
        for question in PRACTICE.questions
        if question.kind == "multiple"
    },
    **{question.id: "yes" for question in PRACTICE.questions if question.kind == "yes_no"},
    "billing": "electronic",
    "group": "large_group",
}


def test_at_most_fifteen_questions() -> None:
    assert len(PRACTICE.questions) <= 15


def test_without_answers_the_always_on_activities_stand_and_every_question_remains() -> None:
    effects = templates.effects_of(PRACTICE, {})
    assert set(effects.activities) == ALWAYS
    assert effects.remaining == tuple(question.id for question in PRACTICE.questions)
    assert not effects.tasks
    assert not effects.processors


@each_answer
def test_an_answer_adds_its_activities(
    question: str, answer: str | list[str], added: set[str]
) -> None:
    effects = templates.effects_of(PRACTICE, {question: answer})
    assert set(effects.activities) == ALWAYS | added
    assert question not in effects.remaining


@each_answer
def test_an_answer_taken_back_takes_its_effects_back(
    question: str, answer: str | list[str], added: set[str]
) -> None:
    others = {id_: value for id_, value in EVERYTHING.items() if id_ != question}
    before = templates.effects_of(PRACTICE, others)
    assert added is not None
    assert templates.effects_of(PRACTICE, {**others, question: answer}) != before
    assert templates.effects_of(PRACTICE, {**others, question: None}) == before
    assert templates.effects_of(PRACTICE, {**others, question: []}) == before


def test_every_answer_stands_in_the_table() -> None:
    asked = {(q.id, choice) for q in PRACTICE.questions for choice in q.choices}
    tried = {
        (question, choice)
        for question, answer, _ in EFFECTS
        for choice in ([answer] if isinstance(answer, str) else answer)
    }
    assert tried == asked


def test_every_activity_of_the_practice_can_be_reached() -> None:
    reached = set(templates.effects_of(PRACTICE, EVERYTHING).activities)
    family = {template.id for template in templates.families()["practice"].templates}
    assert family - reached == {"practice_appointments"}, "replaced by the online service"


def test_the_order_of_the_answers_does_not_matter() -> None:
    backwards = dict(reversed(list(EVERYTHING.items())))
    assert templates.effects_of(PRACTICE, backwards) == templates.effects_of(PRACTICE, EVERYTHING)


def test_every_id_of_the_questionnaire_exists() -> None:
    known = templates.activities().keys()
    assert set(PRACTICE.always) <= known
    for question in PRACTICE.questions:
        assert {outcome.when for outcome in question.effects} == set(question.choices), question.id
        for outcome in question.effects:
            assert {*outcome.activities, *outcome.removes} <= known
            assert {m.measure for m in outcome.measures} <= law.measures().keys()
            assert {s.use for s in outcome.systems} <= templates.blocks().systems.keys()
            assert {t.unless_field for t in outcome.tasks} - {""} <= PRACTICE.fields.keys()
        for provider in question.providers:
            assert set(provider.when) <= set(question.choices)
            assert set(provider.activities) <= known


def test_one_task_id_says_one_thing() -> None:
    said: dict[str, str] = {}
    rules = [t for q in PRACTICE.questions for o in q.effects for t in o.tasks]
    for rule in rules:
        assert said.setdefault(rule.id, rule.text.fr) == rule.text.fr


def test_questions_are_set_as_french_is() -> None:
    for question in (*PRACTICE.questions, *PRACTICE.fields.values()):
        for path, text in texts_of(question):
            assert not faults(text), (path, text)


def test_an_unnamed_provider_is_a_task() -> None:
    effects = templates.effects_of(PRACTICE, {"appointments": ["third_party"]})
    assert not effects.processors
    assert "appointment_service_name" in {task.id for task in effects.tasks}


def test_a_named_provider_is_a_processor_and_its_gaps_are_tasks() -> None:
    effects = templates.effects_of(
        PRACTICE,
        {"appointments": ["third_party"], "appointment_service_name": " Rendez-vous {exemple} "},
    )
    (processor,) = effects.processors
    assert processor.name == "Rendez-vous {exemple}"
    assert processor.activities == ("practice_appointments_online",)
    assert {task.id for task in effects.tasks} >= {
        "appointment_service.unknown_country",
        "appointment_service.undated_contract",
        "appointment_service.unproven_hds",
    }


def test_a_provider_fully_known_leaves_no_task_and_proves_its_measures() -> None:
    effects = templates.effects_of(
        PRACTICE,
        {
            "telemedicine": True,
            "telemedicine_service_name": "Service d’exemple",
            "telemedicine_service_country": "fr",
            "telemedicine_service_contract_on": "2026-01-15",
            "telemedicine_service_is_hds": "yes",
        },
    )
    assert not [task for task in effects.tasks if task.id.startswith("telemedicine_service")]
    assert effects.processors[0].contract_on == date(2026, 1, 15)
    measures = {m.measure for m in effects.measures if "practice_telemedicine" in m.activities}
    assert measures == {"processor_contracts", "certified_hosting"}


@pytest.mark.parametrize(
    ("given", "task"),
    [
        ({"country": "US"}, "outside_eea"),
        ({"country": "CH"}, "outside_eea"),
        ({"is_hds": "no"}, "refused_hds"),
    ],
)
def test_a_provider_that_raises_a_question_is_a_task(given: dict[str, str], task: str) -> None:
    details = {f"appointment_service_{key}": value for key, value in given.items()}
    answers = {"appointments": ["third_party"], "appointment_service_name": "X", **details}
    ids = {item.id for item in templates.effects_of(PRACTICE, answers).tasks}
    assert f"appointment_service.{task}" in ids


def test_a_provider_of_an_answer_not_given_is_ignored() -> None:
    effects = templates.effects_of(
        PRACTICE, {"appointments": ["direct"], "appointment_service_name": "X"}
    )
    assert not effects.processors


@pytest.mark.parametrize(
    ("answers", "question", "reason"),
    [
        ({"unknown_question": "yes"}, "unknown_question", "unknown"),
        ({"telemedicine": "perhaps"}, "telemedicine", "unknown:perhaps"),
        ({"billing": ["electronic", "paper"]}, "billing", "several"),
        ({"messaging": ["none", "email"]}, "messaging", "exclusive"),
        (
            {
                "telemedicine": "yes",
                "telemedicine_service_name": "X",
                "telemedicine_service_country": "ZZ",
            },
            "telemedicine_service_country",
            "country",
        ),
        (
            {
                "telemedicine": "yes",
                "telemedicine_service_name": "X",
                "telemedicine_service_contract_on": "15/01",
            },
            "telemedicine_service_contract_on",
            "date",
        ),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused(
    answers: Answers, question: str, reason: str
) -> None:
    with pytest.raises(AnswerError) as caught:
        templates.effects_of(PRACTICE, answers)
    assert (caught.value.question, caught.value.reason) == (question, reason)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_records_of_any_answers_fit_the_register(language: str) -> None:
    records = templates.records_of(templates.effects_of(PRACTICE, EVERYTHING), language)
    assert set(records) == set(templates.effects_of(PRACTICE, EVERYTHING).activities)
    for id_, record in records.items():
        lacking = {item.field for item in required(missing_of_record(from_json(record)))}
        assert not lacking or id_ in {"practice_research_partner", "practice_data_observatory"}


def test_a_named_processor_stands_in_each_activity_it_serves() -> None:
    answers = {
        "records": ["online"],
        "software_name": "Éditeur d’exemple",
        "software_country": "FR",
    }
    records = templates.records_of(templates.effects_of(PRACTICE, answers), "fr")
    served = {id_ for id_, record in records.items() if record["processors"]}
    assert served == {"practice_patient_record", "practice_trusted_persons"}
    assert records["practice_patient_record"]["processors"][0]["name"] == "Éditeur d’exemple"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ([], ["Logiciel de cabinet"]),
        (["online"], ["Logiciel de cabinet en ligne"]),
        (["paper"], ["Dossiers papier sous clé"]),
        (
            ["local", "paper"],
            ["Logiciel installé sur un ordinateur du cabinet", "Dossiers papier sous clé"],
        ),
    ],
)
def test_the_answers_say_where_the_records_are(answer: list[str], expected: list[str]) -> None:
    records = templates.records_of(templates.effects_of(PRACTICE, {"records": answer}), "fr")
    assert [s["name"] for s in records["practice_patient_record"]["systems"]] == expected


def test_a_measure_is_stated_once() -> None:
    records = templates.records_of(templates.effects_of(PRACTICE, EVERYTHING), "fr")
    for record in records.values():
        stated = [measure["measure"] for measure in record["measures"] if measure["measure"]]
        assert len(stated) == len(set(stated))


def test_two_answers_that_ask_the_same_thing_ask_it_once() -> None:
    tasks = [task.id for task in templates.effects_of(PRACTICE, EVERYTHING).tasks]
    assert len(tasks) == len(set(tasks))


def test_a_large_group_without_a_dpo_is_asked_for_one() -> None:
    effects = templates.effects_of(PRACTICE, {"group": "large_group", "dpo": "no"})
    assert "large_group_dpo" in {task.id for task in effects.tasks}
    effects = templates.effects_of(
        PRACTICE, {"group": "large_group", "dpo": "yes", "dpo_name": "D. Exemple"}
    )
    assert "large_group_dpo" not in {task.id for task in effects.tasks}
