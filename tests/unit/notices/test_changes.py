from dataclasses import replace

from probant.notices.domain.changes import Kind, differences, fingerprint
from probant.notices.domain.facts import Audience, Facts, from_json, gather, to_json
from probant.register.domain.record import ActivityRecord, Measure, ProcessorLine, Recipient
from tests.unit.notices.practice import CONTROLLER, facts, records

RECORD_ID = "practice_patient_record"


def changed(**fields: object) -> Facts:
    record = replace(records()[RECORD_ID], **fields)  # type: ignore[arg-type]
    return gather(Audience.PATIENTS, records() | {RECORD_ID: record}, CONTROLLER)


def test_what_the_public_would_not_see_leaves_the_notice_as_it_is() -> None:
    after = changed(notes="Relire en mars", measures=(Measure(measure="updates"),), review_on=None)

    assert fingerprint(after) == fingerprint(facts())
    assert differences(facts(), after, "fr") == ()


def test_the_order_and_the_ids_of_activities_do_not_count() -> None:
    found = list(records().items())
    shuffled = {f"other-{id_}": record for id_, record in reversed(found)}

    assert fingerprint(gather(Audience.PATIENTS, shuffled, CONTROLLER)) == fingerprint(facts())


def test_a_new_recipient_is_told_as_an_addition() -> None:
    record = records()[RECORD_ID]
    added = Recipient(name="Institut Inventé", category="other")

    (found,) = differences(facts(), changed(recipients=(*record.recipients, added)), "fr")

    assert (found.kind, found.item, found.subject) == (
        Kind.ADDED,
        "recipients",
        "Institut Inventé",
    )


def test_a_processor_that_left_is_told_as_a_removal() -> None:
    before = changed(processors=(ProcessorLine(name="Agenda SARL", service="Agenda"),))

    found = {(item.kind, item.subject) for item in differences(before, facts(), "fr")}

    assert (Kind.REMOVED, "Agenda SARL") in found


def test_another_retention_is_told_before_and_after() -> None:
    record = records()[RECORD_ID]
    lines = tuple(
        replace(line, retention=replace(line.retention, rule="", active="P30Y"))
        for line in record.data_lines
    )

    (found,) = differences(facts(), changed(data_lines=lines), "fr")

    assert found.kind is Kind.CHANGED
    assert found.before.startswith("5\N{NO-BREAK SPACE}ans")
    assert found.after == "30\N{NO-BREAK SPACE}ans."


def test_another_address_makes_the_notice_stale() -> None:
    moved = replace(facts(), controller=replace(CONTROLLER, address="2 rue Inventée"))

    assert fingerprint(moved) != fingerprint(facts())
    assert {item.item for item in differences(facts(), moved, "fr")} == {"controller"}


def test_a_new_activity_changes_what_is_told() -> None:
    new = ActivityRecord(name="Sondage", data_subjects=("patients",))
    after = gather(Audience.PATIENTS, records() | {"new": new}, CONTROLLER)

    assert "Sondage" in {item.subject for item in differences(facts(), after, "fr")}


def test_facts_survive_being_kept() -> None:
    assert fingerprint(from_json(to_json(facts()))) == fingerprint(facts())
