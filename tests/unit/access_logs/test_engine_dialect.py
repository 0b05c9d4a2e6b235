"""What is said to Spark, and the constructs that would be said wrongly."""

import pytest

from probant.probes.access_logs.engine.dialect import names, to_spark
from probant.probes.access_logs.errors import EngineError


def test_names_become_parameters_even_two_in_a_row() -> None:
    sql = "SELECT a FROM e WHERE a IN ($a_0,$a_1) AND ts >= $since AND b = '$not_a_name'"
    assert to_spark(sql) == (
        "SELECT a FROM e WHERE a IN (:a_0, :a_1) AND ts >= :since AND b = '$not_a_name'"
    )
    assert names(sql) == {"a_0", "a_1", "since"}


def test_times_have_no_zone_and_nulls_sort_as_in_duckdb() -> None:
    assert to_spark("SELECT CAST(a AS TIMESTAMP) AS t FROM e ORDER BY a") == (
        "SELECT CAST(a AS TIMESTAMP_NTZ) AS t FROM e ORDER BY a NULLS LAST"
    )


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELECT isodow(day) FROM e", "day_of_week"),
        ("SELECT weekday(day) FROM e", "day_of_week"),
        ("SELECT dayofweek(day) FROM e", "day_of_week"),
        ("SELECT extract(isodow FROM day) FROM e", "day_of_week"),
        (
            "SELECT a FROM e QUALIFY row_number() OVER (PARTITION BY b) = 1 LIMIT 3",
            "limited_qualify",
        ),
        ("SELECT list(a ORDER BY b) FROM e", "ordered_list"),
        ("SELECT date_diff('minute', a, b) FROM e", "date_diff_unit"),
        ("SELECT quantile_cont(a, 0.99) FROM e", "quantile"),
        ("SELECT hash(a) FROM e", "unportable"),
        ("SELECT epoch_us(a) FROM e", "unportable"),
        ("SELECT * FROM e ASOF JOIN f ON e.a >= f.a", "unportable"),
        ("SELECT a FROM e, unnest(e.xs) AS u(a)", "unportable"),
    ],
)
def test_what_sqlglot_says_wrongly_is_refused(sql: str, reason: str) -> None:
    with pytest.raises(EngineError) as refused:
        to_spark(sql)
    assert refused.value.where == reason
