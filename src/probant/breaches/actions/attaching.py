"""Adding a file to a breach: encrypted in the vault, stated by its fingerprint."""

from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from probant.breaches.actions.recording import Act, Place, locked, opened, state
from probant.breaches.files import DOSSIER
from probant.breaches.statements import File, Kind
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.vault import actions as vault
from probant.vault.reception import receive

DECLARING = "declaration"
RULE = {DECLARING: "letter"}


@transaction.atomic
def attach(
    breach_id: UUID, upload: UploadedFile[bytes], *, purpose: str, by: Member, at: datetime
) -> File:
    """Keeps what was sent, or RefusedFileError and nothing is kept; `purpose`: what it proves."""
    if purpose == DECLARING:
        permissions.require(by, "breaches.declare")
        breach = locked(by, breach_id)
        if breach.declared_by != by.person_id:
            permissions.require(by, "breaches.qualify")
    else:
        permissions.require(by, "breaches.qualify")
        breach = opened(by, breach_id)
    dossier = vault.open_dossier(breach.organisation_id, kind=DOSSIER, subject=breach.pk)
    rule = RULE.get(purpose, "evidence")
    kept = receive(upload, dossier, purpose=rule, by=by.actor, at=at)
    said = File(
        id=str(kept.id),
        purpose=purpose,
        sha256=kept.sha256,
        size=kept.size,
        media_type=kept.media_type,
    )
    facts = {"file": said.id, "file_sha256": said.sha256, "size": said.size, "purpose": purpose}
    state(breach, Place(Kind.FILE, said.id), said, Act("file_added", by, at, facts=facts))
    return said
