"""Writing the crisis plan, validating it, and making the copies that work without the server.

Every act adds a version; none changes one. A copy is made of the latest version, and its bytes are
signed and journalled; the passphrase of an offline page is kept nowhere.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from probant.common.errors import ProbantError
from probant.crisis import booklet
from probant.crisis.domain import booklet as statements
from probant.crisis.domain import offline
from probant.crisis.domain import plan as rules
from probant.crisis.domain.booklet import Statement
from probant.crisis.domain.plan import Plan
from probant.crisis.models import BookletIssue, PlanVersion
from probant.crisis.offline import page
from probant.crisis.queries import plan as queries
from probant.journal import actions as journal
from probant.journal import key
from probant.organisations import permissions
from probant.organisations import queries as organisations
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.reference import crisis as reference

PREPARE = "crisis.prepare"


class PlanMovedError(ProbantError):
    """Somebody saved the plan in the meantime; nothing of theirs is overwritten."""

    def __init__(self, seen: int, latest: int) -> None:
        super().__init__(seen, latest)
        self.seen, self.latest = seen, latest


class NoPlanError(ProbantError):
    """There is no plan yet to validate or to copy."""


class WeakPassphraseError(ProbantError):
    """The passphrase would be guessed: `reason` says how."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Copy:
    """A copy of the plan as it leaves: the record of it, its bytes, its name."""

    issue: BookletIssue
    content: bytes
    filename: str


@transaction.atomic
def write(  # noqa: PLR0913  a plan is whose, which, after which, by whom, when and why
    organisation: Organisation, plan: Plan, *, seen: int, by: Member, at: datetime, note: str = ""
) -> PlanVersion:
    """One more version, where it differs; `seen` is the number that was read (0: none)."""
    permissions.require(by, PREPARE)
    rules.ensure_known(plan.scenarios, reference.guides())
    latest = _latest(organisation, by, seen)
    if latest is not None and latest.digest == rules.digest_of(plan):
        return latest
    version = _version(organisation, plan, latest, "written", by=by, at=at)
    version.note = note
    version.save(force_insert=True)
    _journal("crisis.plan_written", version, by=by, at=at)
    return version


@transaction.atomic
def validate(organisation: Organisation, *, seen: int, by: Member, at: datetime) -> PlanVersion:
    """The plan read whole and found right, or right again: valid for twelve months."""
    permissions.require(by, PREPARE)
    latest = _latest(organisation, by, seen)
    if latest is None:
        raise NoPlanError
    event = "reviewed" if latest.validated_at else "validated"
    version = _version(organisation, rules.from_json(latest.content), latest, event, by=by, at=at)
    version.validated_at, version.reviewed_on = at, timezone.localdate(at)
    version.validated_by, version.validated_by_name = by.person_id, by.name
    version.save(force_insert=True)
    _journal(f"crisis.plan_{event}", version, by=by, at=at)
    return version


@transaction.atomic
def issue_booklet(organisation: Organisation, *, language: str, by: Member, at: datetime) -> Copy:
    """The printable booklet; it bears the signature of the plan that it prints."""
    version = _to_copy(organisation, by)
    signature = _signed(version, statements.CONTENT, version.digest, at)
    content = booklet.pdf(organisation, version, language=language, at=at, signature=signature)
    return _issued(version, statements.BOOKLET, content, language, by=by, at=at)


@transaction.atomic
def issue_page(
    organisation: Organisation, passphrase: str, *, language: str, by: Member, at: datetime
) -> Copy:
    """One encrypted page that opens without the server."""
    version = _to_copy(organisation, by)
    reason = offline.weakness(passphrase)
    if reason:
        raise WeakPassphraseError(reason)
    said = booklet.contents(organisation, version, language=language, at=at)
    content = page.html(said, passphrase, organisation=organisation.pk, number=version.number)
    return _issued(version, statements.PAGE, content, language, by=by, at=at)


def _latest(organisation: Organisation, by: Member, seen: int) -> PlanVersion | None:
    """The latest version, behind the organisation's lock; PlanMovedError where it is another."""
    if organisation.pk != by.organisation_id:
        raise permissions.PermissionDeniedError(PREPARE, by.role)
    organisations.organisation(by.organisation_id, for_update=True)
    latest = queries.versions(by.organisation_id).first()
    if (latest.number if latest else 0) != seen:
        raise PlanMovedError(seen, latest.number if latest else 0)
    return latest


def _version(  # noqa: PLR0913  a version is of whom, what, after which, by which act
    organisation: Organisation,
    plan: Plan,
    latest: PlanVersion | None,
    event: str,
    *,
    by: Member,
    at: datetime,
) -> PlanVersion:
    return PlanVersion(
        organisation=organisation,
        number=latest.number + 1 if latest else 1,
        language=organisation.language,
        event=event,
        content=rules.to_json(plan),
        digest=rules.digest_of(plan),
        saved_at=at,
        saved_by=by.person_id,
        saved_by_name=by.name,
    )


def _to_copy(organisation: Organisation, by: Member) -> PlanVersion:
    permissions.require(by, PREPARE)
    if organisation.pk != by.organisation_id:
        raise permissions.PermissionDeniedError(PREPARE, by.role)
    latest = queries.versions(by.organisation_id).first()
    if latest is None:
        raise NoPlanError
    return latest


def _signed(version: PlanVersion, kind: str, digest: str, at: datetime) -> str:
    statement = Statement(version.organisation_id, kind, version.number, digest, at)
    return statements.signed(statement, key.signer())


def _issued(  # noqa: PLR0913  a copy is of what, of which kind, in which language, by whom
    version: PlanVersion, kind: str, content: bytes, language: str, *, by: Member, at: datetime
) -> Copy:
    digest = hashlib.sha256(content).hexdigest()
    issue = BookletIssue.objects.create(
        organisation_id=version.organisation_id,
        kind=kind,
        plan_number=version.number,
        language=language,
        digest=digest,
        size=len(content),
        signature=_signed(version, kind, digest, at),
        issued_at=at,
        issued_by=by.person_id,
        issued_by_name=by.name,
    )
    more = {"kind": kind, "file_sha256": digest, "bytes": len(content)}
    _journal("crisis.plan_copied", version, by=by, at=at, **more)
    suffix = "pdf" if kind == statements.BOOKLET else "html"
    return Copy(issue, content, f"crisis-plan-{version.number}-{language}.{suffix}")


def _journal(event: str, version: PlanVersion, *, by: Member, at: datetime, **more: Any) -> None:  # noqa: ANN401  JSON
    journal.record(
        event,
        by=by.actor,
        at=at,
        organisation=version.organisation_id,
        subject=f"plan:{version.number}",
        facts={"number": version.number, "sha256": version.digest, **more},
    )
