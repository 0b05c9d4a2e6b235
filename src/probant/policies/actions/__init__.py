"""Keeping policies: written, approved, read again, read by all; each act is a transaction."""

from probant.policies.actions.reading import acknowledge, forget, import_readings
from probant.policies.actions.writing import (
    NothingToApproveError,
    PolicyMovedError,
    approve,
    archive,
    begin,
    settle,
    write,
)

__all__ = [
    "NothingToApproveError",
    "PolicyMovedError",
    "acknowledge",
    "approve",
    "archive",
    "begin",
    "forget",
    "import_readings",
    "settle",
    "write",
]
