"""The root key: a credential or a private file; never a silent new one."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from probant.vault import root
from probant.vault.domain.errors import (
    RootKeyExposedError,
    RootKeyFormatError,
    RootKeyMissingError,
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROBANT_DATA", str(tmp_path))
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    return tmp_path


def test_a_missing_key_is_told_where_only_reading_is_asked(folder: Path) -> None:
    with pytest.raises(RootKeyMissingError) as missing:
        root.key()
    assert missing.value.path == str(folder / "root.key")
    assert list(folder.iterdir()) == []


def test_a_drawn_key_is_private_and_stays(folder: Path) -> None:
    drawn = root.key_or_drawn()
    assert len(drawn) == 32
    assert (folder / "root.key").stat().st_mode & 0o777 == 0o600
    assert root.key_or_drawn() == root.key() == drawn
    assert [path.name for path in folder.iterdir()] == ["root.key"]


def test_of_many_that_draw_at_once_one_key_is_kept(folder: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _turn: root.key_or_drawn(), range(64)))
    assert len(keys) == 1
    assert [path.name for path in folder.iterdir()] == ["root.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o601])
def test_a_key_that_others_can_read_is_refused(folder: Path, mode: int) -> None:
    root.key_or_drawn()
    (folder / "root.key").chmod(mode)
    with pytest.raises(RootKeyExposedError):
        root.key()


@pytest.mark.parametrize("text", [b"", b"00", b"zz" * 32, b"00" * 31, b"00" * 33, b"\xff" * 31])
def test_what_is_no_key_is_refused(folder: Path, text: bytes) -> None:
    (folder / "root.key").write_bytes(text)
    (folder / "root.key").chmod(0o600)
    with pytest.raises(RootKeyFormatError):
        root.key_or_drawn()


@pytest.mark.parametrize("text", [bytes(range(32)), bytes(range(32)).hex().encode() + b"\n"])
def test_a_credential_of_systemd_wins_over_the_file(
    folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    text: bytes,
) -> None:
    root.key_or_drawn()
    passed = tmp_path_factory.mktemp("credentials")
    (passed / "probant-root-key").write_bytes(text)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(passed))
    assert root.key() == bytes(range(32))


def test_a_service_without_that_credential_uses_the_file(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = root.key_or_drawn()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", os.fspath(tmp_path_factory.mktemp("empty")))
    assert root.key() == drawn
