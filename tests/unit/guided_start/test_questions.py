from dataclasses import replace

import pytest

from probant.guided_start.domain import questions
from probant.reference import templates
from probant.reference.templates import AnswerError
from probant.reference.templates.question import Question

PRACTICE = templates.questionnaire("practice")


def question(id_: str) -> Question:
    return questions.place(PRACTICE, id_).question


def test_a_practice_is_asked_fifteen_questions_at_most() -> None:
    assert len(PRACTICE.questions) <= 15


def test_questions_follow_each_other() -> None:
    ids = [item.id for item in PRACTICE.questions]

    first, last = questions.place(PRACTICE, ids[0]), questions.place(PRACTICE, ids[-1])

    assert (first.before, first.after, first.rank) == ("", ids[1], 1)
    assert (last.before, last.after, last.rank) == (ids[-2], "", last.total)


def test_a_question_that_is_not_asked_is_refused() -> None:
    with pytest.raises(questions.UnknownQuestionError):
        questions.place(PRACTICE, "astrology")


def test_not_knowing_is_an_answer_that_remains_to_be_done() -> None:
    after = questions.answered(PRACTICE, {}, question("telemedicine"), {})

    assert after == {"telemedicine": None}
    assert questions.read_count(PRACTICE, after) == 1
    assert "telemedicine" in PRACTICE.remaining(after)


def test_the_next_question_is_the_first_that_nobody_read() -> None:
    ids = [item.id for item in PRACTICE.questions]

    assert questions.next_unread(PRACTICE, {}) == ids[0]
    assert questions.next_unread(PRACTICE, {ids[0]: None}) == ids[1]
    assert questions.next_unread(PRACTICE, dict.fromkeys(ids)) == ""


def test_another_choice_forgets_the_details_it_made_useless() -> None:
    asked = question("telemedicine")
    before = questions.answered(
        PRACTICE, {}, asked, {"telemedicine": "yes", "telemedicine_service_name": "Visio SARL"}
    )
    after = questions.answered(
        PRACTICE, before, asked, {"telemedicine": "no", "telemedicine_service_name": "Visio SARL"}
    )

    assert before["telemedicine_service_name"] == "Visio SARL"
    assert after == {"telemedicine": "no"}


def test_an_answer_leaves_the_others_as_they_are() -> None:
    after = questions.answered(
        PRACTICE, {"dpo": "no"}, question("telemedicine"), {"telemedicine": "no"}
    )

    assert after == {"dpo": "no", "telemedicine": "no"}


@pytest.mark.parametrize(
    "values",
    [
        {"telemedicine": "perhaps"},
        {"telemedicine": "yes", "telemedicine_service_country": "Atlantide"},
        {"telemedicine": "yes", "telemedicine_service_contract_on": "demain"},
    ],
)
def test_an_impossible_answer_is_refused(values: dict[str, str]) -> None:
    with pytest.raises(AnswerError):
        questions.answered(PRACTICE, {}, question("telemedicine"), values)


def test_an_answer_that_a_later_questionnaire_dropped_is_left_aside() -> None:
    assert questions.known(PRACTICE, {"dpo": "no", "astrology": "yes"}) == {"dpo": "no"}


def test_another_wording_is_another_version() -> None:
    other = replace(PRACTICE, id="other")

    assert questions.version_of(other) != questions.version_of(PRACTICE)
    assert questions.version_of(PRACTICE) == questions.version_of(PRACTICE)
