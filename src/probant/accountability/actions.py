"""What is done to prove: sealing the journal, and making a dossier that others verify offline."""

from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from django.db import transaction

from probant.accountability import documents, sealing
from probant.accountability.documents import Wanted
from probant.accountability.domain import dossier as format_
from probant.accountability.models import Dossier, DossierDocument
from probant.common import canonical_json
from probant.common.errors import ProbantError
from probant.journal import actions as journal
from probant.journal import key
from probant.journal.domain import Check, JournalAlteredError
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.organisations.models import Organisation


class WrongOrganisationError(ProbantError):
    """A member acts in another organisation than the one named."""


@transaction.atomic
def seal(by: Member, *, at: datetime) -> Check:
    """Recomputes the journal, records what came out, and signs its head if every entry holds."""
    permissions.require(by, "journal.seal")
    return _sealed(by, at)


@transaction.atomic
def make_dossier(
    organisation: Organisation, wanted: Wanted, *, by: Member, at: datetime
) -> Dossier:
    """A dossier bound to the journal: documents, manifest, entry, signed checkpoint, or nothing.

    JournalAlteredError where the entries no longer give the head: nothing is signed over them.
    """
    permissions.require(by, "dossiers.make")
    if wanted.about:
        permissions.require(by, wanted.about.thing.permission)
    if organisation.pk != by.organisation_id:
        raise WrongOrganisationError
    check = _sealed(by, at)
    if not check.is_whole:
        raise JournalAlteredError(check.size)
    held = documents.of(organisation, wanted, at=at)
    return _bound(held, wanted, organisation, by=by, at=at)


def _bound(
    held: dict[str, bytes], wanted: Wanted, organisation: Organisation, *, by: Member, at: datetime
) -> Dossier:
    made = format_.Made(str(organisation.pk), organisation.name, at.isoformat(), wanted.purpose)
    verifier = str(key.verifier())
    manifest = canonical_json.dumps(format_.manifest(made, held, verifier=verifier))
    found = Dossier(
        id=uuid4(),
        organisation=organisation,
        purpose=wanted.purpose,
        language=wanted.language,
        has_names=wanted.has_names,
        made_at=at,
        made_by=by.person_id,
        manifest=manifest,
        manifest_sha256=sha256(manifest).hexdigest(),
        about_kind=wanted.about.kind if wanted.about else "",
        about_id=wanted.about.subject if wanted.about else None,
    )
    found.entry_index = _recorded(found, by)
    found.checkpoint = journal.sign_checkpoint(organisation.pk, at=at).note
    found.save(force_insert=True)
    _keep(found, held)
    return found


def _recorded(found: Dossier, by: Member) -> int:
    facts = {
        "manifest_sha256": found.manifest_sha256,
        "language": found.language,
        "has_names": found.has_names,
    }
    return journal.record(
        format_.EVENT,
        by=by.actor,
        at=found.made_at,
        organisation=found.organisation_id,
        subject=str(found.pk),
        facts=facts,
        personal={"purpose": found.purpose},
    )


def _keep(found: Dossier, held: dict[str, bytes]) -> None:
    written = sealing.sealed(found, held)
    DossierDocument.objects.bulk_create(
        DossierDocument(
            organisation_id=found.organisation_id,
            dossier=found,
            position=position,
            name=name,
            content=content,
        )
        for position, (name, content) in enumerate(written.items())
    )


def _sealed(by: Member, at: datetime) -> Check:
    check = journal.check(by.organisation_id, by=by.actor, at=at)
    if check.is_whole:
        journal.sign_checkpoint(by.organisation_id, at=at)
    return check
