"""The twenty minutes: rules that add up, what nobody knows, and what to do next by size."""

import pytest

from probant.reference import risks as reference
from probant.risks.domain import short

ASKED = reference.questionnaire()
BEST = {
    "size": "small",
    "records": "online",
    "paper": "none",
    "devices": "none",
    "accounts": "own",
    "mfa": "everywhere",
    "backups": "away",
    "restore": "yes",
    "updates": "yes",
    "phishing": "recent",
    "sending": "secure",
    "checking": "yes",
    "access": "needed",
    "logs": "looked",
    "leaving": "yes",
    "premises": "yes",
    "providers": "yes",
    "continuity": "yes",
    "remote": "none",
}


def one(answers: dict[str, str], scenario: str) -> short.Assessed:
    return next(a for a in short.assess(ASKED, answers) if a.scenario.id == scenario)


def test_the_whole_analysis_stays_below_twenty_five_answers() -> None:
    assert len(ASKED.questions) + 5 <= 25  # way, name, validation, reason, acceptance


def test_every_rule_measure_and_condition_names_what_exists() -> None:
    options = {q.id: {o.id for o in q.options} for q in ASKED.questions}
    threats = reference.vocabulary().threats
    for scenario in ASKED.scenarios:
        assert scenario.threat in threats
        for rule in scenario.rules:
            assert set(rule.answers) <= options[rule.question], (scenario.id, rule.question)
        for question, among in scenario.unless.items():
            assert set(among) <= options[question]
    for measure in ASKED.measures:
        assert measure.becomes in options[measure.question]
    for asked in ASKED.questions:
        assert asked.unknown_as in options[asked.id]
        assert short.UNKNOWN not in options[asked.id]


def test_a_step_is_the_start_and_what_the_answers_add_within_one_and_four() -> None:
    worst = one({**BEST, "records": "local", "backups": "none", "restore": "no"}, "ransomware")
    assert (worst.severity, worst.likelihood) == (4, 2)  # 3 + 1 + 1, kept at 4
    best = one(BEST, "ransomware")
    assert (best.severity, best.likelihood) == (2, 1)  # 3 − 1 and 2 − 1


NEITHER_BETTER = {"size", "records"}


@pytest.mark.parametrize("question", [q.id for q in ASKED.questions if q.id not in NEITHER_BETTER])
def test_what_nobody_knows_never_counts_better_than_any_known_answer(question: str) -> None:
    known = [o.id for q in ASKED.questions if q.id == question for o in q.options]
    unknown = {**BEST, question: short.UNKNOWN}
    for answer in known:
        better = {a.scenario.id: a for a in short.assess(ASKED, {**BEST, question: answer})}
        for found in short.assess(ASKED, unknown):
            if found.scenario.id in better:
                known_one = better[found.scenario.id]
                assert found.severity >= known_one.severity
                assert found.likelihood >= known_one.likelihood


def test_an_unknown_answer_is_told_in_the_rule() -> None:
    found = one({**BEST, "checking": short.UNKNOWN}, "wrong_recipient")
    told = [short.because(counted).fr for counted in found.counted]
    assert any("réponse inconnue" in sentence for sentence in told)


def test_who_works_alone_is_not_asked_about_colleagues() -> None:
    alone = {q.id for q in short.asked(ASKED, {"size": "alone"})}
    assert not alone & {"access", "logs", "leaving"}
    scenarios = {a.scenario.id for a in short.assess(ASKED, {"size": "alone"})}
    assert not scenarios & {"curious_staff", "departed"}


def test_a_measure_is_proposed_only_where_it_lowers_something() -> None:
    assert short.ranked(ASKED, BEST) == ()
    found = short.ranked(ASKED, {**BEST, "backups": "none", "records": "local"})
    assert [r.measure.id for r in found] == ["safe_copy"]
    assert "ransomware" in found[0].lowers


def test_the_first_measure_is_worth_the_most_for_its_effort() -> None:
    found = short.ranked(ASKED, {"size": "small"})
    worths = [r.worth for r in found]
    assert worths == sorted(worths, reverse=True)


def test_efforts_grow_with_the_size() -> None:
    for measure in ASKED.measures:
        efforts = [measure.effort[s] for s in short.SIZES if s in measure.effort]
        assert efforts == sorted(efforts), measure.id


def test_no_device_outside_needs_no_encryption() -> None:
    found = {r.measure.id for r in short.ranked(ASKED, {**BEST, "devices": "none"})}
    assert "encrypt" not in found


def test_an_answer_that_the_question_does_not_offer_is_refused() -> None:
    with pytest.raises(short.AnswerRefusedError):
        short.answered(ASKED, {}, "devices", "perhaps")
    with pytest.raises(short.AnswerRefusedError):
        short.answered(ASKED, {}, "no-such-question", "yes")
