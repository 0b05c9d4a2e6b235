"""Dossiers and files on the real database and disk: bound to their place, erased with their key."""

import errno
import hashlib
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from probant.database import isolation
from probant.database.embedded import Addresses
from probant.journal.domain import SYSTEM
from probant.journal.models import Entry
from probant.organisations.models import Organisation
from probant.vault import actions as vault
from probant.vault import contents
from probant.vault import queries as vaults
from probant.vault.domain.dossier import Dossier, StoredFile
from probant.vault.domain.errors import (
    DossierDestroyedError,
    DossierUnknownError,
    FileDiscardedError,
    FileLostError,
    FileUnknownError,
    ReasonFormatError,
    SealBrokenError,
)
from probant.vault.models import DossierKey, OrganisationKey
from probant.vault.models import StoredFile as FileRow
from tests.conftest import NOW, new_organisation

SUBJECT = UUID(int=7)
PAPER = b"Carte d'identite (inventee)" * 10_000


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROBANT_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def dossier(organisation: Organisation) -> Dossier:
    return opened(organisation)


def opened(organisation: Organisation, subject: UUID = SUBJECT) -> Dossier:
    return vault.open_dossier(organisation.pk, kind="subject_request", subject=subject)


def stored(dossier: Dossier, content: bytes = PAPER) -> StoredFile:
    return vault.store(
        dossier,
        io.BytesIO(content),
        name="Carte de Jeanne Inventée.pdf",
        media_type="application/pdf",
        by=SYSTEM,
        at=NOW,
        purpose="identity",
    )


def read(file: StoredFile) -> bytes:
    return b"".join(vaults.content(file))


def test_a_sealed_value_comes_back(organisation: Organisation, dossier: Dossier) -> None:
    sealed = dossier.seal("requests_request", "person", 3, {"name": "Zoé", "age": 41})
    assert "Zoé".encode() not in sealed
    again = vaults.dossier(organisation.pk, "subject_request", SUBJECT)
    assert again.unseal("requests_request", "person", 3, sealed) == {"name": "Zoé", "age": 41}


def test_a_dossier_has_one_key_however_often_it_is_opened(organisation: Organisation) -> None:
    assert opened(organisation) == opened(organisation)
    assert opened(organisation).key != opened(organisation, UUID(int=8)).key


def test_an_unknown_dossier_is_told(organisation: Organisation) -> None:
    with pytest.raises(DossierUnknownError):
        vaults.dossier(organisation.pk, "subject_request", SUBJECT)


def test_many_dossiers_are_opened_in_two_queries(
    organisation: Organisation, django_assert_num_queries: Iterator[None]
) -> None:
    subjects = [UUID(int=number) for number in range(1, 6)]
    for subject in subjects:
        opened(organisation, subject)
    vault.destroy(opened(organisation, subjects[0]), by=SYSTEM, at=NOW, reason="request_closed")
    with django_assert_num_queries(2):  # type: ignore[operator]
        found = vaults.dossiers(organisation.pk, "subject_request", [*subjects, uuid4()])
    assert set(found) == set(subjects[1:])


def test_nothing_prints_a_key_or_a_name(dossier: Dossier) -> None:
    file = stored(dossier)
    told = f"{dossier!r}{file!r}"
    assert "Jeanne" not in told
    assert repr(dossier.key) not in told
    assert repr(file.key) not in told


def test_a_value_moved_to_another_row_column_table_or_dossier_does_not_open(
    organisation: Organisation, dossier: Dossier
) -> None:
    sealed = dossier.seal("requests_request", "person", 3, "Zoé")
    for place in (
        ("requests_request", "person", 4),
        ("requests_request", "address", 3),
        ("requests_letter", "person", 3),
    ):
        with pytest.raises(SealBrokenError):
            dossier.unseal(*place, sealed)
    with pytest.raises(SealBrokenError):
        opened(organisation, UUID(int=8)).unseal("requests_request", "person", 3, sealed)


