"""Publishing a notice: what people read from then on, in both languages, never changed after."""

import hashlib
from datetime import datetime

from django.db import transaction

from probant.common import canonical_json
from probant.common.errors import ProbantError
from probant.journal import actions as journal
from probant.notices import queries
from probant.notices.domain.completeness import Unmet
from probant.notices.domain.composition import compose
from probant.notices.domain.facts import Audience, to_json
from probant.notices.domain.notice import to_json as notice_to_json
from probant.notices.models import LANGUAGES, NoticeVersion
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.organisations.queries import organisation as organisation_of

PUBLISH = "notices.publish"
INDISPENSABLE = frozenset({"organisation", "register"})


class NoticeMovedError(ProbantError):
    """The register changed between the preview and the confirmation."""

    def __init__(self, audience: Audience, seen: str, current: str) -> None:
        """`seen`, `current`: fingerprints."""
        super().__init__(audience.value, seen, current)
        self.audience = audience


class NothingToTellError(ProbantError):
    """The notice lacks what no notice can do without: `unmet` says what."""

    def __init__(self, found: tuple[Unmet, ...]) -> None:
        """`found`: the items without which nothing is published."""
        super().__init__(tuple(item.item for item in found))
        self.unmet = found


class AlreadyPublishedError(ProbantError):
    """The latest version already says exactly this."""


@transaction.atomic
def publish(
    organisation: Organisation, audience: Audience, *, by: Member, at: datetime, seen: str = ""
) -> list[NoticeVersion]:
    """Art. 12–14: publishes what the register says now, in both languages, under one number.

    `seen` is the fingerprint of the preview; where the register moved since, nothing is published.
    """
    permissions.require(by, PUBLISH)
    locked = _locked(organisation, by)
    standing = queries.standing(locked, audience)
    _ensure_publishable(standing, seen)
    number = standing.published.number + 1 if standing.published else 1
    versions = [_version(standing, language, number, by, at) for language in LANGUAGES]
    NoticeVersion.objects.bulk_create(versions)
    journal.record(
        "notices.published",
        by=by.actor,
        at=at,
        organisation=locked.pk,
        subject=f"notice:{audience.value}:{number}",
        facts={
            "audience": audience.value,
            "number": number,
            "fingerprint": versions[0].fingerprint,
            "sha256": {version.language: version.digest for version in versions},
            "gaps": len(standing.unmet),
        },
    )
    return versions


def _locked(organisation: Organisation, by: Member) -> Organisation:
    """The organisation's row, so that two publications follow each other."""
    Organisation.objects.select_for_update().get(pk=by.organisation_id)
    if organisation.pk != by.organisation_id:
        raise permissions.PermissionDeniedError(PUBLISH, by.role)
    return organisation_of(by.organisation_id)


def _ensure_publishable(standing: queries.Standing, seen: str) -> None:
    missing = tuple(item for item in standing.unmet if item.remedy in INDISPENSABLE)
    if missing:
        raise NothingToTellError(missing)
    if seen and seen != standing.fingerprint:
        raise NoticeMovedError(standing.audience, seen, standing.fingerprint)
    if standing.is_current:
        raise AlreadyPublishedError


def _version(
    standing: queries.Standing, language: str, number: int, by: Member, at: datetime
) -> NoticeVersion:
    content = notice_to_json(compose(standing.facts, language))
    return NoticeVersion(
        organisation_id=by.organisation_id,
        audience=standing.audience.value,
        language=language,
        number=number,
        content=content,
        facts=to_json(standing.facts),
        fingerprint=standing.fingerprint,
        digest=hashlib.sha256(canonical_json.dumps(content)).hexdigest(),
        gaps=len(standing.unmet),
        published_at=at,
        published_by=by.person_id,
        published_by_name=by.name,
    )
