"""The need, the risks, what lacks, the words that people edit."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probant.dpia.domain import editing, need, progress, rich_text
from probant.dpia.domain.content import Content, Evaluation, Grade
from probant.dpia.domain.document import new
from probant.dpia.domain.editing import Said
from probant.dpia.domain.need import Conclusion, Facts, Known, conclude, proposed
from probant.dpia.domain.progress import Action, Asked
from probant.dpia.domain.risks import Risk, is_high, risks
from probant.reference import dpia as reference
from probant.reference import law
from tests.factories import pia

AT = datetime(2026, 11, 29, 12, tzinfo=UTC)
CRITERIA = tuple(law.dpia_criteria())
HOSPITAL_CARE = Facts(
    sector="hospital",
    name="Dossier patient",
    subjects=frozenset({"patients"}),
    categories=frozenset({"health"}),
    is_sensitive=True,
    has_vulnerable=True,
)
YES, NO, UNKNOWN = Known.YES, Known.NO, Known.UNKNOWN


def test_the_method_asks_the_36_questions_of_the_tool_in_seven_parts() -> None:
    numbers = {111, 112, 113, 121, 122, 123, *range(211, 216), *range(221, 228)}
    numbers |= {first * 10 + last for first in (32, 33, 34) for last in range(1, 7)}
    assert set(reference.questions()) == numbers
    assert list(reference.parts()) == ["1.1", "1.2", "2.1", "2.2", "3.2", "3.3", "3.4"]


@pytest.mark.parametrize(
    ("answers", "conclusion"),
    [
        ([YES, YES], Conclusion.REQUIRED),
        ([YES, NO], Conclusion.NOT_REQUIRED),
        ([YES, UNKNOWN], Conclusion.UNKNOWN),
        ([UNKNOWN, UNKNOWN], Conclusion.UNKNOWN),
        ([NO, UNKNOWN], Conclusion.NOT_REQUIRED),
    ],
)
def test_two_criteria_make_an_assessment_due_and_the_unknown_may_decide(
    answers: list[Known], conclusion: Conclusion
) -> None:
    """WP248 rev. 01, III.B."""
    criteria = dict(zip(CRITERIA, answers, strict=False))
    assert conclude(criteria, (), ()) == conclusion


def test_the_list_that_always_asks_wins_over_the_one_that_never_does() -> None:
    assert conclude({}, ("care_institutions",), ("suppliers",)) == Conclusion.REQUIRED
    assert conclude(dict.fromkeys(CRITERIA, YES), (), ("suppliers",)) == Conclusion.NOT_REQUIRED


def test_a_hospitals_care_is_on_the_list_and_a_practices_is_asked() -> None:
    assert proposed(HOSPITAL_CARE, CRITERIA).required == ("care_institutions",)
    practice = Facts(**{**vars(HOSPITAL_CARE), "sector": "practice"})
    found = proposed(practice, CRITERIA)
    assert found.required == ()
    assert found.criteria["large_scale"] == UNKNOWN
    assert need.to_check(practice) == ("individual_practice",)


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("Entrepôt de données de santé", "health_warehouse"),
        ("Alertes professionnelles", "professional_alerts"),
        ("Suivi médico-social", "social_support"),
    ],
)
def test_a_name_recalls_a_type_of_the_list(name: str, type_: str) -> None:
    assert type_ in proposed(Facts(sector="hospital", name=name), CRITERIA).required


def test_every_type_that_is_proposed_is_one_of_the_lists() -> None:
    known = set(law.dpia_required())
    assert {"care_institutions", "genetic_vulnerable", "biometric_identification"} <= known
    assert set(need.RECALLED) <= known
    assert {"suppliers", "individual_practice", "small_staff"} <= set(law.dpia_exempt())


@pytest.mark.parametrize(
    ("severity", "likelihood", "high"),
    [(3, 3, True), (4, 2, False), (2, None, False), (4, None, None), (None, None, None)],
)
def test_a_risk_is_high_where_both_levels_are_and_unknown_while_one_lacks(
    severity: int | None, likelihood: int | None, high: bool | None
) -> None:
    risk = Risk(part="3.2", residual_severity=severity, residual_likelihood=likelihood)
    assert risk.is_high is high


def test_one_high_risk_is_enough_and_one_unknown_keeps_from_saying_no() -> None:
    low = Risk(part="3.2", residual_severity=1, residual_likelihood=1)
    high = Risk(part="3.3", residual_severity=4, residual_likelihood=4)
    assert is_high([low, high, Risk(part="3.4")]) is True
    assert is_high([low, Risk(part="3.4")]) is None
    assert is_high([low, low]) is False


def test_what_remains_is_what_the_evaluation_says_or_the_first_levels() -> None:
    access, change, _loss = risks(Content(pia.old_file()))
    assert (access.likelihood, access.residual_likelihood) == (2, 1)
    assert (change.severity, change.residual_severity) == (2, 2)


def test_an_empty_assessment_lacks_everything_and_a_filled_one_only_the_others() -> None:
    asked = Asked(has_officer=True, is_advised=False, is_heard=False)
    empty = progress.gaps(Content(new("x", author="", at=AT)), asked)
    kinds = ["answer", "level", "measures", "evaluation", "advice", "views"]
    assert sorted({gap.kind for gap in empty}) == sorted(kinds)
    full = progress.gaps(Content(pia.old_file()), asked)
    assert [gap.kind for gap in full] == ["advice", "views"]
    assert progress.progress(Content(pia.old_file())) == 100


def test_an_organisation_without_officer_has_no_advice_to_wait_for() -> None:
    asked = Asked(has_officer=False, is_advised=False, is_heard=True)
    assert progress.gaps(Content(pia.old_file()), asked) == ()


def test_what_is_to_fix_keeps_from_validating_and_what_is_acceptable_asks_nothing() -> None:
    fixed = Evaluation(reference="1.1", grade=Grade.TO_FIX, plan="Récrire")
    content = Content(editing.with_evaluation(pia.old_file(), fixed, at=AT))
    found = progress.gaps(content, Asked(has_officer=False, is_advised=False, is_heard=True))
    assert [(gap.kind, gap.is_blocking) for gap in found] == [("to_fix", True)]
    assert [one.reference for one in progress.actions(content, {})] == ["3.2", "1.1"]


def test_an_action_is_late_the_day_after_and_no_more_once_done() -> None:
    due = date(2027, 3, 1)
    action = Action(reference="3.2", plan="", person="", due_on=due)
    assert not action.is_late(due)
    assert action.is_late(date(2027, 3, 2))
    done = Action(reference="3.2", plan="", person="", due_on=due, done_on=due)
    assert not done.is_late(date(2028, 1, 1))


def test_words_of_the_tool_are_edited_as_light_markup_and_come_back() -> None:
    html = "<h2>Titre</h2><p>Un <strong>mot</strong>.</p><ul><li>a</li><li>b</li></ul>"
    html += "<ol><li>c</li></ol>"
    words = rich_text.markup(html)
    assert words == "## Titre\n\nUn **mot**.\n\n- a\n- b\n\n1. c"
    assert rich_text.markup(rich_text.html(words)).splitlines()[2:] == words.splitlines()[2:]


@given(st.text(max_size=200))
def test_whatever_is_typed_becomes_html_without_markup_of_its_own(text: str) -> None:
    html = rich_text.html(text)
    bare = html
    for tag in ("p", "ul", "ol", "li", "strong", "h1", "h2", "h3"):
        bare = bare.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    assert "<" not in bare.replace("<br>", "")


def test_said_holds_what_its_kind_asks_only() -> None:
    said = Said(text="non", items=("oui",))
    after = editing.with_answer(new("x", author="", at=AT), 321, said, at=AT)
    assert after["answers"][0]["data"] == {"list": ["oui"]}
