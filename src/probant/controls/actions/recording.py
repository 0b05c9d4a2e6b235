"""What every act on controls shares: who may, where, and its entry in the journal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from probant.common.errors import ProbantError
from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.organisations.models import Organisation

EDIT = "controls.edit"


class WrongOrganisationError(ProbantError):
    """A member acts in another organisation than the one named."""


@dataclass(frozen=True)
class Act:
    """Who does it, and when."""

    by: Member
    at: datetime


def require(organisation: Organisation, by: Member) -> None:
    """The permission, in this organisation."""
    permissions.require(by, EDIT)
    if organisation.pk != by.organisation_id:
        raise WrongOrganisationError


def record(event: str, subject: str, act: Act, facts: Mapping[str, Any]) -> None:
    """The act in the journal: identifiers, codes and fingerprints, never what was typed."""
    journal.record(
        f"controls.{event}",
        by=act.by.actor,
        at=act.at,
        organisation=act.by.organisation_id,
        subject=subject,
        facts=facts,
    )
