"""A start tells a lost root key from a new installation, and removes what a crash left."""

import os
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, transaction

from probant.cli.start import explain
from probant.database import isolation
from probant.database.embedded import Addresses
from probant.journal.domain import SYSTEM
from probant.organisations.models import Organisation
from probant.vault import actions as vault
from probant.vault import contents, inspection, root, upkeep
from probant.vault import queries as vaults
from probant.vault.domain.dossier import Dossier
from probant.vault.domain.errors import (
    RootKeyError,
    RootKeyExposedError,
    RootKeyMissingError,
    RootKeyWrongError,
)
from probant.vault.models import DossierKey, StoredFile
from tests import cluster
from tests.conftest import NOW, new_organisation

SUBJECT = UUID(int=7)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROBANT_DATA", str(tmp_path))
    return tmp_path


def stored(dossier: Dossier) -> Path:
    file = vault.store(
        dossier,
        [b"clair"],
        name="a.txt",
        media_type="text/plain",
        by=SYSTEM,
        at=NOW,
        purpose="evidence",
    )
    return contents.path_of(file.organisation, file.dossier, file.id)


def test_a_new_installation_draws_its_key_and_knows_it_again(db: None) -> None:
    vault.ensure_root()
    drawn = root.key()
    vault.ensure_root()
    assert root.key() == drawn


def test_a_lost_key_stops_the_start_and_is_not_replaced(own_folder: Path, db: None) -> None:
    vault.ensure_root()
    (own_folder / "root.key").unlink()
    with pytest.raises(RootKeyMissingError) as error:
        vault.ensure_root()
    assert not (own_folder / "root.key").exists()
    assert str(own_folder / "root.key") in explain(error.value)


def test_the_key_of_another_installation_is_told(own_folder: Path, db: None) -> None:
    vault.ensure_root()
    (own_folder / "root.key").write_text("00" * 32)
    with pytest.raises(RootKeyWrongError) as error:
        vault.ensure_root()
    assert str(own_folder / "root.key") in explain(error.value)


def test_a_lost_key_opens_no_new_organisation_either(
    own_folder: Path, organisation: Organisation
) -> None:
    vault.ensure_root()
    (own_folder / "root.key").unlink()
    with pytest.raises(RootKeyMissingError):
        vault.open_dossier(organisation.pk, kind="breach", subject=SUBJECT)
    assert not DossierKey.objects.exists()


def test_each_fault_of_the_key_has_its_words() -> None:
    kinds = [RootKeyMissingError, RootKeyExposedError, RootKeyWrongError]
    told = {explain(kind("/data/root.key")) for kind in kinds}
    assert len(told) == len(kinds)
    assert all(isinstance(kind(""), RootKeyError) for kind in kinds)


def test_what_a_rolled_back_storing_left_is_swept_and_the_rest_stays(
    own_database: Addresses,
) -> None:
    with transaction.atomic():
        organisation = new_organisation().pk
        dossier = vault.open_dossier(organisation, kind="crisis", subject=SUBJECT)
        kept = stored(dossier)
    with pytest.raises(RuntimeError), transaction.atomic(), isolation.tenant(organisation):
        left = stored(dossier)
        raise RuntimeError
    kept.with_name(f"{uuid4()}.partial").write_bytes(b"cut by a crash")
    assert left.exists()
    earlier = (NOW - timedelta(days=1)).timestamp()
    os.utime(left, (earlier, earlier))
    assert upkeep.sweep() == 2
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]
    with transaction.atomic(), isolation.tenant(organisation):
        assert b"".join(vaults.content(vaults.files(dossier)[0])) == b"clair"


def test_a_crash_between_erasure_and_removal_is_made_good(own_database: Addresses) -> None:
    with transaction.atomic():
        organisation = new_organisation().pk
        dossier = vault.open_dossier(organisation, kind="crisis", subject=SUBJECT)
        left = stored(dossier)
    copy = left.read_bytes()
    with transaction.atomic(), isolation.tenant(organisation):
        vault.destroy(dossier, by=SYSTEM, at=NOW, reason="closed")
    assert not left.exists()
    left.parent.mkdir()
    left.write_bytes(copy)
    assert upkeep.sweep() == 1
    assert not left.parent.exists()


