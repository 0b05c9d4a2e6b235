"""Writing a policy, approving a version of it, saying how it is followed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from probant.common.errors import ProbantError
from probant.common.time_limits import Period
from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.policies import queries
from probant.policies.domain import policy as rules
from probant.policies.models import Policy, PolicyVersion
from probant.reference import policies as reference
from probant.vault import actions as vault
from probant.vault.reception import receive

EDIT = "policies.edit"
DOSSIER, RULE = "policy", "letter"
NUMBERING = 0x504F_4C49  # "POLI": the advisory lock under which numbers are given


class PolicyMovedError(ProbantError):
    """Somebody saved first: `latest` stands, what this person wanted was not saved."""

    def __init__(self, seen: int, latest: int, by_name: str) -> None:
        super().__init__(seen, latest)
        self.seen, self.latest, self.by_name = seen, latest, by_name


class NothingToApproveError(ProbantError):
    """There is no version, or it holds neither text nor file."""


@transaction.atomic
def begin(  # noqa: PLR0913  a policy is whose, of which kind, called how, from what, saying what
    organisation: Organisation,
    kind: str,
    *,
    title: str,
    text: str,
    template: str = "",
    upload: UploadedFile[bytes] | None = None,
    by: Member,
    at: datetime,
) -> Policy:
    """A policy with its first version."""
    permissions.require(by, EDIT)
    if organisation.pk != by.organisation_id:
        raise permissions.PermissionDeniedError(EDIT, by.role)
    if kind not in reference.KINDS:
        raise rules.PolicyTextError(field="kind")
    known = reference.templates().get(template)
    made = Policy(
        organisation=organisation,
        number=_next_number(organisation.pk),
        kind=kind,
        title=title.strip(),
        template=template if known else "",
        language=organisation.language,
        review_months=known.review_months if known else 12,
        is_read_by_all=known.is_read_by_all if known else False,
    )
    return _written(made, title, text, upload, note="", by=by, at=at)


@transaction.atomic
def write(  # noqa: PLR0913  a version is of what, saying what, after which, by whom, why
    policy_id: UUID,
    *,
    title: str,
    text: str,
    seen: int,
    upload: UploadedFile[bytes] | None = None,
    note: str = "",
    by: Member,
    at: datetime,
) -> Policy:
    """One more version, where it differs; the version in force stays until another is approved."""
    found = _locked(policy_id, by, seen=seen)
    latest = queries.versions(found).first()
    kept = latest.file_sha256 if latest and upload is None else ""
    if latest and upload is None and latest.digest == rules.digest_of(title.strip(), text, kept):
        return found
    return _written(found, title, text, upload, note=note, by=by, at=at)


@transaction.atomic
def approve(policy_id: UUID, *, seen: int, by: Member, at: datetime) -> Policy:
    """The latest version in force, under a name and a date, until its review."""
    found = _locked(policy_id, by, seen=seen)
    latest = queries.versions(found).first()
    if latest is None or not (latest.text.strip() or latest.file_id):
        raise NothingToApproveError
    is_again = found.approved == latest.number
    found.approved, found.approved_at, found.approved_by_name = latest.number, at, by.name
    found.review_on = timezone.localdate(Period(months=found.review_months).past(at))
    event = "reviewed" if is_again else "approved"
    return _saved(found, event, by=by, at=at, approved=latest.number, sha256=latest.digest)


@transaction.atomic
def settle(  # noqa: PLR0913  a policy is followed by how often, by whom, how many
    policy_id: UUID,
    *,
    kind: str,
    review_months: int,
    is_read_by_all: bool,
    others_expected: int,
    by: Member,
    at: datetime,
) -> Policy:
    """How often it is read again, and who has to read it."""
    found = _locked(policy_id, by)
    if kind not in reference.KINDS:
        raise rules.PolicyTextError(field="kind")
    found.kind, found.review_months = kind, review_months
    found.is_read_by_all, found.others_expected = is_read_by_all, others_expected
    if found.approved_at is not None:
        ends = Period(months=review_months).past(found.approved_at)
        found.review_on = timezone.localdate(ends)
    facts = {"is_read_by_all": is_read_by_all, "others_expected": others_expected}
    return _saved(found, "settled", by=by, at=at, **facts)


@transaction.atomic
def archive(policy_id: UUID, *, by: Member, at: datetime) -> Policy:
    """No longer in force: its versions and readings stay."""
    found = _locked(policy_id, by)
    found.is_archived = True
    return _saved(found, "archived", by=by, at=at)


def _locked(policy_id: UUID, by: Member, *, seen: int | None = None) -> Policy:
    permissions.require(by, EDIT)
    rows = Policy.objects.select_for_update()
    found = rows.get(organisation=by.organisation_id, pk=policy_id)
    if seen is not None and seen != found.version:
        raise PolicyMovedError(seen, found.version, found.updated_by_name)
    return found


def _written(  # noqa: PLR0913  as `write`
    found: Policy,
    title: str,
    text: str,
    upload: UploadedFile[bytes] | None,
    *,
    note: str,
    by: Member,
    at: datetime,
) -> Policy:
    rules.ensure_text(title, text)
    found.title, found.version = title.strip(), found.version + 1
    found.updated_at, found.updated_by_name = at, by.name
    found.save()
    version = PolicyVersion(
        organisation_id=found.organisation_id,
        policy=found,
        number=found.version,
        title=found.title,
        text=text,
        note=note,
        at=at,
        by=by.person_id,
        by_name=by.name,
    )
    _attach(version, found, upload, by=by, at=at)
    version.digest = rules.digest_of(version.title, version.text, version.file_sha256)
    version.save(force_insert=True)
    _journal(found, "written", by=by, at=at, sha256=version.digest)
    return found


def _attach(
    version: PolicyVersion,
    found: Policy,
    upload: UploadedFile[bytes] | None,
    *,
    by: Member,
    at: datetime,
) -> None:
    """The file sent, sealed in the vault, or the one of the version before."""
    if upload is not None:
        dossier = vault.open_dossier(found.organisation_id, kind=DOSSIER, subject=found.pk)
        kept = receive(upload, dossier, purpose=RULE, by=by.actor, at=at)
        version.file_id, version.file_sha256 = kept.id, kept.sha256
        version.file_name = kept.name[:255]
        return
    latest = queries.versions(found).first()
    if latest is not None:
        version.file_id, version.file_name = latest.file_id, latest.file_name
        version.file_sha256 = latest.file_sha256


def _saved(found: Policy, event: str, *, by: Member, at: datetime, **facts: Any) -> Policy:  # noqa: ANN401  JSON
    found.updated_at, found.updated_by_name = at, by.name
    found.save()
    _journal(found, event, by=by, at=at, **facts)
    return found


def _journal(found: Policy, event: str, *, by: Member, at: datetime, **facts: Any) -> None:  # noqa: ANN401  JSON
    journal.record(
        f"policies.{event}",
        by=by.actor,
        at=at,
        organisation=found.organisation_id,
        subject=str(found.pk),
        facts={"reference": found.reference, "version": found.version, **facts},
    )


def _next_number(organisation: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [NUMBERING, str(organisation)]
        )
    given = Policy.objects.filter(organisation=organisation)
    highest: int | None = given.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1
