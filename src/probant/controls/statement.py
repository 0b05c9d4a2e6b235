"""The statement of applicability (ISO 27001, 6.1.3 d): each control, applied or not, and why."""

from collections.abc import Iterator
from typing import Any

from probant.common.errors import ProbantError
from probant.controls.domain.framework import Control
from probant.controls.domain.standing import Standing
from probant.controls.queries import Board

MOST_NAMED = 10


class UndecidedError(ProbantError):
    """Controls that nobody decided about: a statement with holes is none."""

    def __init__(self, controls: list[Control]) -> None:
        super().__init__(*(one.number for one in controls[:MOST_NAMED]))
        self.controls = controls


def ensure_whole(board: Board) -> None:
    """UndecidedError unless somebody said of each control whether it applies."""
    open_ = [control for control, standing in board.rows if not standing.decision.is_decided]
    if open_:
        raise UndecidedError(open_)


def plain(board: Board) -> dict[str, Any]:
    """The statement as JSON values: what is frozen when it is approved."""
    return {
        "framework": board.framework.id,
        "name": board.framework.name,
        "edition": board.framework.edition,
        "controls": [_line(control, standing) for control, standing in board.rows],
    }


def evidence_of(standing: Standing) -> Iterator[str]:
    """The evidence that arrives, by the numbers that people use."""
    for arrival in standing.arrivals:
        yield f"P-{arrival.number:03d}"


def _line(control: Control, standing: Standing) -> dict[str, Any]:
    decision = standing.decision
    return {
        "id": control.id,
        "number": control.number,
        "title": control.title,
        "applicability": decision.applicability.value,
        "justification": decision.justification,
        "implementation": decision.implementation.value,
        "maturity": decision.maturity,
        "owner": decision.owner,
        "review_on": decision.review_on.isoformat() if decision.review_on else None,
        "state": standing.state.value,
        "evidence": list(evidence_of(standing)),
    }
