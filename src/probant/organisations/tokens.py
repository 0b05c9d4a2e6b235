"""Tokens with which programs act in one organisation: made, shown once, looked up, revoked.

The text of a token names its organisation, so that the context is open before anything is read:
a token of one organisation is looked for in no other.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from probant.common.errors import ProbantError
from probant.database import isolation
from probant.journal import actions as journal
from probant.organisations import permissions, queries
from probant.organisations.domain import Member, Role
from probant.organisations.models import ApiToken

MOST_DAYS = 365
ROLES = tuple(role for role in Role if role is not Role.ADMINISTRATOR)
SPELLING = re.compile(r"probant_([0-9a-f]{32})_[A-Za-z0-9_-]{43}", re.ASCII)


class TokenLifetimeError(ProbantError):
    """A token lives from one day to a year."""


class TokenRoleError(ProbantError):
    """A token's role exceeds its maker's, or is the administrator's, which no program needs."""

    def __init__(self, role: Role) -> None:
        super().__init__(role.value)
        self.role = role


class TokenState(StrEnum):
    """Whether a token still opens anything."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Listed:
    """A token as its page shows it; `made_by` is empty once its maker left the organisation."""

    token: ApiToken
    state: TokenState
    made_by: str


def roles_for(maker: Role) -> tuple[Role, ...]:
    """The roles that a token made by this member may have."""
    return tuple(role for role in ROLES if permissions.covers(maker, role))


@transaction.atomic
def create(
    by: Member, *, name: str, role: Role, lifetime: timedelta, at: datetime
) -> tuple[ApiToken, str]:
    """A new token and its text, which nobody can read again."""
    permissions.require(by, "tokens.edit")
    if role not in roles_for(by.role):
        raise TokenRoleError(role)
    if not timedelta(days=1) <= lifetime <= timedelta(days=MOST_DAYS):
        raise TokenLifetimeError
    text = f"probant_{by.organisation_id.hex}_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        organisation_id=by.organisation_id,
        name=name.strip(),
        role=role.value,
        digest=_digest(text),
        created_by=by.person_id,
        created_at=at,
        expires_at=at + lifetime,
    )
    facts = {"role": role.value, "expires_at": token.expires_at.isoformat()}
    _record("token.created", token, by=by, at=at, facts=facts)
    return token, text


@transaction.atomic
def revoke(by: Member, token_id: UUID, *, at: datetime) -> None:
    """The token opens nothing any more, from its next request on."""
    permissions.require(by, "tokens.edit")
    found = ApiToken.objects.select_for_update().get(organisation=by.organisation_id, pk=token_id)
    if found.revoked_at is None:
        found.revoked_at = at
        found.save(update_fields=["revoked_at"])
        _record("token.revoked", found, by=by, at=at, facts={})


def enter(text: str, *, at: datetime) -> tuple[Member, ApiToken] | None:
    """Opens the context of the token's organisation; None, whatever is wrong with the token.

    The day of use is noted once a day; must run inside a transaction.
    """
    spelled = SPELLING.fullmatch(text)
    if spelled is None:
        return None
    isolation.enter(UUID(spelled[1]), person=None)
    digest = _digest(text)
    found = ApiToken.objects.select_related("organisation").filter(digest=digest).first()
    if found is None or not compare_digest(bytes(found.digest), digest):
        return None
    if state_of(found, at=at) is not TokenState.ACTIVE:
        return None
    _note_use(found, at)
    role = Role(found.role)
    return Member(found.pk, found.organisation_id, role, found.name, kind="token"), found


def state_of(token: ApiToken, *, at: datetime) -> TokenState:
    """Revoked, past its last moment, or neither."""
    if token.revoked_at is not None:
        return TokenState.REVOKED
    return TokenState.EXPIRED if at >= token.expires_at else TokenState.ACTIVE


def of(organisation: UUID) -> QuerySet[ApiToken]:
    """The organisation's tokens, the latest first."""
    return ApiToken.objects.filter(organisation=organisation).order_by("-created_at")


def listed(organisation: UUID, *, at: datetime) -> Iterator[Listed]:
    """Every token ever made, the latest first."""
    names = {member.person_id: str(member.person) for member in queries.members(organisation)}
    for token in of(organisation):
        yield Listed(token, state_of(token, at=at), names.get(token.created_by, ""))


def _note_use(token: ApiToken, at: datetime) -> None:
    today = at.date()
    if token.last_used_on is None or token.last_used_on < today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()


def _record(
    event: str, token: ApiToken, *, by: Member, at: datetime, facts: dict[str, str]
) -> None:
    journal.record(
        event,
        by=by.actor,
        at=at,
        organisation=token.organisation_id,
        subject=str(token.pk),
        facts=facts,
        personal={"name": token.name},
    )
