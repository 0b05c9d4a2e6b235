from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from probant.guided_start.domain.plan import Held, Made, Plan, Reason, fingerprint, plan
from probant.register.domain.record import ActivityRecord, ProcessorLine
from probant.register.domain.status import Status

RECORD = ActivityRecord(name="Rendez-vous")
MADE = {"t": Made("a", fingerprint(RECORD))}


def held(record: ActivityRecord = RECORD, status: Status = Status.DRAFT, **more: bool) -> Held:
    return Held("a", "t", record, status, 1, **more)


def of(plan_: Plan) -> tuple[int, int, int, int, int]:
    found = plan_.creations, plan_.changes, plan_.removals, plan_.decisions, plan_.kept
    return tuple(map(len, found))  # type: ignore[return-value]


def test_what_is_wanted_and_absent_is_created() -> None:
    assert of(plan({"t": RECORD}, {}, {})) == (1, 0, 0, 0, 0)


def test_what_was_made_and_is_still_wanted_is_kept() -> None:
    assert of(plan({"t": RECORD}, MADE, {"a": held()})) == (0, 0, 0, 0, 1)


def test_what_was_made_and_deleted_by_hand_is_made_again_when_wanted() -> None:
    assert of(plan({"t": RECORD}, MADE, {})) == (1, 0, 0, 0, 0)


def test_another_answer_changes_what_nobody_edited() -> None:
    found = plan({"t": replace(RECORD, summary="Autre")}, MADE, {"a": held()})

    assert of(found) == (0, 1, 0, 0, 0)


def test_another_answer_leaves_what_somebody_edited_to_be_decided() -> None:
    edited = held(replace(RECORD, notes="À nous"))

    found = plan({"t": replace(RECORD, summary="Autre")}, MADE, {"a": edited})

    assert [step.reason for step in found.decisions] == [Reason.EDITED_AND_DIFFERENT]
    assert found.is_empty


def test_an_edited_activity_that_the_answers_still_want_stays_without_a_question() -> None:
    edited = held(replace(RECORD, notes="À nous"))

    assert of(plan({"t": RECORD}, MADE, {"a": edited})) == (0, 0, 0, 0, 1)


def test_what_is_no_longer_wanted_goes_when_nobody_edited_it() -> None:
    (removal,) = plan({}, MADE, {"a": held()}).removals

    assert removal.is_deletion


def test_what_was_validated_once_is_archived_rather_than_deleted() -> None:
    validated = held(status=Status.VALIDATED, was_validated=True)

    (removal,) = plan({}, MADE, {"a": validated}).removals

    assert not removal.is_deletion


def test_who_may_not_archive_is_asked_to_have_it_decided() -> None:
    validated = held(status=Status.VALIDATED, was_validated=True)

    found = plan({}, MADE, {"a": validated}, may_archive=False)

    assert [step.reason for step in found.decisions] == [Reason.VALIDATED_AND_UNWANTED]


def test_what_is_no_longer_wanted_and_was_edited_is_kept_and_listed() -> None:
    found = plan({}, MADE, {"a": held(replace(RECORD, notes="À nous"))})

    assert [step.reason for step in found.decisions] == [Reason.EDITED_AND_UNWANTED]


def test_a_review_date_is_a_person_s_own_and_no_edit() -> None:
    reviewed = held(replace(RECORD, review_on=date(2027, 1, 1)))
    found = plan({"t": replace(RECORD, summary="Autre")}, MADE, {"a": reviewed})

    assert found.changes[0].record.review_on == date(2027, 1, 1)


def test_an_activity_archived_by_hand_is_not_brought_back() -> None:
    found = plan({"t": RECORD}, MADE, {"a": held(status=Status.ARCHIVED)})

    assert [step.reason for step in found.decisions] == [Reason.ARCHIVED_AND_WANTED]


def test_an_activity_made_by_hand_from_the_template_is_not_doubled() -> None:
    found = plan({"t": RECORD}, {}, {"a": held(replace(RECORD, notes="À nous"))})

    assert found.kept[0].is_adopted
    assert found.is_empty


def test_what_the_guided_start_did_not_make_is_never_removed() -> None:
    assert of(plan({}, {}, {"a": held()})) == (0, 0, 0, 0, 0)


IDS = st.sampled_from(["a", "b", "c", "d"])
RECORDS = st.dictionaries(IDS, st.sampled_from("xyz").map(lambda name: ActivityRecord(name=name)))


def applied(found: Plan, before: Mapping[str, Held]) -> tuple[dict[str, Made], dict[str, Held]]:
    """What the register and the memory of the guided start are after a plan."""
    register, made = dict(before), dict(found.made)
    for removal in found.removals:
        del register[removal.held.activity_id]
        del made[removal.template_id]
    written = [(step.template_id, step.record) for step in found.creations]
    written += [(step.template_id, step.record) for step in found.changes]
    for template_id, record in written:
        register[template_id] = Held(template_id, template_id, record, Status.DRAFT, 1)
        made[template_id] = Made(template_id, fingerprint(record))
    return made, register


@given(first=RECORDS, second=RECORDS)
def test_a_plan_is_idempotent_and_reversible(
    first: dict[str, ActivityRecord], second: dict[str, ActivityRecord]
) -> None:
    made, register = applied(plan(first, {}, {}), {})
    assert plan(first, made, register).is_empty

    made_then, register_then = applied(plan(second, made, register), register)
    assert {id_: item.record for id_, item in register_then.items()} == second

    back, register_back = applied(plan(first, made_then, register_then), register_then)
    assert {id_: item.record for id_, item in register_back.items()} == first
    assert back == made


def test_an_activity_made_by_hand_lacks_a_provider_that_the_answers_name() -> None:
    named = replace(RECORD, processors=(ProcessorLine(name="Agendoc"),))

    found = plan({"t": named}, {}, {"a": held(replace(RECORD, notes="À nous"))})

    assert [step.reason for step in found.decisions] == [Reason.ADOPTED_WITHOUT_PROVIDER]


def test_an_untouched_activity_made_by_hand_follows_the_answers_and_is_never_removed() -> None:
    adopted = {"t": replace(MADE["t"], is_adopted=True)}

    assert of(plan({"t": replace(RECORD, summary="Autre")}, adopted, {"a": held()})) == (
        0, 1, 0, 0, 0,
    )  # fmt: skip
    assert of(plan({}, adopted, {"a": held()})) == (0, 0, 0, 0, 0)
