"""How much context there is over an interval: what the verdicts rest on, and could not see."""

from datetime import date, datetime, time, timedelta
from typing import Any

from probant.probes.access_logs.context.tables import TABLES
from probant.probes.access_logs.engine.protocol import Engine
from probant.probes.access_logs.result import Coverage

FROM = {"appointments": '"at"', "orders": '"at"', "identities": '"at"'}


def coverage(engine: Engine, since: date, until: date) -> list[Coverage]:
    """One for each table, in their order; shares are of those seen in the logs of the interval."""
    values = {"since": since, "until": until, **_instants(since, until)}
    for name, column in (("account", "actor_id"), ("patient_id", "patient_id")):
        engine.make(f"logged_{name}", _logged(name, column), values)
    return [_of_table(engine, table, values) for table in TABLES]


def _instants(since: date, until: date) -> dict[str, datetime]:
    start = datetime.combine(since, time.min)
    return {"start": start, "end": datetime.combine(until + timedelta(days=1), time.min)}


def _logged(name: str, column: str) -> str:
    return (
        f"SELECT DISTINCT {column} AS {name} FROM events"  # noqa: S608  our own names
        f" WHERE day BETWEEN $since AND $until AND {column} IS NOT NULL"
    )


def _of_table(engine: Engine, table: str, values: dict[str, Any]) -> Coverage:
    names = set(TABLES[table].names)
    where = _where(table, names)
    dated = FROM.get(table) or ("from_at" if "from_at" in names else None)
    ended = "to_at" if "to_at" in names else dated
    bounds = f"MIN({dated}), MAX({ended})" if dated else "NULL, NULL"
    text = f"SELECT COUNT(*), {bounds} FROM {table} {where}"  # noqa: S608  our own names
    rows, first, last = next(engine.rows(text, values))
    return Coverage(
        table=table,
        rows=rows,
        first_at=first,
        last_at=last,
        share_of_accounts=_share(engine, "account", table, where, values, names),
        share_of_patients=_share(engine, "patient_id", table, where, values, names),
    )


def _where(table: str, names: set[str]) -> str:
    """Rows that bear on the interval; posts, relations and identities always do."""
    if table in {"appointments", "orders"}:
        return 'WHERE "at" >= $start AND "at" < $end'
    if {"from_at", "to_at"} <= names:
        return "WHERE (from_at IS NULL OR from_at < $end) AND (to_at IS NULL OR to_at >= $start)"
    return ""


def _share(  # noqa: PLR0913, PLR0917  the parts of one statement
    engine: Engine,
    name: str,
    table: str,
    where: str,
    values: dict[str, Any],
    names: set[str],
) -> float | None:
    """None where the table does not name them, or the logs name none."""
    if name not in names:
        return None
    known = f"SELECT {name} FROM {table} {where}"  # noqa: S608  our own names
    if name == "account" and table != "staff":
        known = f"SELECT COALESCE(s.account, k.account) AS account FROM ({known}) AS k LEFT JOIN staff AS s ON s.person = k.account"  # noqa: S608, E501
    text = (
        f"SELECT COUNT(*), COALESCE(SUM(CASE WHEN k.{name} IS NULL THEN 0 ELSE 1 END), 0)"  # noqa: S608
        f" FROM logged_{name} AS l LEFT JOIN (SELECT DISTINCT {name} FROM ({known}) AS t) AS k"
        f" ON k.{name} = l.{name}"
    )
    total, found = next(engine.rows(text, values))
    return found / total if total else None