def test_a_key_moved_to_another_subject_or_organisation_does_not_open(
    organisation: Organisation, dossier: Dossier
) -> None:
    DossierKey.objects.filter(pk=dossier.id).update(subject=UUID(int=9))
    with pytest.raises(SealBrokenError):
        vaults.dossier(organisation.pk, "subject_request", UUID(int=9))
    stolen = bytes(OrganisationKey.objects.get(pk=organisation.pk).wrapped)
    other = new_organisation("Autre cabinet (inventé)")
    opened(other)
    OrganisationKey.objects.filter(pk=other.pk).update(wrapped=stolen)
    with pytest.raises(SealBrokenError):
        opened(other)


def test_another_organisation_reads_nothing(organisation: Organisation, dossier: Dossier) -> None:
    file = stored(dossier)
    new_organisation("Autre cabinet (inventé)")
    with pytest.raises(DossierUnknownError):
        vaults.dossier(organisation.pk, "subject_request", SUBJECT)
    with pytest.raises(FileUnknownError):
        vaults.file(organisation.pk, file.id)
    assert not OrganisationKey.objects.exists()
    isolation.enter(None, person=None)
    assert not DossierKey.objects.exists()
    assert not FileRow.objects.exists()


def test_a_file_comes_back_whole_with_its_name_and_digest(
    organisation: Organisation, dossier: Dossier
) -> None:
    file = vaults.file(organisation.pk, stored(dossier).id)
    assert read(file) == PAPER
    assert (file.size, vaults.name(file)) == (len(PAPER), "Carte de Jeanne Inventée.pdf")
    assert file.sha256 == hashlib.sha256(PAPER).hexdigest()
    assert vaults.files(dossier) == (file,)


def test_no_clear_byte_lies_on_the_disk_and_no_other_account_reads_it(
    own_folder: Path, dossier: Dossier
) -> None:
    stored(dossier)
    lying = [path for path in (own_folder / "vault").rglob("*") if path.is_file()]
    assert len(lying) == 1
    assert b"identite" not in lying[0].read_bytes()
    assert lying[0].stat().st_mode & 0o077 == 0
    folders = [own_folder / "vault", lying[0].parent, lying[0].parent.parent]
    assert [folder.stat().st_mode & 0o777 for folder in folders] == [0o700] * 3


def test_contents_of_two_files_exchanged_do_not_open(dossier: Dossier) -> None:
    one, two = stored(dossier), stored(dossier, b"autre")
    paths = [contents.path_of(file.organisation, file.dossier, file.id) for file in (one, two)]
    paths[0].rename(paths[0].with_suffix(".x"))
    paths[1].rename(paths[0])
    paths[0].with_suffix(".x").rename(paths[1])
    for file in (one, two):
        with pytest.raises(SealBrokenError):
            read(file)


def test_a_lost_content_is_told_before_the_first_piece(dossier: Dossier) -> None:
    file = stored(dossier)
    contents.path_of(file.organisation, file.dossier, file.id).unlink()
    with pytest.raises(FileLostError):
        vaults.content(file)


