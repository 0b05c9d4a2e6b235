"""The lines of a file as values; what a line cannot say is a fault with its line and column."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from probant.register.exchange.sheets import Sheet
from probant.training.domain.names import line as one_line
from probant.training.domain.phishing import Reaction, Result
from probant.training.importing.fields import Choices

LONGEST = {"name": 200, "function": 100, "service": 100, "address": 254}
YEARS = range(1950, 2101)
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y")
NO = frozenset({"", "0", "non", "no", "n", "faux", "false", "absent", "absente", "excusé",
                "excusée", "-", "—", "none", "null", "never"})  # fmt: skip
STATUSES: tuple[tuple[str, Reaction], ...] = (
    ("submitted", Reaction.SUBMITTED),
    ("saisi", Reaction.SUBMITTED),
    ("clicked", Reaction.CLICKED),
    ("cliqu", Reaction.CLICKED),
    ("opened", Reaction.OPENED),
    ("ouvert", Reaction.OPENED),
    ("reported", Reaction.NONE),
    ("signal", Reaction.NONE),
    ("sent", Reaction.NONE),
    ("envoy", Reaction.NONE),
    ("delivered", Reaction.NONE),
    ("no action", Reaction.NONE),
)
NOT_RECEIVED = ("error", "erreur", "scheduled", "sending", "retrying", "bounce")


class Code(StrEnum):
    """Why a value is not taken."""

    REQUIRED = "required"
    TOO_LONG = "too_long"
    NOT_A_DAY = "not_a_day"
    LEAVES_BEFORE = "leaves_before"
    NOT_AN_ADDRESS = "not_an_address"
    UNKNOWN_STATUS = "unknown_status"
    TWICE = "twice"
    NOBODY = "nobody"
    SEVERAL = "several"


@dataclass(frozen=True)
class Fault:
    """One value of one line; `line` is the number that the spreadsheet shows."""

    line: int
    field: str
    code: Code
    value: str = ""


@dataclass(frozen=True)
class Line:
    """One line understood: its number and its values, dates and booleans as such."""

    number: int
    values: Mapping[str, str]
    arrived_on: date | None = None
    left_on: date | None = None
    is_present: bool = True


class RefusedValueError(Exception):
    """A value that the line cannot have."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def lines(sheet: Sheet, choices: Choices) -> tuple[list[Line], list[Fault]]:
    """Every line below the titles, read or refused; empty ones are passed over."""
    read: list[Line] = []
    faults: list[Fault] = []
    for number, values in _filled(sheet, choices):
        try:
            read.append(_line(number, values, set(choices.fills.values())))
        except RefusedValueError as error:
            faults.append(error.fault)
    return read, faults


def results(sheet: Sheet, choices: Choices) -> tuple[list[Result], list[Fault]]:
    """The lines of a phishing exercise; messages that were never received are not counted."""
    read: list[Result] = []
    faults: list[Fault] = []
    for number, values in _filled(sheet, choices):
        try:
            found = _result(number, values)
        except RefusedValueError as error:
            faults.append(error.fault)
        else:
            read.extend([found] if found else [])
    return read, faults


def day(said: str) -> date | None:
    """A day as spreadsheets and people write it; None where it is no plausible day."""
    text = said.strip().partition(" ")[0].partition("T")[0]
    for form in DAYS:
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
        return found if found.year in YEARS else None
    return None


def is_yes(said: str) -> bool:
    """Anything that is not a no: a tick, a signature, an instant."""
    return said.strip().casefold() not in NO


def _filled(sheet: Sheet, choices: Choices) -> Iterator[tuple[int, dict[str, str]]]:
    for at, row in enumerate(sheet.rows[choices.header + 1 :], start=choices.header + 2):
        values = {id_: one_line(row[at_]) for at_, id_ in choices.fills.items() if at_ < len(row)}
        if any(values.values()):
            yield at, values


def _line(number: int, values: dict[str, str], filled: set[str]) -> Line:
    name = " ".join(filter(None, [values.pop("first_name", ""), values.get("name", "")]))
    if not values.get("name"):
        raise RefusedValueError(Fault(number, "name", Code.REQUIRED))
    values["name"] = name
    _ensure_short(number, values)
    arrived, left = (_day(number, field, values) for field in ("arrived_on", "left_on"))
    if arrived and left and left < arrived:
        raise RefusedValueError(Fault(number, "left_on", Code.LEAVES_BEFORE, values["left_on"]))
    present = is_yes(values.get("is_present", "")) if "is_present" in filled else True
    return Line(number, values, arrived, left, is_present=present)


def _result(number: int, values: Mapping[str, str]) -> Result | None:
    address = values.get("address", "")
    if not address:
        raise RefusedValueError(Fault(number, "address", Code.REQUIRED))
    _ensure_short(number, values)
    if address.count("@") != 1 or address.startswith("@") or address.endswith("@"):
        raise RefusedValueError(Fault(number, "address", Code.NOT_AN_ADDRESS, address))
    status = values.get("status", "").casefold()
    if any(word in status for word in NOT_RECEIVED):
        return None
    reactions = [_of_status(number, values.get("status", "")), *_of_columns(values)]
    gravest = max(reactions, key=list(Reaction).index)
    reported = "report" in status or "signal" in status or is_yes(values.get("reported", ""))
    return Result(address, values.get("service", ""), gravest, reported)


def _of_status(number: int, said: str) -> Reaction:
    if not said:
        return Reaction.NONE
    for word, reaction in STATUSES:
        if word in said.casefold():
            return reaction
    raise RefusedValueError(Fault(number, "status", Code.UNKNOWN_STATUS, said))


def _of_columns(values: Mapping[str, str]) -> Sequence[Reaction]:
    told = ("opened", "clicked", "submitted")
    return [Reaction(name) for name in told if is_yes(values.get(name, ""))]


def _ensure_short(number: int, values: Mapping[str, str]) -> None:
    for field, most in LONGEST.items():
        if len(values.get(field, "")) > most:
            raise RefusedValueError(Fault(number, field, Code.TOO_LONG, values[field][:40]))


def _day(number: int, field: str, values: Mapping[str, str]) -> date | None:
    said = values.get(field, "")
    if not said:
        return None
    found = day(said)
    if found is None:
        raise RefusedValueError(Fault(number, field, Code.NOT_A_DAY, said[:40]))
    return found