def test_contents_that_this_database_does_not_know_are_left_to_the_one_that_does(
    own_database: Addresses,
) -> None:
    with transaction.atomic():
        organisation = new_organisation().pk
        dossier = vault.open_dossier(organisation, kind="crisis", subject=SUBJECT)
        newer, another = stored(dossier), stored(dossier)
        row = StoredFile.objects.get(pk=another.name)
        StoredFile.objects.filter(pk=newer.name).delete()  # an older copy of the database
    assert upkeep.sweep() == 0
    with transaction.atomic(), isolation.tenant(organisation):
        row.delete()  # one that never knew any file
    assert upkeep.sweep() == 0
    assert newer.exists()
    assert another.exists()


def test_a_folder_that_is_nobodys_is_left_alone(own_folder: Path, db: None) -> None:
    stranger = own_folder / "vault" / "arriving" / "x"
    stranger.parent.mkdir(parents=True)
    stranger.write_bytes(b"")
    assert upkeep.sweep() == 0
    assert stranger.exists()


def test_after_a_start_the_table_no_longer_holds_the_destroyed_key(
    own_database: Addresses,
) -> None:
    with transaction.atomic():
        organisation = new_organisation().pk
        dossier = vault.open_dossier(organisation, kind="crisis", subject=SUBJECT)
        wrapped = bytes(DossierKey.objects.get(pk=dossier.id).wrapped or b"")
    assert wrapped in on_disk("vault_dossierkey")
    with transaction.atomic(), isolation.tenant(organisation):
        vault.destroy(dossier, by=SYSTEM, at=NOW, reason="closed")
    assert wrapped in on_disk("vault_dossierkey")
    for pause in (0, 1, 2, 4):  # PostgreSQL's own autovacuum may still be reading the row
        time.sleep(pause)
        upkeep.forget_dead_rows()
        if wrapped not in on_disk("vault_dossierkey"):
            return
    pytest.fail("the destroyed key is still there")


def on_disk(table: str) -> bytes:
    """The table's own file, as PostgreSQL wrote it."""
    postgres, _addresses = cluster.started()
    address = postgres.superuser_address(connection.settings_dict["NAME"])
    with psycopg.connect(address, autocommit=True) as superuser:
        superuser.execute("CHECKPOINT")
        row = superuser.execute(
            "SELECT current_setting('data_directory'), pg_relation_filepath(%s)", [table]
        ).fetchone()
    assert row is not None
    return Path(*row).read_bytes()


def faults() -> list[tuple[str, str]]:
    return [(one.what, one.fault) for one in inspection.inspected(at=NOW)]


def test_an_inspection_opens_everything_of_everyone(own_database: Addresses) -> None:
    for name in ("Tilleuls (inventé)", "Ormes (inventé)"):
        with transaction.atomic():
            stored(vault.open_dossier(new_organisation(name).pk, kind="crisis", subject=SUBJECT))
    found = faults()
    assert sorted(what for what, _fault in found) == [
        *["dossier"] * 2,
        *["file"] * 2,
        *["organisation"] * 3,  # the installation's own too
    ]
    assert {fault for _what, fault in found} == {""}


def test_an_inspection_names_what_is_broken_or_lost(own_database: Addresses) -> None:
    with transaction.atomic():
        organisation = new_organisation().pk
        dossier = vault.open_dossier(organisation, kind="crisis", subject=SUBJECT)
        altered, lost = stored(dossier), stored(dossier)
        vault.open_dossier(organisation, kind="crisis", subject=UUID(int=8))
        moved = DossierKey.objects.filter(subject=UUID(int=8))
        moved.update(subject=UUID(int=9))
    altered.write_bytes(altered.read_bytes()[:-1] + b"x")
    lost.unlink()
    assert sorted(one for one in faults() if one[1]) == [
        ("dossier", "broken"),
        ("file", "broken"),
        ("file", "lost"),
    ]
