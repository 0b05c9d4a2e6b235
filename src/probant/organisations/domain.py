"""Members and roles: who acts, in which organisation, with which office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from probant.common.errors import ProbantError
from probant.journal.domain import Actor

INVITATION_LIFETIME = timedelta(days=7)
FACTS_OF_IDENTITY = frozenset(
    {"sector", "language", "siren", "finess", "dpo_designated_on", "group_turnover"}
)
PERSONAL_FACTS_OF_IDENTITY = frozenset(
    {
        "name",
        "address",
        "email",
        "telephone",
        "representative",
        "dpo_name",
        "dpo_contact",
        "dpo_reason_for_none",
    }
)
IDENTITY = FACTS_OF_IDENTITY | PERSONAL_FACTS_OF_IDENTITY


class Role(StrEnum):
    """A member's office in one organisation."""

    READER = "reader"
    CONTRIBUTOR = "contributor"
    DPO = "dpo"
    CISO = "ciso"
    ADMINISTRATOR = "administrator"


class Sector(StrEnum):
    """What an organisation is; templates, questions and obligations depend on it."""

    PRACTICE = "practice"
    PHARMACY = "pharmacy"
    LABORATORY = "laboratory"
    HOSPITAL = "hospital"
    PUBLISHER = "publisher"
    EXTERNAL_DPO = "external_dpo"
    OTHER = "other"


@dataclass(frozen=True)
class Member:
    """A person acting in one organisation; or a program: kind "token", the token's id and name."""

    person_id: UUID
    organisation_id: UUID
    role: Role
    name: str
    kind: str = "person"

    @property
    def actor(self) -> Actor:
        """How the journal names them: by identifier; the name is a commitment beside it."""
        return Actor(kind=self.kind, id=str(self.person_id), name=self.name)


class UnknownIdentityFieldError(ProbantError):
    """A change names something that is no fact of an organisation's identity."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class LastAdministratorError(ProbantError):
    """An organisation keeps at least one administrator."""


class NotAMemberError(ProbantError):
    """The person is no member of this organisation."""


class AlreadyMemberError(ProbantError):
    """The person is a member of this organisation already."""


class DemonstrationPersonError(ProbantError):
    """An invented person of the demonstration joins invented organisations only."""


class NotSoleAdministratorError(ProbantError):
    """The person belongs to an organisation that the member does not administer."""


class InvitationRefusal(StrEnum):
    """Why an invitation opens nothing."""

    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    OTHER_ADDRESS = "other_address"


class InvitationRefusedError(ProbantError):
    """An invitation is unknown (or was revoked), accepted, too old, or for another address."""

    def __init__(self, reason: InvitationRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


def invitation_refusal(
    *, accepted_at: datetime | None, expires_at: datetime, at: datetime
) -> InvitationRefusal | None:
    """Why a known invitation is refused at `at`, or None."""
    if accepted_at is not None:
        return InvitationRefusal.ACCEPTED
    return InvitationRefusal.EXPIRED if at >= expires_at else None


def keep_an_administrator(roles: Mapping[UUID, Role], changed: UUID, becomes: Role | None) -> None:
    """LastAdministratorError when `changed` becoming `becomes` (None: leaving) leaves none."""
    after = {person: role for person, role in roles.items() if person != changed}
    if becomes is not None:
        after[changed] = becomes
    if Role.ADMINISTRATOR not in after.values():
        raise LastAdministratorError
