"""DuckDB's statements said to Spark by the pinned sqlglot, and the constructs it says wrongly.

Each refusal was seen to give another answer, or none, on Spark 4.3 from sqlglot 30.30:
`test_spark.py` runs the subset that remains on both engines.
"""

from collections.abc import Callable
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.dialects import DuckDB

from probant.probes.access_logs.errors import EngineError


class Owned(DuckDB):  # type: ignore[misc]
    """DuckDB without $tag$…$tag$ strings: sqlglot reads two `$name` in a row as one of them."""

    class Tokenizer(DuckDB.Tokenizer):  # type: ignore[misc]
        """Only the quotes of standard SQL."""

        HEREDOC_STRINGS: list[str | tuple[str, str]] = []


def _day_of_week(node: exp.Expr) -> bool:
    """Monday is 1, 0 or 2 by the engine: count days from a Monday with date_diff instead."""
    names = {"WEEKDAY", "ISODOW", "DOW"}
    is_part = isinstance(node, exp.Extract) and node.name.upper() in names
    is_anonymous = isinstance(node, exp.Anonymous) and node.name.upper() in names
    return is_part or is_anonymous or isinstance(node, exp.DayOfWeek | exp.DayOfWeekIso)


def _limited_qualify(node: exp.Expr) -> bool:
    """The limit would be applied before the QUALIFY: filter in an outer SELECT instead."""
    return isinstance(node, exp.Qualify) and bool(
        node.parent and (node.parent.args.get("limit") or node.parent.args.get("order"))
    )


def _ordered_list(node: exp.Expr) -> bool:
    """COLLECT_LIST has no order: list_sort the list instead."""
    return isinstance(node, exp.ArrayAgg) and node.find(exp.Order) is not None


def _boundaries(node: exp.Expr) -> bool:
    """DuckDB counts the boundaries passed, Spark whole units: equal for days and microseconds."""
    if not isinstance(node, exp.DateDiff):
        return False
    return node.text("unit").upper() not in {"DAY", "MICROSECOND"}


def _quantile(node: exp.Expr) -> bool:
    """Said as a function of two arguments, which Spark lacks: use WITHIN GROUP (ORDER BY …)."""
    is_quantile = isinstance(node, exp.PercentileCont | exp.PercentileDisc)
    return is_quantile and node.args.get("expression") is not None


def _unportable(node: exp.Expr) -> bool:
    """Another value by the engine, or unknown to Spark."""
    unknown = {"HASH", "EPOCH", "EPOCH_MS", "EPOCH_US", "UNNEST"}
    if isinstance(node, exp.Anonymous):
        return node.name.upper() in unknown
    is_asof = isinstance(node, exp.Join) and node.text("method").upper() == "ASOF"
    return is_asof or isinstance(node, exp.Unnest)


REFUSALS: dict[str, Callable[[exp.Expr], bool]] = {
    "day_of_week": _day_of_week,
    "limited_qualify": _limited_qualify,
    "ordered_list": _ordered_list,
    "date_diff_unit": _boundaries,
    "quantile": _quantile,
    "unportable": _unportable,
}


def _require_portable(tree: exp.Expr) -> None:
    for node in tree.walk():
        for reason, is_refused in REFUSALS.items():
            if is_refused(node):
                raise EngineError(where=reason)


@lru_cache(maxsize=512)
def to_spark(sql: str) -> str:
    """The same statement for Spark; `$name` becomes `:name`, a parameter there too."""
    tree = sqlglot.parse_one(sql, read=Owned)
    _require_portable(tree)
    return tree.sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


@lru_cache(maxsize=512)
def names(sql: str) -> frozenset[str]:
    """The `$name` values that a statement asks for."""
    tree = sqlglot.parse_one(sql, read=Owned)
    return frozenset(node.name for node in tree.find_all(exp.Placeholder))