def test_a_destroyed_dossier_opens_nothing_and_leaves_no_file(
    own_folder: Path,
    organisation: Organisation,
    dossier: Dossier,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    file = stored(dossier)
    with django_capture_on_commit_callbacks(execute=True):
        vault.destroy(dossier, by=SYSTEM, at=NOW, reason="identity_checked")
    row = DossierKey.objects.get(pk=dossier.id)
    assert (row.wrapped, row.destroyed_at) == (None, NOW)
    for attempt in (
        lambda: vaults.dossier(organisation.pk, "subject_request", SUBJECT),
        lambda: opened(organisation),
        lambda: stored(dossier),
        lambda: vault.destroy(dossier, by=SYSTEM, at=NOW, reason="identity_checked"),
    ):
        with pytest.raises(DossierDestroyedError):
            attempt()
    with pytest.raises(FileDiscardedError):
        vaults.file(organisation.pk, file.id)
    assert [path for path in (own_folder / "vault").rglob("*") if path.is_file()] == []


def test_the_journal_tells_the_erasure_without_a_name(dossier: Dossier) -> None:
    stored(dossier)
    vault.destroy(dossier, by=SYSTEM, at=NOW, reason="identity_checked")
    entry = Entry.objects.get(event="vault.destroyed")
    assert entry.subject == str(SUBJECT)
    assert b'"bytes":%d,"files":1,"kind":"subject_request"' % len(PAPER) in bytes(entry.body)
    assert b"Jeanne" not in bytes(entry.body)


def test_a_reason_is_a_code(dossier: Dossier) -> None:
    with pytest.raises(ReasonFormatError):
        vault.destroy(dossier, by=SYSTEM, at=NOW, reason="Jeanne Inventée est venue")


def test_a_discarded_file_leaves_the_others(
    organisation: Organisation,
    dossier: Dossier,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    gone, kept = stored(dossier), stored(dossier, b"reste")
    with django_capture_on_commit_callbacks(execute=True):
        vault.discard(gone, by=SYSTEM, at=NOW, reason="identity_checked")
    assert [read(file) for file in vaults.files(dossier)] == [b"reste"]
    assert vaults.file(organisation.pk, kept.id) == kept
    with pytest.raises(FileDiscardedError):
        vault.discard(gone, by=SYSTEM, at=NOW, reason="identity_checked")
    assert Entry.objects.filter(event="vault.discarded").count() == 1


def test_two_that_open_a_dossier_at_once_have_one_key(own_database: Addresses) -> None:
    with transaction.atomic():
        organisation = new_organisation().pk

    def key(_turn: int) -> bytes:
        with transaction.atomic(), isolation.tenant(organisation):
            found = vault.open_dossier(organisation, kind="breach", subject=SUBJECT).key
        connections.close_all()
        return found

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(key, range(16)))) == 1


def test_a_file_stored_while_its_dossier_is_destroyed_leaves_nothing(
    own_database: Addresses, own_folder: Path
) -> None:
    with transaction.atomic():
        dossier = opened(new_organisation())

    def pieces() -> Iterator[bytes]:
        yield PAPER
        with ThreadPoolExecutor(1) as other:
            other.submit(destroyed, dossier).result(10)
        yield PAPER

    with (
        pytest.raises(DossierDestroyedError),
        transaction.atomic(),
        isolation.tenant(dossier.organisation),
    ):
        vault.store(
            dossier,
            pieces(),
            name="a.pdf",
            media_type="application/pdf",
            by=SYSTEM,
            at=NOW,
            purpose="identity",
        )
    assert [path for path in (own_folder / "vault").rglob("*") if path.is_file()] == []


def destroyed(dossier: Dossier) -> None:
    """By another request, at the same time."""
    with transaction.atomic(), isolation.tenant(dossier.organisation):
        vault.destroy(dossier, by=SYSTEM, at=NOW, reason="identity_checked")
    connections.close_all()


def test_an_erasure_that_is_rolled_back_erases_nothing(
    own_database: Addresses, own_folder: Path
) -> None:
    with transaction.atomic():
        dossier = opened(new_organisation())
        file = stored(dossier)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        with isolation.tenant(dossier.organisation):
            vault.destroy(dossier, by=SYSTEM, at=NOW, reason="identity_checked")
        raise ZeroDivisionError
    with transaction.atomic(), isolation.tenant(dossier.organisation):
        assert read(vaults.file(dossier.organisation, file.id)) == PAPER


def test_a_full_disk_leaves_no_half_of_a_file(own_folder: Path, dossier: Dossier) -> None:
    def pieces() -> Iterator[bytes]:
        yield PAPER
        raise OSError(errno.ENOSPC, "")

    with pytest.raises(OSError, match=r"\[Errno 28\]"):
        vault.store(
            dossier,
            pieces(),
            name="a.pdf",
            media_type="application/pdf",
            by=SYSTEM,
            at=NOW,
            purpose="identity",
        )
    assert [path for path in (own_folder / "vault").rglob("*") if path.is_file()] == []
