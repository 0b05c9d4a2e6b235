"""Handing a file over: the answer that a slice's page gives once it has checked who asks."""

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from probant.vault import queries
from probant.vault.domain.dossier import StoredFile

ALONE = "default-src 'none'; sandbox"


def download(file: StoredFile, *, name: str = "") -> StreamingHttpResponse:
    """The content, streamed; a browser saves it, shows nothing of it and keeps no copy.

    The content needs no database, and is opened before the answer starts: a lost one is told by
    FileLostError. Tampering found on the way cuts the answer short of its stated length.
    """
    answer = StreamingHttpResponse(queries.content(file), content_type=file.media_type)
    answer["Content-Length"] = str(file.size)
    disposition = content_disposition_header(as_attachment=True, filename=name or file.name)
    answer["Content-Disposition"] = disposition or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store, private"
    answer["Content-Security-Policy"] = ALONE
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
