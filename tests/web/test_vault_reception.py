"""A file sent by a browser: sealed as it arrives, judged, kept; and handed back as a download."""

import errno
import io
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import include, path
from django.utils import translation
from django.views.decorators.csrf import csrf_protect

from probant.accounts.access import public
from probant.config import urls as probant_urls
from probant.database import isolation
from probant.journal.domain import SYSTEM
from probant.organisations.access import MemberRequest, permission
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.vault import actions as vault
from probant.vault import queries as vaults
from probant.vault.domain.dossier import Dossier, Scan
from probant.vault.reception import (
    Refusal,
    RefusedFileError,
    accepts_files,
    arrival,
    receive,
    told,
)
from probant.vault.reception.scanning import EICAR
from probant.vault.serving import download
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.urls(__name__)
PDF = b"%PDF-1.7\n" + b"identite de Jeanne " * 300_000
MOST = 20_000_000


def outcome(organisation: UUID, request: HttpRequest, purpose: str = "identity") -> HttpResponse:
    dossier = vault.open_dossier(organisation, kind="subject_request", subject=UUID(int=7))
    upload = request.FILES["file"]
    try:
        kept = receive(upload, dossier, purpose=purpose, by=SYSTEM, at=NOW)  # type: ignore[arg-type]
    except RefusedFileError as refused:
        return HttpResponse(refused.reason.value, status=422)
    return HttpResponse(f"{type(upload).__name__} {kept.id}")


@public
@accepts_files(most=MOST)
def send(request: HttpRequest, organisation: UUID) -> HttpResponse:
    isolation.enter(organisation, person=None)
    return outcome(organisation, request)


@permission("register.view")
@accepts_files(most=MOST)
def send_as_member(request: MemberRequest) -> HttpResponse:
    return outcome(request.member.organisation_id, request, "evidence")


@permission("register.view")
def fetch(request: MemberRequest, file: UUID) -> HttpResponseBase:
    return download(vaults.file(request.member.organisation_id, file))


urlpatterns = [
    path("try/<uuid:organisation>/", csrf_protect(send)),
    path("o/<uuid:organisation>/try/", send_as_member),
    path("o/<uuid:organisation>/try/<uuid:file>/", fetch),
    path("", include(probant_urls)),
]
handler400 = probant_urls.handler400


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROBANT_DATA", str(tmp_path))
    monkeypatch.delenv("PROBANT_CLAMD", raising=False)
    return tmp_path


@pytest.fixture
def dossier(organisation: Organisation) -> Dossier:
    return vault.open_dossier(organisation.pk, kind="breach", subject=UUID(int=7))


def form(content: bytes = PDF, name: str = "CNI.pdf") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content)}


def seal_in(dossier: Dossier, content: bytes, name: str = "a.pdf") -> object:
    upload = SimpleUploadedFile(name, content)
    return receive(upload, dossier, purpose="evidence", by=SYSTEM, at=NOW)


def test_a_large_file_is_sealed_as_it_arrives_and_comes_back_whole(
    own_folder: Path, organisation: Organisation
) -> None:
    answer = Client().post(f"/try/{organisation.pk}/", form())
    kind, _, file = answer.content.decode().partition(" ")
    assert kind == "SealedUpload"
    isolation.enter(organisation.pk, person=None)
    kept = vaults.file(organisation.pk, UUID(file))
    assert b"".join(vaults.content(kept)) == PDF
    assert (kept.name, kept.media_type) == ("CNI.pdf", "application/pdf")
    for lying in own_folder.rglob("*"):
        assert not lying.is_file() or b"Jeanne" not in lying.read_bytes()
    assert list((own_folder / "vault" / "arriving").iterdir()) == []


