"""What people do with frameworks, controls and evidence."""

from probant.controls.actions.deciding import (
    DecisionConflictError,
    approve_statement,
    decide,
    decide_many,
)
from probant.controls.actions.evidence import (
    EvidenceMovedError,
    WithdrawnError,
    add_evidence,
    change_evidence,
    give,
    set_aside,
    take_back,
    withdraw,
)
from probant.controls.actions.following import (
    AlreadyImportedError,
    cancel_import,
    choose_baseline,
    confirm_import,
    follow,
    propose_import,
    unfollow,
)
from probant.controls.actions.recording import WrongOrganisationError

__all__ = [
    "AlreadyImportedError",
    "DecisionConflictError",
    "EvidenceMovedError",
    "WithdrawnError",
    "WrongOrganisationError",
    "add_evidence",
    "approve_statement",
    "cancel_import",
    "change_evidence",
    "choose_baseline",
    "confirm_import",
    "decide",
    "decide_many",
    "follow",
    "give",
    "propose_import",
    "set_aside",
    "take_back",
    "unfollow",
    "withdraw",
]
