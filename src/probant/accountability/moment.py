"""A state of an organisation's data, by which what was computed from it is remembered.

The journal's frontier is a hash of all that was done, so that equal frontiers mean equal data.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from probant.journal import queries as journal
from probant.organisations.models import Organisation

REMEMBERED = 256


@dataclass(frozen=True)
class Moment:
    """The journal's frontier, the minute, and the language in which words were chosen."""

    organisation_id: UUID
    frontier: bytes
    minute: datetime
    language: str
    organisation: Organisation = field(compare=False)
    now: datetime = field(compare=False)

    @classmethod
    def of(cls, organisation: Organisation, state: journal.State, now: datetime) -> "Moment":
        """That of an organisation whose journal stands in this state."""
        minute = now.replace(second=0, microsecond=0)
        language = get_language() or ""
        return cls(organisation.pk, state.frontier, minute, language, organisation, now)
