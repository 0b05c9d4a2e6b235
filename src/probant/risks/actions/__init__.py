"""Analysing risks: what people do, each act in one transaction."""

from probant.risks.actions.analyses import (
    AnalysisTextError,
    IncompleteAnalysisError,
    UnknownMethodError,
    answer,
    apply,
    archive,
    complete_measure,
    feed,
    plan_measure,
    save_scope,
    save_table,
    start,
    validate,
)
from probant.risks.actions.keeping import MovedOnError
from probant.risks.actions.risks import accept, add, edit, move, withdraw

__all__ = [
    "AnalysisTextError",
    "IncompleteAnalysisError",
    "MovedOnError",
    "UnknownMethodError",
    "accept",
    "add",
    "answer",
    "apply",
    "archive",
    "complete_measure",
    "edit",
    "feed",
    "move",
    "plan_measure",
    "save_scope",
    "save_table",
    "start",
    "validate",
    "withdraw",
]
