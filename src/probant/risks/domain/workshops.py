"""EBIOS Risk Manager's tables as values: rows with codes, their figures, the risks they feed.

The tables and their columns are data (`reference/data/risks/ebios.yaml`). A row has a code that it
keeps (ER2, PP1…): other tables name it by that code.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from probant.common.errors import ProbantError
from probant.reference import risks as reference
from probant.reference.risks import Column, TableText
from probant.risks.domain.risk import MOST_LINE, MOST_TEXT, Risk

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]
MOST_ROWS = 100
FULL = 4


class TableShapeError(ProbantError):
    """A row that the table cannot hold; `row` counts from 1, `column` is its id."""

    def __init__(self, table: str, row: int, column: str) -> None:
        super().__init__(table, row, column)
        self.table, self.row, self.column = table, row, column


def checked(table: str, rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The rows, typed, each with its code; TableShapeError names the first fault."""
    if table not in reference.workshops().tables:
        raise TableShapeError(table, 0, "")
    text = reference.workshops().tables[table]
    found = list(rows)
    if len(found) > MOST_ROWS:
        raise TableShapeError(table, MOST_ROWS, "")
    typed = [_typed(table, text, place, row) for place, row in enumerate(found, start=1)]
    return _coded(text.prefix, typed)


def is_empty(row: Mapping[str, Any]) -> bool:
    """A row that says nothing but its code and defaults."""
    return not any(value for name, value in row.items() if name != "code" and value is not True)


def computed(table: str, row: Mapping[str, Any]) -> float | None:
    """The figure that a row gives, or None while a part of it is missing."""
    name = reference.workshops().tables[table].computed
    if name == "relevance":
        parts = [row.get(part) for part in ("motivation", "resources", "activity_level")]
        known = [part for part in parts if part]
        return round(sum(known) / len(known), 1) if len(known) == len(parts) else None
    if name == "threat_level":
        exposure, reliability = (
            _product(row, "dependency", "penetration"),
            _product(row, "maturity", "trust"),
        )
        return round(exposure / reliability, 2) if exposure and reliability else None
    return None


def risks_of(tables: Tables) -> list[Risk]:
    """One risk an operational scenario: its severity is that of the feared event it leads to."""
    return [_risk(row, tables) for row in tables.get("operational", ()) if row.get("name")]


def row_of(tables: Tables, table: str, code: str) -> Row:
    """The row that a code names; empty where there is none any more."""
    return next((row for row in tables.get(table, ()) if row.get("code") == code), {})


def title_of(table: str, row: Mapping[str, Any]) -> str:
    """A row as other tables name it: ER2 – Dossiers publiés."""
    columns = reference.workshops().tables[table].columns
    names = [str(row.get(column.id) or "") for column in columns if column.kind in _NAMING]
    said = " → ".join(filter(None, names[:2])) if table == "pairs" else next(iter(names), "")
    return f"{row.get('code', '')} – {said}"[:MOST_LINE]


_NAMING = {"text", "long"}


def _risk(row: Row, tables: Tables) -> Risk:
    strategic = row_of(tables, "strategic", row.get("scenario", ""))
    event = row_of(tables, "events", strategic.get("event", ""))
    value = row_of(tables, "values", event.get("value", ""))
    stakeholder = row_of(tables, "stakeholders", strategic.get("stakeholder", ""))
    steps = [str(row.get(step) or "") for step in ("know", "enter", "find", "exploit")]
    supports = "\n".join(filter(None, [value.get("assets", ""), stakeholder.get("name", "")]))
    return Risk(
        title=str(row["name"])[:MOST_LINE],
        feared=str(event.get("event") or ""),
        origin="external_deliberate",
        criteria=(event["criterion"],) if event.get("criterion") else (),
        activities=(value["activity"],) if value.get("activity") else (),
        supports=supports,
        vulnerability=" → ".join(filter(None, steps)),
        severity=event.get("severity"),
        likelihood=row.get("likelihood"),
        source=f"ebios:{row['code']}",
    )


def _typed(table: str, text: TableText, place: int, row: Mapping[str, Any]) -> Row:
    made: Row = {"code": str(row.get("code") or "")}
    unknown = set(row) - {"code", *(column.id for column in text.columns)}
    if unknown:
        raise TableShapeError(table, place, min(unknown))
    for column in text.columns:
        try:
            made[column.id] = _value(column, row.get(column.id))
        except (ValueError, TypeError):
            raise TableShapeError(table, place, column.id) from None
    return made


def _value(column: Column, given: Any) -> Any:  # noqa: ANN401  JSON
    """ValueError where the column cannot hold it."""
    if column.kind == "yes_no":
        return given in (True, "yes", "true", "on")
    if given in (None, ""):
        return None if column.kind == "scale" else ""
    if column.kind == "scale":
        return _step(given)
    said = str(given)
    most = MOST_TEXT if column.kind == "long" else MOST_LINE
    if len(said) > most or not isinstance(given, str):
        raise ValueError
    if column.kind == "choice" and said not in reference.vocabulary().criteria:
        raise ValueError
    return said


def _step(given: Any) -> int:  # noqa: ANN401  JSON
    step = int(given)
    if isinstance(given, bool) or not 1 <= step <= FULL:
        raise ValueError
    return step


def _coded(prefix: str, rows: list[Row]) -> list[Row]:
    """A code is given once and never again to another row of the table."""
    used = [row["code"] for row in rows if _is_code(prefix, row["code"])]
    following = max((int(code[len(prefix) :]) for code in used), default=0)
    seen: set[str] = set()
    for row in rows:
        if not _is_code(prefix, row["code"]) or row["code"] in seen:
            following += 1
            row["code"] = f"{prefix}{following}"
        seen.add(row["code"])
    return rows


def _is_code(prefix: str, code: str) -> bool:
    number = code.removeprefix(prefix)
    return code.startswith(prefix) and number.isascii() and number.isdecimal() and len(number) < 6  # noqa: PLR2004  more rows than any table has


def _product(row: Mapping[str, Any], one: str, other: str) -> int:
    return int(row.get(one) or 0) * int(row.get(other) or 0)
