"""Members and roles: who acts, in which organisation, with which office."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from probant.journal.domain import Actor


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
    """A person acting in one organisation."""

    person_id: UUID
    organisation_id: UUID
    role: Role
    name: str

    @property
    def actor(self) -> Actor:
        """How the journal names them: by identifier; the name is a commitment beside it."""
        return Actor(kind="person", id=str(self.person_id), name=self.name)
