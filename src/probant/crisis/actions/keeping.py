"""Evidence taken in, messages sent, situation reports issued: acts with more than an entry."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from probant.correspondence import actions as correspondence
from probant.crisis.actions import room as actions
from probant.crisis.domain.entries import EntryRefusedError, Said
from probant.crisis.domain.exercise import MARK
from probant.crisis.models import RoomEntry
from probant.crisis.queries import room as queries
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.vault import actions as vault
from probant.vault import reception

DOSSIER = "crisis"


@transaction.atomic
def collect(
    crisis_id: UUID, said: Said, upload: UploadedFile[bytes] | None, *, by: Member, at: datetime
) -> RoomEntry:
    """A piece of evidence, its file sealed in the crisis's dossier and its digest in the entry.

    RefusedFileError where the file is not taken: nothing is entered then.
    """
    permissions.require(by, "crisis.act")
    crisis = queries.crisis(by.organisation_id, crisis_id)
    if upload is None:
        return actions.append(crisis_id, said, by=by, at=at)
    known = RoomEntry.objects.filter(crisis=crisis, client_key=said.client_key).exists()
    if known:
        return actions.append(crisis_id, said, by=by, at=at)
    dossier = vault.open_dossier(by.organisation_id, kind=DOSSIER, subject=crisis_id)
    file = reception.receive(upload, dossier, purpose="evidence", by=by.actor, at=at)
    kept = {
        "file": str(file.id),
        "name": file.name,
        "media_type": file.media_type,
        "size": str(file.size),
        "sha256": file.sha256,
    }
    whole = Said(
        said.kind,
        said.client_key,
        {**said.body, **kept},
        said.team,
        about=said.about,
        said_at=said.said_at,
    )
    return actions.append(crisis_id, whole, by=by, at=at)


@transaction.atomic
def send_message(  # noqa: PLR0913  a sending is of what, to whom, by what, by whom and when
    crisis_id: UUID,
    message: int,
    *,
    key: UUID,
    by: Member,
    at: datetime,
    recipients: Sequence[str] = (),
    how: str = "",
) -> RoomEntry:
    """An approved message leaves by e-mail, or was sent by other means and is marked so.

    Nothing leaves from an exercise: the entry says what would have been sent, and to how many.
    """
    crisis = queries.crisis(by.organisation_id, crisis_id)
    if crisis.is_exercise:
        how = " – ".join(filter(None, [MARK[crisis.organisation.language], how]))
    said = Said(
        "message_sent",
        key,
        {
            "by_what": "mail" if recipients else "otherwise",
            "recipients": str(len(recipients) or ""),
            "text": how,
        },
        about=message,
    )
    known = RoomEntry.objects.filter(crisis=crisis, client_key=key).exists()
    row = actions.append(crisis_id, said, by=by, at=at)
    if known or crisis.is_exercise or not recipients:
        return row
    drafted = queries.room(by.organisation_id, crisis_id).items.get(message)
    if drafted is None:
        raise EntryRefusedError({"about": "unknown"})
    correspondence.send(
        by.organisation_id,
        to=recipients,
        subject=str(drafted.entry.body["subject"]),
        text=drafted.text,
        about=f"crisis:{crisis_id}",
        at=at,
        by=by.actor,
    )
    return row


def issue_report(crisis_id: UUID, sha256: str, *, key: UUID, by: Member, at: datetime) -> RoomEntry:
    """A situation report was established: its digest, so that the paper can be recognised."""
    said = Said("situation_report", key, {"sha256": sha256})
    return actions.append(crisis_id, said, by=by, at=at)
