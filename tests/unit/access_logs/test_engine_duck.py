"""DuckDB in process: what it may reach, how values are bound, what an empty view is."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from probant.probes.access_logs.engine.duck import Duck
from probant.probes.access_logs.engine.protocol import listed
from probant.probes.access_logs.errors import EngineError
from probant.probes.access_logs.event import KEPT

AT = datetime(2025, 3, 30, 2, 30, 0, 7, tzinfo=UTC).replace(tzinfo=None)
FEW = pa.schema([("actor_id", pa.string()), ("ts", pa.timestamp("us"))])


def written(folder: Path, name: str = "a.parquet") -> str:
    folder.mkdir(exist_ok=True)
    table = pa.table({"actor_id": ["a", "b"], "ts": [AT, AT]}, schema=FEW)
    pq.write_table(table, folder / name)
    return str(folder / name)


@pytest.fixture
def duck(tmp_path: Path) -> Iterator[Duck]:
    with Duck(tmp_path / "store", spill=tmp_path / "spill", memory="200MB") as engine:
        yield engine


def test_a_view_names_the_rows_of_its_files(duck: Duck, tmp_path: Path) -> None:
    duck.view("few", [written(tmp_path / "store"), written(tmp_path / "store", "b.parquet")], FEW)
    assert list(duck.rows("SELECT count(*), max(ts) FROM few")) == [(4, AT)]


def test_a_view_of_no_file_has_every_column_and_no_row(duck: Duck) -> None:
    duck.view("events", [], KEPT)
    assert list(duck.rows("SELECT * FROM events WHERE day = $day", {"day": date(2025, 1, 1)})) == []
    described = list(duck.rows("DESCRIBE events"))
    assert [column[0] for column in described] == KEPT.names


def test_a_folder_named_like_a_pattern_is_read_as_it_is(duck: Duck, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    duck.view("few", [written(folder / "s[ab]*?")], FEW)
    written(folder / "sa__")
    assert list(duck.rows("SELECT count(*) FROM few")) == [(2,)]


@pytest.mark.parametrize("beside", ["outside", "store-of-another", "store/../outside"])
def test_files_outside_the_folders_given_are_not_read(
    duck: Duck, tmp_path: Path, beside: str
) -> None:
    (tmp_path / "store").mkdir()
    path = written(tmp_path / beside)
    with pytest.raises(duckdb.PermissionException):
        duck.view("few", [path], FEW)


def test_files_outside_are_not_written_nor_databases_attached(duck: Duck, tmp_path: Path) -> None:
    for statement in (f"COPY (SELECT 1) TO '{tmp_path}/x.csv'", f"ATTACH '{tmp_path}/x.db'"):
        with pytest.raises(duckdb.PermissionException):
            list(duck.rows(statement))


@pytest.mark.parametrize(
    "statement", ["INSTALL httpfs", "LOAD httpfs", "FROM 'https://example.org/a.parquet'"]
)
def test_no_extension_and_no_network(duck: Duck, statement: str) -> None:
    with pytest.raises(duckdb.Error, match=r"disabled (by|through) configuration"):
        list(duck.rows(statement))


def test_a_statement_cannot_loosen_the_settings(duck: Duck) -> None:
    with pytest.raises(duckdb.InvalidInputException, match="locked"):
        list(duck.rows("SET memory_limit = '10GB'"))


def test_a_value_is_bound_and_never_read_as_sql(duck: Duck) -> None:
    nasty = "x' OR 1=1 --"
    assert list(duck.rows("SELECT $name, 1", {"name": nasty})) == [(nasty, 1)]
    duck.make("kept", "SELECT $name AS name", {"name": nasty, "not_asked": 1})
    assert list(duck.rows("FROM kept")) == [(nasty,)]


def test_a_python_variable_is_no_table(duck: Duck) -> None:
    secret = pa.table({"a": [1]})
    assert secret.num_rows
    with pytest.raises(duckdb.CatalogException):
        list(duck.rows("SELECT * FROM secret"))


def test_a_name_that_is_not_a_word_is_refused(duck: Duck) -> None:
    with pytest.raises(EngineError) as refused:
        duck.make('a"; DROP TABLE b', "SELECT 1 AS a")
    assert refused.value.where == "name"


def test_two_answers_can_be_read_side_by_side(duck: Duck) -> None:
    duck.make("numbers", "SELECT range AS number FROM range(10000)")
    first = duck.rows("SELECT number FROM numbers ORDER BY number")
    assert next(first) == (0,)
    assert list(duck.rows("SELECT count(*) FROM numbers")) == [(10000,)]
    assert sum(1 for _ in first) == 9999


def test_a_table_past_the_memory_limit_spills(duck: Duck, tmp_path: Path) -> None:
    duck.make("large", "SELECT range AS number, uuid()::VARCHAR AS text FROM range(6_000_000)")
    assert list(duck.rows("SELECT count(*) FROM large")) == [(6_000_000,)]
    assert any((tmp_path / "spill").iterdir())


def test_what_is_dropped_is_gone_and_dropping_nothing_is_fine(duck: Duck) -> None:
    duck.make("one", "SELECT 1 AS a")
    duck.view("none", [], FEW)
    for name in ("one", "none", "never_made"):
        duck.drop(name)
    with pytest.raises(duckdb.CatalogException):
        list(duck.rows("FROM one"))


def test_the_values_of_a_list_are_each_bound(duck: Duck) -> None:
    names, values = listed("account", ["a", "b'"])
    assert names == "$account_0, $account_1"
    assert list(duck.rows(f"SELECT 'b''' IN ({names})", values)) == [(True,)]
