"""The rules of processors: names that mean one company, contracts, hosts, chains, checks."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probant.common.verdicts import VerdictState
from probant.processors.domain import chain, contract, hosting, reviewing
from probant.processors.domain.contract import (
    ClauseState,
    ContractShapeError,
    Counted,
    Decision,
    Terms,
)
from probant.processors.domain.keeping import ensure_keepable
from probant.processors.domain.naming import normalised
from probant.processors.domain.record import (
    Access,
    Authorisation,
    Certificate,
    Chosen,
    Hosting,
    Objection,
    ProcessorRecord,
    RecordShapeError,
    SubProcessor,
    from_json,
    to_json,
)
from probant.processors.domain.reviewing import Result, ReviewFacts, ReviewKind
from probant.reference import processors as reference

TODAY = date(2026, 11, 29)
SIGNED = Terms(signed_on=date(2025, 1, 1))
ALL_FOUND = Counted(found=("instructions",))
VALID = Certificate(
    number="1",
    referential="2024",
    activities=(1, 2, 3, 4, 5, 6),
    issued_on=date(2025, 1, 1),
    expires_on=date(2028, 1, 1),
)
HOST = ProcessorRecord(
    name="Hôte",
    storage=("FR",),
    hosting=Hosting(hosts_health_data=True, needed=(1, 5), certificates=(VALID,)),
)
GOOD_SUB = SubProcessor(
    id="a",
    name="Nuage",
    chosen_by=Chosen.PROCESSOR,
    authorisation=Authorisation.SPECIFIC,
    authorised_on=date(2025, 1, 1),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Doc-Agenda S.A.S.", "doc agenda"),
        ("ÉDITEUR  Santé", "Editeur sante SARL"),
        ("SAS Exemple", "exemple"),
    ],
)
def test_two_spellings_of_one_company_match(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


def test_a_name_that_is_only_a_legal_form_stays_itself() -> None:
    assert normalised("SAS") == "sas"
    assert normalised("医院") == "医院"


@pytest.mark.parametrize(
    ("terms", "required", "has_file", "expected"),
    [
        (SIGNED, ALL_FOUND, True, VerdictState.PROVEN),
        (SIGNED, ALL_FOUND, False, VerdictState.DECLARED),
        (SIGNED, Counted(undecided=("audits",)), True, VerdictState.DECLARED),
        (SIGNED, Counted(accepted=("audits",)), True, VerdictState.DECLARED),
        (SIGNED, Counted(missing=("audits",)), True, VerdictState.CONTRADICTED),
        (SIGNED, Counted(missing=("audits",)), False, VerdictState.MISSING),
        (Terms(), ALL_FOUND, True, VerdictState.MISSING),
        (replace(SIGNED, ends_on=date(2026, 1, 1)), ALL_FOUND, True, VerdictState.EXPIRED),
        (
            replace(SIGNED, ends_on=date(2026, 1, 1), is_renewed=True),
            ALL_FOUND,
            True,
            VerdictState.PROVEN,
        ),
        (replace(SIGNED, ends_on=TODAY), ALL_FOUND, True, VerdictState.PROVEN),
        (replace(SIGNED, review_on=date(2026, 11, 1)), ALL_FOUND, True, VerdictState.EXPIRED),
    ],
)
def test_a_contract_is_proven_only_by_its_paper_in_force_with_each_clause_found(
    terms: Terms, required: Counted, has_file: bool, expected: VerdictState
) -> None:
    assert contract.state_of(terms, required, has_file=has_file, on=TODAY) is expected


def test_a_clause_that_does_not_concern_the_contract_cannot_be_decided() -> None:
    known = reference.clauses_for(hosts_health_data=False)
    with pytest.raises(ContractShapeError):
        contract.ensure_decisions({"hds_locations": Decision(ClauseState.FOUND)}, known)


def test_notice_is_given_so_many_days_before_the_end() -> None:
    terms = Terms(ends_on=date(2026, 12, 31), notice_days=90)
    assert contract.notice_by(terms) == date(2026, 10, 2)


def state_of(record: ProcessorRecord, on: date = TODAY, declared: tuple[bool, ...] = ()) -> str:
    return hosting.state_of(hosting.pieces(record, on=on, declared=declared)).value


def with_certificate(**changes: object) -> ProcessorRecord:
    held = replace(VALID, **changes)  # type: ignore[arg-type]
    return replace(HOST, hosting=replace(HOST.hosting, certificates=(held,)))


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (HOST, "declared"),
        (with_certificate(referential="2018"), "missing"),  # what it covered counts no more
        (with_certificate(expires_on=date(2026, 11, 28)), "missing"),
        (with_certificate(expires_on=None), "missing"),
        (with_certificate(activities=(1, 2, 3)), "missing"),
        (replace(HOST, storage=("FR", "US")), "contradicted"),
        (replace(HOST, storage=("NC",)), "contradicted"),
        (replace(HOST, storage=()), "undetermined"),
        (replace(HOST, accesses=(Access(country="TN"),)), "missing"),
        (replace(HOST, accesses=(Access(country="TN", mechanism="standard_clauses"),)), "declared"),
        (replace(HOST, accesses=(Access(country="TN", mechanism="explicit_consent"),)), "missing"),
        (replace(HOST, hosting=Hosting()), "undetermined"),
        (replace(HOST, hosting=Hosting(hosts_health_data=False)), "not_applicable"),
    ],
)
def test_a_host_is_looked_at_piece_by_piece(record: ProcessorRecord, expected: str) -> None:
    assert state_of(record) == expected


def test_a_certificate_of_2018_counted_until_the_pack_came_into_force() -> None:
    former = with_certificate(referential="2018")
    reasons = {one.id: one.reason for one in hosting.pieces(former, on=TODAY)}
    assert reasons["version"] == "former_version"
    assert state_of(former, on=date(2026, 5, 15)) == "declared"


def test_what_the_register_says_is_held_against_the_certificate() -> None:
    none = replace(HOST, hosting=Hosting(hosts_health_data=True, needed=(1,)))
    assert state_of(none) == "missing"
    assert state_of(none, declared=(True,)) == "contradicted"
    assert state_of(HOST, declared=(False,)) == "contradicted"


def test_the_processor_and_its_own_host_may_cover_the_activities_together() -> None:
    own = replace(VALID, activities=(5,))
    of_host = replace(VALID, number="2", holder="Nuage", activities=(1,))
    both = replace(HOST, hosting=replace(HOST.hosting, certificates=(own, of_host)))
    assert state_of(both) == "declared"


FORMER = replace(VALID, number="0", issued_on=date(2023, 1, 1), expires_on=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("held", "state", "ends_on"),
    [
        ((FORMER, VALID), "declared", date(2028, 1, 1)),
        ((VALID, replace(FORMER, expires_on=date(2026, 12, 31))), "declared", date(2028, 1, 1)),
        (
            (replace(VALID, activities=(1,)), replace(VALID, activities=(5,), expires_on=TODAY)),
            "declared",
            TODAY,
        ),
        ((replace(FORMER, expires_on=date(2025, 1, 1)), FORMER), "missing", date(2026, 1, 1)),
        ((FORMER, replace(VALID, activities=(1,))), "missing", date(2028, 1, 1)),
    ],
)
def test_a_renewed_certificate_may_stay_beside_the_one_in_force(
    held: tuple[Certificate, ...], state: str, ends_on: date
) -> None:
    record = replace(HOST, hosting=replace(HOST.hosting, certificates=held))
    assert state_of(record) == state
    assert hosting.ends_on(record, TODAY) == ends_on


def chained(*subs: SubProcessor, told_on: date | None = date(2026, 6, 1)) -> ProcessorRecord:
    return ProcessorRecord(name="Éditeur", chain_told_on=told_on, sub_processors=subs)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"authorisation": Authorisation.UNKNOWN}, "no_authorisation"),
        ({"authorised_on": None}, "no_date_of_authorisation"),
        ({"chosen_by": Chosen.UNKNOWN}, "not_known_who_chose"),
        ({"chosen_by": Chosen.CONTROLLER}, "no_express_request"),
        ({"objection": Objection.OBJECTED}, "used_despite_objection"),
        ({"authorisation": Authorisation.GENERAL}, "not_announced"),
    ],
)
def test_each_fault_of_the_chain_is_named(changes: dict[str, object], reason: str) -> None:
    sub = replace(GOOD_SUB, **changes)  # type: ignore[arg-type]
    found = chain.faults(chained(sub), objection_days=30, on=TODAY)
    assert [fault.reason for fault in found] == [reason]


def test_one_may_object_until_the_last_day_of_the_period_and_no_longer() -> None:
    sub = replace(GOOD_SUB, authorisation=Authorisation.GENERAL, announced_on=date(2026, 11, 1))
    assert chain.objection_ends(sub, 30) == date(2026, 12, 1)
    assert chain.may_object(sub, 30, date(2026, 12, 1))
    assert not chain.may_object(sub, 30, date(2026, 12, 2))
    assert not chain.may_object(replace(sub, objection=Objection.ACCEPTED), 30, TODAY)


def test_whoever_engages_answers_all_the_way_up() -> None:
    deep = replace(GOOD_SUB, id="b", name="Centre", engaged_by="Nuage")
    found = chain.links(chained(GOOD_SUB, deep))
    assert [(one.sub.name, one.depth, one.answerable) for one in found] == [
        ("Nuage", 1, "Éditeur"),
        ("Centre", 2, "Nuage"),
    ]


def test_a_circle_is_a_fault_and_not_an_endless_walk() -> None:
    one = replace(GOOD_SUB, id="a", name="A", engaged_by="B")
    other = replace(GOOD_SUB, id="b", name="B", engaged_by="A")
    found = chain.faults(chained(one, other), objection_days=30, on=TODAY)
    assert [fault.reason for fault in found] == ["circle", "circle"]
    assert chain.links(chained(one, other)) == ()


@given(
    st.lists(
        st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["", "A", "B", "C", "D", "E", "X"])),
        max_size=8,
    )
)
def test_every_sub_processor_is_in_the_chain_or_in_a_circle(pairs: list[tuple[str, str]]) -> None:
    subs = tuple(
        SubProcessor(id=str(index), name=name, engaged_by=above)
        for index, (name, above) in enumerate(pairs)
    )
    record = chained(*subs)
    reached = {link.sub.id for link in chain.links(record)}
    circled = {sub.id for sub in chain.in_circle(record)}
    assert reached | circled == {sub.id for sub in subs}
    assert not reached & circled


@pytest.mark.parametrize(
    ("record", "has_clause", "expected"),
    [
        (chained(told_on=None), True, "undetermined"),
        (chained(), True, "proven"),
        (chained(GOOD_SUB), False, "declared"),
        (chained(told_on=date(2025, 6, 1)), True, "expired"),
        (chained(replace(GOOD_SUB, chosen_by=Chosen.UNKNOWN)), True, "missing"),
    ],
)
def test_a_chain_that_nobody_told_is_never_good(
    record: ProcessorRecord, has_clause: bool, expected: str
) -> None:
    found = chain.state_of(record, objection_days=30, on=TODAY, has_clause=has_clause)
    assert found.value == expected


@pytest.mark.parametrize(
    ("facts", "has_file", "expected"),
    [
        (None, False, "missing"),
        ({"sent_on": TODAY}, False, "declared"),
        ({"held_on": date(2026, 6, 1), "result": Result.SATISFACTORY}, True, "proven"),
        ({"held_on": date(2026, 6, 1), "result": Result.SATISFACTORY}, False, "declared"),
        ({"held_on": date(2025, 6, 1), "result": Result.SATISFACTORY}, True, "expired"),
        ({"held_on": date(2026, 6, 1), "result": Result.INSUFFICIENT}, True, "contradicted"),
        ({"held_on": date(2027, 6, 1), "result": Result.SATISFACTORY}, True, "missing"),
    ],
)
def test_a_host_is_checked_every_year_with_a_document(
    facts: dict[str, object] | None, has_file: bool, expected: str
) -> None:
    made = ReviewFacts(kind=ReviewKind.AUDIT, **facts) if facts else None  # type: ignore[arg-type]
    found = [(made, has_file)] if made else []
    assert reviewing.state_of(found, on=TODAY, is_host=True).value == expected


@pytest.mark.parametrize(
    ("record", "field", "reason"),
    [
        (ProcessorRecord(name=" "), "name", "required"),
        (ProcessorRecord(name="a", country="ZZ"), "country", "unknown"),
        (ProcessorRecord(name="a", storage=("XX",)), "storage.0", "unknown"),
        (ProcessorRecord(name="a\0"), "name", "forbidden_character"),
        (ProcessorRecord(name="a" * 201), "name", "too_long"),
        (ProcessorRecord(name="a", chain_told_on=date(9999, 1, 1)), "chain_told_on", "implausible"),
        (ProcessorRecord(name="a", hosting=Hosting(needed=(7,))), "hosting.needed", "unknown"),
    ],
)
def test_what_cannot_be_kept_is_named(record: ProcessorRecord, field: str, reason: str) -> None:
    with pytest.raises(RecordShapeError) as caught:
        ensure_keepable(record)
    assert (caught.value.field, caught.value.reason) == (field, reason)


def test_a_record_comes_back_as_it_was_kept() -> None:
    record = replace(HOST, sub_processors=(GOOD_SUB,), accesses=(Access(country="TN"),))
    assert from_json(to_json(record)) == record
    sparse = from_json({"name": "Hôte"})
    assert to_json(sparse) == to_json(ProcessorRecord(name="Hôte"))
    with pytest.raises(RecordShapeError):
        from_json({"name": 3})
