"""Archives made to exhaust whoever reads them, tables that no reader takes, addresses kept."""

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from probant.common import clock
from probant.deadlines import actions as deadlines
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.vault.domain.errors import Refusal, RefusedFileError
from probant.vault.domain.media_types import recognised
from tests.conftest import NOW
from tests.integration.subject_requests.handling import received

ENTRY = b"PK\x01\x02" + bytes(42) + b"a"
Browser = Callable[[Member], Client]


def listing(count: int, *, is_zip64: bool = False) -> bytes:
    """An archive of nothing but a list of `count` members."""
    size, shown = len(ENTRY) * count, min(count, 0xFFFF)
    entry = ENTRY[:28] + struct.pack("<H", 1) + ENTRY[30:]
    large = b""
    if is_zip64:
        large = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, 4)
        large += struct.pack("<4sIQI", b"PK\6\7", 0, 4 + size, 1)
        size, shown = 0xFFFFFFFF, 0xFFFF
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, shown, shown, size, 4, 0)
    return b"PK\3\4" + entry * count + large + end


@pytest.mark.parametrize("is_zip64", [False, True])
def test_an_archive_with_an_endless_list_is_refused_unread(
    monkeypatch: pytest.MonkeyPatch, *, is_zip64: bool
) -> None:
    bomb = io.BytesIO(listing(800_000, is_zip64=is_zip64))
    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", unread)
    with pytest.raises(RefusedFileError) as refused:
        recognised(bomb, extension="zip")
    assert refused.value.reason is Refusal.UNKNOWN_TYPE


def unread(_archive: zipfile.ZipFile) -> None:
    pytest.fail("the list was read into memory")


def test_macros_behind_many_members_are_still_found() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
        for number in range(20_001):
            archive.writestr(f"word/{number}", "")
        archive.writestr("word/vbaProject.bin", "x")
    with pytest.raises(RefusedFileError) as refused:
        recognised(made, extension="docx")
    assert refused.value.reason is Refusal.ACTIVE


def test_a_cell_larger_than_readers_take_makes_no_fault(
    organisation: Organisation, member: Member, client_of: Browser
) -> None:
    found = received(organisation, at=clock.now() - timedelta(hours=50))
    where = {"organisation": organisation.pk, "request_id": found.pk}
    client, table = client_of(member), b"Jour;Motif\r\n1;" + b"x" * 200_000 + b"\r\n"
    added = client.post(
        reverse("subject_requests:hand-over-file", kwargs=where),
        {"file": SimpleUploadedFile("rdv.csv", table)},
    )
    assert added.status_code == 302
    made = client.post(reverse("subject_requests:hand-over-portable", kwargs=where))
    assert made.status_code == 302


def test_a_calendar_s_secret_address_is_kept_by_no_proxy(member: Member) -> None:
    token = deadlines.open_calendar(member, at=NOW)
    there = reverse("calendar", args=[member.organisation_id, token])
    answer = Client().get(there)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
