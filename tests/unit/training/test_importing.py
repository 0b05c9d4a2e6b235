import pytest

from probant.register.exchange.sheets import Sheet
from probant.training.domain.names import key_of
from probant.training.domain.phishing import Reaction
from probant.training.importing import fields, rows
from probant.training.importing.fields import Choices

GOPHISH = ("id", "status", "ip", "latitude", "longitude", "send_date", "reported",
           "modified_date", "email", "first_name", "last_name", "position")  # fmt: skip


def sheet(*lines: tuple[str, ...]) -> Sheet:
    return Sheet("CSV", lines)


def read(kind: str, *lines: tuple[str, ...]) -> Choices:
    return fields.propose(kind, lines, "CSV")


def test_the_columns_of_gophish_are_recognised() -> None:
    found = read("phishing", GOPHISH)

    assert {GOPHISH[at]: id_ for at, id_ in found.fills.items()} == {
        "status": "status",
        "reported": "reported",
        "email": "address",
        "position": "service",
    }


@pytest.mark.parametrize(
    ("status", "reported", "expected"),
    [
        ("Email Sent", "false", (Reaction.NONE, False)),
        ("Email Opened", "false", (Reaction.OPENED, False)),
        ("Clicked Link", "true", (Reaction.CLICKED, True)),
        ("Submitted Data", "false", (Reaction.SUBMITTED, False)),
        ("Email Reported", "", (Reaction.NONE, True)),
    ],
)
def test_the_statuses_of_gophish_are_understood(
    status: str, reported: str, expected: tuple[Reaction, bool]
) -> None:
    line = ("1", status, "", "", "", "", reported, "", "a@h.invalid", "A", "B", "Urgences")

    found, faults = rows.results(sheet(GOPHISH, line), read("phishing", GOPHISH))

    assert [(one.reaction, one.is_reported) for one in found] == [expected]
    assert faults == []


def test_messages_never_received_are_not_counted_and_others_words_are_told_by_line() -> None:
    error = ("1", "Error", "", "", "", "", "", "", "a@h.invalid", "", "", "")
    strange = ("2", "Danced", "", "", "", "", "", "", "b@h.invalid", "", "", "")

    found, faults = rows.results(sheet(GOPHISH, error, strange), read("phishing", GOPHISH))

    assert found == []
    assert [(one.line, one.field, one.code) for one in faults] == [(3, "status", "unknown_status")]


def test_titles_below_a_heading_are_found_and_names_are_joined() -> None:
    lines = (
        ("Feuille de présence", "", ""),
        ("Nom", "Prénom", "Émargement"),
        ("Inventée", "Ana", "X"),
        ("Inventé", "Bob", ""),
    )
    choices = read("attendance", *lines)

    found, faults = rows.lines(sheet(*lines), choices)

    assert choices.header == 1
    assert [(one.number, one.values["name"], one.is_present) for one in found] == [
        (3, "Ana Inventée", True),
        (4, "Bob Inventé", False),
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (("", "1/2/2020", ""), ("name", "required")),
        (("Ana", "31/02/2026", ""), ("arrived_on", "not_a_day")),
        (("Ana", "01/01/0001", ""), ("arrived_on", "not_a_day")),
        (("Ana", "02/01/2026", "01/01/2026"), ("left_on", "leaves_before")),
        (("A" * 201, "", ""), ("name", "too_long")),
    ],
)
def test_what_a_line_cannot_say_is_told_with_its_place(
    line: tuple[str, str, str], fault: tuple[str, str]
) -> None:
    titles = ("Nom", "Date d'arrivée", "Date de départ")

    found, faults = rows.lines(sheet(titles, line), read("staff", titles))

    assert found == []
    assert [(one.line, one.field, one.code) for one in faults] == [(2, *fault)]


@pytest.mark.parametrize("spelt", ["DUPONT Éric", "Eric  Dupont", "M. Éric Dupont", "dupont-eric"])
def test_one_name_spelt_in_several_ways_is_one(spelt: str) -> None:
    assert key_of(spelt) == key_of("Éric Dupont")
