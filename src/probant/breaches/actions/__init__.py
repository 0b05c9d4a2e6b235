"""What may be done about a breach: each act permits, decides, states, journals, or does nothing."""

from probant.breaches.actions.alerting import alert
from probant.breaches.actions.attaching import attach
from probant.breaches.actions.deciding import (
    JustificationMissingError,
    decide,
    dismiss,
    give_opinion,
    must_justify,
)
from probant.breaches.actions.declaring import declare
from probant.breaches.actions.ending import close, reopen
from probant.breaches.actions.qualifying import (
    UnexplainedAwarenessError,
    save_facts,
    save_section,
)
from probant.breaches.actions.recording import (
    ClosedBreachError,
    StatementConflictError,
    WrongOrganisationError,
)
from probant.breaches.actions.telling import (
    LateReasonsMissingError,
    UnknownDutyError,
    follow,
    freeze,
    record_sending,
)

__all__ = [
    "ClosedBreachError",
    "JustificationMissingError",
    "LateReasonsMissingError",
    "StatementConflictError",
    "UnexplainedAwarenessError",
    "UnknownDutyError",
    "WrongOrganisationError",
    "alert",
    "attach",
    "close",
    "decide",
    "declare",
    "dismiss",
    "follow",
    "freeze",
    "give_opinion",
    "must_justify",
    "record_sending",
    "reopen",
    "save_facts",
    "save_section",
]
