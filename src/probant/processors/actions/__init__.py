"""Every act on a processor, each one transaction: permit, decide, save, journal."""

from probant.processors.actions.contracting import decide_clauses, file_contract, state_terms
from probant.processors.actions.describing import add, describe, set_status, take_from_register
from probant.processors.actions.reading import read_contract
from probant.processors.actions.recording import KnownProcessorError, MovedError
from probant.processors.actions.reviewing import add_document, review

__all__ = [
    "KnownProcessorError",
    "MovedError",
    "add",
    "add_document",
    "decide_clauses",
    "describe",
    "file_contract",
    "read_contract",
    "review",
    "set_status",
    "state_terms",
    "take_from_register",
]
