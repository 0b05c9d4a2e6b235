import pytest

from probant.reference.training import Module, modules, rules
from probant.training.domain.quiz import AnswersError, certificate_number, marked
from tests.conftest import NOW
from tests.unit.reference.typography import faults, texts_of

MODULES = list(modules().values())


def right(module: Module) -> dict[str, str]:
    return {question.id: question.right for question in module.questions}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.id)
def test_a_module_is_well_written_in_both_languages(module: Module) -> None:
    assert {path: faults(text) for path, text in texts_of(module) if faults(text)} == {}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.id)
def test_a_module_has_five_questions_each_with_one_of_its_answers_right(module: Module) -> None:
    assert modules()[module.id] is module
    assert len({question.id for question in module.questions}) == 5
    for question in module.questions:
        offered = [choice.id for choice in question.choices]
        assert len(offered) == len(set(offered))
        assert question.right in offered


def test_the_right_answer_is_not_always_in_the_same_place() -> None:
    for module in MODULES:
        places = {
            [choice.id for choice in question.choices].index(question.right)
            for question in module.questions
        }
        assert len(places) > 1, module.id


def test_four_of_five_pass_and_three_do_not() -> None:
    module = modules()["phishing"]
    answers = right(module)
    percent = rules().pass_percent
    wrong = {
        question.id: next(one.id for one in question.choices if one.id != question.right)
        for question in module.questions
    }
    ids = list(answers)

    one_wrong = answers | {ids[0]: wrong[ids[0]]}
    two_wrong = one_wrong | {ids[1]: wrong[ids[1]]}

    assert marked(module, one_wrong, pass_percent=percent).is_passed
    assert not marked(module, two_wrong, pass_percent=percent).is_passed


def test_answers_left_out_or_made_up_are_told_by_question() -> None:
    module = modules()["phishing"]
    answers = right(module) | {"parcel": "<script>", "bank": "", "invented": "x"}

    with pytest.raises(AnswersError) as refused:
        marked(module, answers, pass_percent=80)

    assert refused.value.fields == {"parcel": "unknown", "bank": "required", "invented": "unknown"}


def test_numbers_of_certificates_differ_and_name_nobody() -> None:
    numbers = {certificate_number(NOW.date()) for _ in range(200)}

    assert len(numbers) == 200
    assert all(number.startswith("AF-2026-") and len(number) == 17 for number in numbers)
