"""`probant start` as an operator lives with it: twice, stopped, killed, upgraded badly."""

import shutil
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest

from probant.database.embedded import EmbeddedPostgres, FolderInUseError, sole_use
from tests.installation import running, started

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installations")]


def test_a_first_start_prints_a_one_time_link_and_stops_cleanly_on_sigterm(tmp_path: Path) -> None:
    installation = started(tmp_path, "--empty").wait()
    assert "/first-run/" in installation.link
    assert installation.stop() == 0
    assert installation.family() == []


def test_the_very_first_start_of_a_clone_speaks_french(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("*.mo"))
    shutil.copy(ROOT / "package-lock.json", tmp_path)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    installation = started(tmp_path / "data", "--empty", PYTHONPATH=str(tmp_path / "src")).wait()
    server = HTTPConnection("127.0.0.1", installation.port)
    server.request("GET", "/accounts/login/", headers={"Accept-Language": "fr"})
    page = server.getresponse().read().decode()
    installation.stop()
    assert "Thème sombre" in page


def test_a_second_start_on_the_same_folder_is_told_who_has_it(tmp_path: Path) -> None:
    with running(tmp_path, "--empty") as first:
        second = subprocess.run(
            [sys.executable, "-m", "probant.cli", "start", "--data", str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert second.returncode == 1
        assert f"{first.process.pid} {first.origin}" in second.stderr


def test_what_was_committed_survives_the_death_of_everything(tmp_path: Path) -> None:
    installation = started(tmp_path, "--empty").wait()
    address = _superuser(tmp_path)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE witness (n int)")
        for number in range(100):
            connection.execute("INSERT INTO witness VALUES (%s)", [number])
        installation.kill_everything()
    with running(tmp_path, "--empty"), psycopg.connect(_superuser(tmp_path)) as connection:
        found = connection.execute("SELECT count(*) FROM witness").fetchone()
        assert found == (100,)


def test_the_socket_refuses_whoever_has_no_password(tmp_path: Path) -> None:
    with running(tmp_path, "--empty"):
        for role in ("postgres", "probant_owner", "probant_app"):
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(f"host={tmp_path}/postgres user={role} dbname=probant")


def test_a_role_that_could_bypass_isolation_stops_the_start(tmp_path: Path) -> None:
    postgres = EmbeddedPostgres(tmp_path / "elsewhere")
    addresses = postgres.start()
    try:
        refused = started(
            tmp_path / "data",
            DATABASE_URL=postgres.superuser_address("probant"),
            DATABASE_OWNER_URL=addresses.owner,
        )
        printed, _ = refused.process.communicate(timeout=60)
        assert refused.process.returncode == 1
        assert "postgres" in printed
        assert "superuser" in printed
    finally:
        postgres.stop()


def test_a_failed_migration_stops_the_start_and_leaves_the_data_as_they_were(
    tmp_path: Path,
) -> None:
    postgres = EmbeddedPostgres(tmp_path)
    addresses = postgres.start()
    with psycopg.connect(addresses.owner, autocommit=True) as connection:
        connection.execute("CREATE TABLE organisations_invitation (mine int)")
        connection.execute("INSERT INTO organisations_invitation VALUES (7)")
    refused = started(tmp_path, "--empty")
    printed, _ = refused.process.communicate(timeout=60)
    assert refused.process.returncode != 0
    assert "organisations_invitation" in printed
    postgres.start()
    with psycopg.connect(addresses.owner) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        assert tables == [("organisations_invitation",)]
        assert connection.execute("SELECT mine FROM organisations_invitation").fetchone() == (7,)
    postgres.stop()


def test_the_folder_is_free_again_after_its_holder_ends(tmp_path: Path) -> None:
    with sole_use(tmp_path, "one"):
        with pytest.raises(FolderInUseError) as refused, sole_use(tmp_path, "two"):
            pass
        assert "one" in refused.value.holder
    with sole_use(tmp_path, "two"):
        assert "two" in (tmp_path / "running").read_text()


def _superuser(folder: Path) -> str:
    postgres = EmbeddedPostgres(folder)
    postgres.start()
    return postgres.superuser_address("probant")
