"""What people do with impact assessments: one function a use case."""

from probant.dpia.actions.deciding import ReasoningConflictError, decide
from probant.dpia.actions.recording import ConflictError, StatusError
from probant.dpia.actions.settling import (
    MovedError,
    NotReadyError,
    advise,
    archive,
    confirm,
    consult,
    follow,
    hear,
    refuse,
    reopen,
    validate,
)
from probant.dpia.actions.writing import (
    answer,
    evaluate,
    identify,
    import_document,
    remove_measure,
    start,
    write_measure,
)

__all__ = [
    "ConflictError",
    "MovedError",
    "NotReadyError",
    "ReasoningConflictError",
    "StatusError",
    "advise",
    "answer",
    "archive",
    "confirm",
    "consult",
    "decide",
    "evaluate",
    "follow",
    "hear",
    "identify",
    "import_document",
    "refuse",
    "remove_measure",
    "reopen",
    "start",
    "validate",
    "write_measure",
]