def test_what_arrives_is_sealed_before_it_touches_the_disk(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[bytes] = []
    opened = tempfile.TemporaryFile

    def watched(**options: object) -> object:
        file = opened(**options)  # type: ignore[call-overload]

        class Watched:
            tell, read, seek, close = file.tell, file.read, file.seek, file.close

            def write(self, data: bytes) -> int:
                written.append(bytes(data))
                return int(file.write(data))

        return Watched()

    monkeypatch.setattr(arrival, "TemporaryFile", watched)
    spool = arrival.Spool()
    for at in range(0, len(PDF), 50_000):
        spool.append(PDF[at : at + 50_000])
    spool.finish()
    assert io.BufferedReader(spool).read() == PDF
    assert sum(map(len, written)) > len(PDF)
    assert b"Jeanne" not in b"".join(written)


def test_a_spool_is_sought_like_any_file() -> None:
    spool = arrival.Spool()
    content = bytes(number % 251 for number in range(200_001))
    spool.append(content)
    spool.finish()
    plain, sealed = io.BytesIO(content), io.BufferedReader(spool)
    for offset, whence in ((0, 0), (65_530, 0), (-5, 2), (0, 2), (131_072, 0), (-100, 1), (7, 1)):
        assert sealed.seek(offset, whence) == plain.seek(offset, whence)
        assert sealed.read(70_000) == plain.read(70_000)


def test_a_form_without_its_token_is_refused_with_files_too(organisation: Organisation) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(f"/try/{organisation.pk}/", form()).status_code == 403


def test_the_token_is_found_among_large_files(organisation: Organisation) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies[settings.CSRF_COOKIE_NAME] = token = "a" * 32
    sent = {**form(), "csrfmiddlewaretoken": token}
    assert browser.post(f"/try/{organisation.pk}/", sent).status_code == 200


def test_a_body_beyond_what_its_page_takes_is_told(organisation: Organisation) -> None:
    answer = Client().post(f"/try/{organisation.pk}/", form(bytes(MOST + 2_000_000)))
    assert answer.status_code == 413


def test_a_page_for_members_takes_no_large_body_from_a_stranger(
    organisation: Organisation, member: Member
) -> None:
    address, large = f"/o/{organisation.pk}/try/", PDF + bytes(8_000_000)
    assert Client().post(address, form(large)).status_code == 413
    assert signed_in(member.person_id).post(address, form(large)).status_code == 200


def test_a_page_that_takes_no_files_keeps_its_own_limit(
    organisation: Organisation, member: Member
) -> None:
    address = f"/o/{organisation.pk}/register/import/"
    assert signed_in(member.person_id).post(address, form(bytes(13_000_000))).status_code == 413


def test_a_download_is_saved_and_never_shown(organisation: Organisation, member: Member) -> None:
    browser = signed_in(member.person_id)
    sent = browser.post(f"/o/{organisation.pk}/try/", form(name="Carte d’identité.pdf"))
    file = sent.content.decode().rpartition(" ")[2]
    answer = browser.get(f"/o/{organisation.pk}/try/{file}/")
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer.headers["Content-Length"] == str(len(PDF))
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''Carte")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.pdf", Refusal.EMPTY),
        (b"%PDF-1.7\n" + bytes(12_000_000), "a.pdf", Refusal.TOO_LARGE),
        (b"MZ\x90\0", "a.pdf", Refusal.EXECUTABLE),
        (b"%PDF-1.7\n", "a.pdf.exe", Refusal.EXECUTABLE),
        (b"<svg/>", "a.png", Refusal.ACTIVE),
        (b"\0\1\2", "a.png", Refusal.UNKNOWN_TYPE),
        (b"Bonjour", "a.txt", Refusal.TYPE_NOT_TAKEN),
        (b"%PDF-1.7\n" + bytes(300_000) + EICAR, "a.pdf", Refusal.INFECTED),
    ],
)
def test_a_refused_file_has_its_reason_and_leaves_nothing(
    own_folder: Path, organisation: Organisation, content: bytes, name: str, reason: Refusal
) -> None:
    answer = Client().post(f"/try/{organisation.pk}/", form(content, name))
    assert (answer.status_code, answer.content.decode()) == (422, reason.value)
    assert [path for path in (own_folder / "vault").rglob("*") if path.is_file()] == []


def test_every_reason_has_its_words_in_both_languages() -> None:
    for language in ("fr", "en"):
        with translation.override(language):
            words = [told(RefusedFileError(reason, most_bytes=12_000_000)) for reason in Refusal]
        assert len(set(words)) == len(Refusal)
    assert "11" in words[list(Refusal).index(Refusal.TOO_LARGE)]


def test_a_full_disk_is_told_and_the_rest_of_the_form_is_read(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_spool: arrival.Spool, _piece: bytes) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr(arrival.Spool, "append", full)
    answer = Client().post(f"/try/{organisation.pk}/", form())
    assert (answer.status_code, answer.content.decode()) == (422, "no_room")


@contextmanager
def clamd(verdict: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A server that speaks INSTREAM and says `verdict` of whatever it is sent."""
    seen: list[bytes] = []

    def serve(server: socket.socket) -> None:
        connection, _address = server.accept()
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while size := int.from_bytes(stream.read(4), "big"):
                seen.append(stream.read(size))
            connection.sendall(verdict)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=(server,))
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", seen
        thread.join(5)


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (b"stream: OK\0", Scan.CLEAN),
        (b"INSTREAM size limit exceeded. ERROR\0", Scan.NOT_SCANNED),
        (b"", Scan.NOT_SCANNED),
    ],
)
def test_an_antivirus_is_asked_when_there_is_one(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch, verdict: bytes, expected: Scan
) -> None:
    with clamd(verdict) as (address, seen):
        monkeypatch.setenv("PROBANT_CLAMD", address)
        seal_in(dossier, PDF)
    assert b"".join(seen) == PDF
    assert [file.scan for file in vaults.files(dossier)] == [expected]


def test_what_the_antivirus_found_is_not_kept(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clamd(b"stream: Win.Test.EICAR_HDB-1 FOUND\0") as (address, _seen):
        monkeypatch.setenv("PROBANT_CLAMD", address)
        with pytest.raises(RefusedFileError):
            seal_in(dossier, PDF)
    assert vaults.files(dossier) == ()


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.sock", "nonsense"])
def test_an_antivirus_that_is_away_keeps_nobody_from_sending(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("PROBANT_CLAMD", address)
    seal_in(dossier, PDF)
    assert [file.scan for file in vaults.files(dossier)] == [Scan.NOT_SCANNED]


def test_the_test_string_is_the_one_that_eicar_publishes() -> None:
    assert len(EICAR) == 68
    assert EICAR.startswith(rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR")
