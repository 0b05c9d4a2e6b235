"""The proposal as a function of facts: worse facts never lower it, unknown facts never clear it."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from probant.breaches.domain import counts, notification
from probant.breaches.domain.criteria import criteria
from probant.breaches.domain.facts import (
    Access,
    AffectedData,
    Alteration,
    Answer,
    Backup,
    BreachFacts,
    Circumstances,
    DataItem,
    Ease,
    Event,
    Insight,
    Loss,
    Persons,
    PersonsGroup,
    Protection,
    Recipients,
    Restoration,
    Scope,
    ServiceEffect,
    from_json,
    to_json,
)
from probant.breaches.domain.kleene import all_of, any_of, negated
from probant.breaches.domain.proposal import PRECAUTION, Advice, Level, holds, is_breach, propose
from probant.breaches.domain.severity import class_of, severity
from probant.reference import breach

YES_WORSE = (Answer.NO, Answer.YES)
NO_WORSE = (Answer.YES, Answer.NO)
ORDERS: Mapping[str, tuple[Any, ...]] = {
    "is_malicious": YES_WORSE,
    "protection": (Protection.STATE_OF_THE_ART, Protection.WEAK, Protection.NONE),
    "is_key_safe": NO_WORSE,
    "access": (Access.EXCLUDED, Access.NOT_EXCLUDED, Access.ESTABLISHED),
    "recipients": (
        Recipients.TRUSTED,
        Recipients.IDENTIFIED,
        Recipients.UNIDENTIFIED,
        Recipients.PUBLIC,
    ),
    "is_deletion_confirmed": NO_WORSE,
    "was_public": NO_WORSE,
    "alteration": (
        Alteration.UNUSED,
        Alteration.USED_RECOVERABLE,
        Alteration.NOT_RECOVERABLE,
    ),
    "backup": (Backup.COMPLETE, Backup.PARTIAL, Backup.NONE),
    "restoration": (Restoration.WITHOUT_DIFFICULTY, Restoration.DELAYED, Restoration.NEVER),
    "service_effect": (ServiceEffect.NONE, ServiceEffect.MINOR, ServiceEffect.SERIOUS),
}
EASES = (Ease.NEGLIGIBLE, Ease.LIMITED, Ease.SIGNIFICANT, Ease.MAXIMUM)
INSIGHTS = tuple(one for one in Insight if one is not Insight.UNKNOWN)
KINDS = tuple(kind for kind in breach.terms("data") if kind not in {"other", "unknown"})
NUMBERS = (0, 1, 99, 100, 101, 5000, 5001, 100_000)


def losses() -> st.SearchStrategy[Loss]:
    answer = st.sampled_from(YES_WORSE)
    return st.builds(Loss, confidentiality=answer, integrity=answer, availability=answer)


def circumstances() -> st.SearchStrategy[Circumstances]:
    numbers = st.sampled_from(NUMBERS).map(counts.known)
    chosen = {name: st.sampled_from(order) for name, order in ORDERS.items()}
    return st.builds(Circumstances, recipients_count=numbers, **chosen)


@st.composite
def items(draw: st.DrawFn) -> DataItem:
    kind = draw(st.sampled_from(KINDS))
    scale = breach.severity_scale().classes.get(class_of(DataItem(kind=kind)))
    opens = (draw(st.sampled_from([k for k in KINDS if k != "credentials"])),)
    if scale is None:
        return DataItem(kind=kind, opens=opens)
    return DataItem(kind=kind, insight=Insight(draw(st.sampled_from(list(scale.insights)))))


@st.composite
def known_facts(draw: st.DrawFn) -> BreachFacts:
    """Facts of which everything is known."""
    group = PersonsGroup(category="clients", count=counts.known(draw(st.sampled_from(NUMBERS))))
    return BreachFacts(
        event=Event(loss=draw(losses())),
        data=AffectedData(
            items=tuple(draw(st.lists(items(), min_size=1, max_size=3))),
            scope=Scope.ESTABLISHED,
            identification=draw(st.sampled_from(EASES)),
        ),
        persons=Persons(groups=(group,), has_vulnerable=draw(st.sampled_from(YES_WORSE))),
        circumstances=draw(circumstances()),
    )


@st.composite
def masked(draw: st.DrawFn) -> tuple[BreachFacts, BreachFacts]:
    """Known facts, and the same with some of them not known yet."""
    facts = draw(known_facts())
    names = draw(st.sets(st.sampled_from([f.name for f in fields(Circumstances)])))
    hidden = {name: getattr(Circumstances(), name) for name in names if name != "was_public"}
    loss = draw(st.sets(st.sampled_from([f.name for f in fields(Loss)])))
    data = facts.data
    if draw(st.booleans()):
        data = replace(data, identification=Ease.UNKNOWN)
    if draw(st.booleans()):
        unknown = tuple(replace(item, insight=Insight.UNKNOWN, opens=()) for item in data.items)
        data = replace(data, items=unknown)
    if draw(st.booleans()):
        data = replace(data, scope=Scope.OPEN, items=data.items[: draw(st.integers(0, 1))])
    persons = facts.persons if draw(st.booleans()) else Persons()
    return facts, replace(
        facts,
        event=Event(loss=replace(facts.event.loss, **dict.fromkeys(loss, Answer.UNKNOWN))),
        data=data,
        persons=persons,
        circumstances=replace(facts.circumstances, **hidden),
    )


@st.composite
def worsened(draw: st.DrawFn) -> tuple[BreachFacts, BreachFacts]:
    """Known facts, and the same with one of them worse."""
    facts = draw(known_facts())
    return facts, draw(st.sampled_from(_worse(facts)) if _worse(facts) else st.just(facts))


def _worse(facts: BreachFacts) -> list[BreachFacts]:
    found, loss, data = facts.circumstances, facts.event.loss, facts.data
    around = [
        replace(found, **{name: value})
        for name, order in ORDERS.items()
        for value in order[order.index(getattr(found, name)) + 1 :]
    ]
    lost = [replace(loss, **{one.name: Answer.YES}) for one in fields(Loss)]
    eases = [
        replace(data, identification=ease) for ease in EASES[EASES.index(data.identification) :]
    ]
    more = [
        replace(data, items=(*data.items, DataItem(kind=kind, insight=Insight.ORDINARY)))
        for kind in ("contact_details", "nir", "financial")
    ]
    return [
        *(replace(facts, circumstances=one) for one in around),
        *(replace(facts, event=Event(loss=one)) for one in lost),
        *(replace(facts, data=one) for one in (*eases, *more)),
        *_more_people(facts),
    ]


def _more_people(facts: BreachFacts) -> list[BreachFacts]:
    most = counts.known(NUMBERS[-1])
    groups = (*facts.persons.groups, PersonsGroup(count=most))
    vulnerable = replace(facts.persons, has_vulnerable=Answer.YES)
    spread = replace(facts.circumstances, recipients_count=most)
    return [
        replace(facts, persons=replace(facts.persons, groups=groups)),
        replace(facts, persons=vulnerable),
        replace(facts, circumstances=spread),
    ]


@given(worsened())
@settings(max_examples=400, deadline=None)
def test_worse_facts_never_lower_the_proposal(pair: tuple[BreachFacts, BreachFacts]) -> None:
    before, after = (propose(facts) for facts in pair)
    assert after.lowest >= before.lowest
    assert after.highest >= before.highest
    assert after.severity.low >= before.severity.low


@given(masked())
@settings(max_examples=400, deadline=None)
def test_what_is_not_known_never_gives_no(pair: tuple[BreachFacts, BreachFacts]) -> None:
    """What is proposed with gaps leaves room for whatever fills them."""
    whole, gaps = (propose(facts) for facts in pair)
    assert gaps.lowest <= whole.lowest <= whole.highest <= gaps.highest
    assert gaps.severity.low <= whole.severity.low <= whole.severity.high <= gaps.severity.high
    for open_answer, answer in ((gaps.notify, whole.notify), (gaps.inform, whole.inform)):
        assert open_answer is not Advice.NO or answer is Advice.NO


@given(known_facts())
@settings(max_examples=100, deadline=None)
def test_known_facts_decide(facts: BreachFacts) -> None:
    assume(facts.circumstances.access is not Access.NOT_EXCLUDED)  # it may have happened, or not
    made = propose(facts)
    assert made.lowest == made.highest
    assert made.open_facts == ()
    assert {made.notify, made.inform} <= {Advice.YES, Advice.NO}
    assert made.severity.range.is_certain
    assert from_json(to_json(facts)) == facts


@given(masked())
@settings(max_examples=60, deadline=None)
def test_any_facts_fill_the_form_and_are_read_back(pair: tuple[BreachFacts, BreachFacts]) -> None:
    at = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    around = notification.Circumstance(at=at)
    for facts in pair:
        form = notification.prepare(
            facts, notification.Identity(), notification.Communicated(), around
        )
        assert notification.from_json(notification.to_json(form)) == form
        assert notification.as_text(form, "en")
        assert all(one.value for one in form.fields if one.state == "filled")
        assert from_json(to_json(facts)) == facts


def test_nothing_known_is_undetermined() -> None:
    made = propose(BreachFacts())
    assert (made.notify, made.inform) == (Advice.UNDETERMINED, Advice.UNDETERMINED)
    assert made.document is Advice.YES
    assert (made.lowest, made.highest) == (Level.NONE, Level.HIGH)
    assert {"confidentiality", "availability"} <= {fact.criterion for fact in made.open_facts}


def test_in_doubt_caution_is_said_and_decides_nothing() -> None:
    doubtful = propose(from_json(breach.cases()["annex_b_10"].facts))
    assert doubtful.notify is Advice.CONDITIONAL
    assert doubtful.reasons[-1].rule == PRECAUTION
    assert doubtful.lowest is Level.NONE
    clear = propose(from_json(breach.cases()["edpb_2021_01"].facts))
    assert PRECAUTION not in {why.rule for why in clear.reasons}


def test_a_high_risk_is_notified_too() -> None:
    facts = from_json(breach.cases()["edpb_2021_12"].facts)
    made = propose(facts)
    assert made.notify is Advice.YES
    assert made.inform is Advice.YES
    assert all(why.label.fr and why.source for why in made.reasons)


def test_a_group_of_patients_is_vulnerable_whatever_is_answered() -> None:
    patients = Persons(groups=(PersonsGroup(category="patients"),), has_vulnerable=Answer.NO)
    facts = BreachFacts(persons=patients)
    assert criteria(facts, severity(facts))["vulnerable"] is True


def test_what_was_lost_decides_whether_there_is_a_breach() -> None:
    nothing = Loss(confidentiality=Answer.NO, integrity=Answer.NO, availability=Answer.NO)
    assert is_breach(BreachFacts()) is None
    assert is_breach(BreachFacts(event=Event(loss=nothing))) is False
    lost = replace(nothing, availability=Answer.YES)
    assert is_breach(BreachFacts(event=Event(loss=lost))) is True


def test_every_criterion_of_the_rules_is_computed_and_used() -> None:
    book = breach.rule_book()
    facts = BreachFacts()
    assert set(criteria(facts, severity(facts))) == set(book.criteria)
    named = {name for rule in book.rules.values() for name in _named(rule.when)}
    assert named == set(book.criteria)


def _named(condition: Any) -> set[str]:  # noqa: ANN401  a YAML tree
    notions = breach.rule_book().notions
    if isinstance(condition, str):
        return _named(notions[condition]) if condition in notions else {condition}
    parts = [
        part for held in condition.values() for part in (held if isinstance(held, list) else [held])
    ]
    return {name for part in parts for name in _named(part)}


@pytest.mark.parametrize("value", [True, False, None])
def test_a_rule_of_what_is_unknown_is_unknown(value: bool | None) -> None:
    known = dict.fromkeys(breach.rule_book().criteria, value)
    assert all_of([value, value]) is value
    assert any_of([value, value]) is value
    assert holds("confidentiality", known) is value
    assert holds({"not": "confidentiality"}, known) is negated(value)
    assert holds({"all": ["confidentiality", {"any": ["malicious"]}]}, known) is value
