"""What may be done about a breach: each act permits, decides, states, journals, or does nothing."""

from probant.breaches.actions.declaring import declare
from probant.breaches.actions.recording import (
    ClosedBreachError,
    StatementConflictError,
    WrongOrganisationError,
)

__all__ = [
    "ClosedBreachError",
    "StatementConflictError",
    "WrongOrganisationError",
    "declare",
]
