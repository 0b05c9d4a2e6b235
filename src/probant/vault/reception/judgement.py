"""Taking a file in: size, name, type by content, antivirus; then sealed into its dossier."""

from datetime import datetime
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile

from probant.journal.domain import Actor
from probant.vault import actions
from probant.vault.domain import file_names
from probant.vault.domain.dossier import Dossier, StoredFile
from probant.vault.domain.errors import Refusal, RefusedFileError
from probant.vault.domain.media_types import recognised
from probant.vault.domain.rules import RULES
from probant.vault.reception.arrival import NO_ROOM
from probant.vault.reception.scanning import ensure_clean


def receive(
    upload: UploadedFile[bytes], dossier: Dossier, *, purpose: str, by: Actor, at: datetime
) -> StoredFile:
    """Keeps what was sent, or RefusedFileError with the reason and nothing kept.

    `purpose` is one of `domain.rules.RULES`: what is taken, and how large.
    """
    if not getattr(upload, "has_room", True):
        raise RefusedFileError(Refusal.NO_ROOM)
    rule = RULES[purpose]
    rule.ensure_size(upload.size or 0)
    name = file_names.cleaned(upload.name or "")
    file_names.ensure_harmless(name)
    file = cast("BinaryIO", upload)
    kind = recognised(file, extension=file_names.parts(name)[1].lower())
    rule.ensure_taken(kind)
    scan = ensure_clean(file)
    upload.seek(0)
    try:
        return actions.store(
            dossier,
            file,
            name=file_names.named_for(name, kind.extensions),
            media_type=kind.media_type,
            by=by,
            at=at,
            purpose=purpose,
            scan=scan,
        )
    except OSError as error:
        if error.errno in NO_ROOM:
            raise RefusedFileError(Refusal.NO_ROOM) from error
        raise
