"""When a breach's file may be closed: everything decided, told, and done."""

from collections.abc import Iterator
from dataclasses import dataclass

from probant.common.errors import ProbantError


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a breach's file has come; `has_decided_*`, then what the decisions ask for."""

    is_dismissed: bool = False
    has_facts: bool = False
    is_processor: bool = False
    notify: bool | None = None
    is_notified: bool = False
    is_notification_complete: bool = False
    inform: bool | None = None
    are_persons_informed: bool = False
    are_controllers_told: bool = False
    needs_public_notice: bool = False
    is_public_told: bool = False
    open_measures: int = 0
    has_effects: bool = False


class NotClosableError(ProbantError):
    """Something is still to do: `reasons` are codes, worded by the page.

    Codes: facts, effects, notify, notification, complement, inform, persons, public, controllers,
    measures.
    """

    def __init__(self, reasons: tuple[str, ...]) -> None:
        """`reasons`: every one of them."""
        super().__init__(reasons)
        self.reasons = reasons


def ensure_closable(progress: Progress) -> None:
    """Art. 33(5): facts, effects and remedies are documented, and who had to be told was."""
    reasons = tuple(reasons_to_stay_open(progress))
    if reasons:
        raise NotClosableError(reasons)


def reasons_to_stay_open(progress: Progress) -> Iterator[str]:
    """What is left; nothing for what was found to be no breach."""
    if progress.is_dismissed:
        return
    if not progress.has_facts:
        yield "facts"
    if not progress.has_effects:
        yield "effects"
    yield from _controllers(progress) if progress.is_processor else _told(progress)
    if progress.open_measures:
        yield "measures"


def _controllers(progress: Progress) -> Iterator[str]:
    if not progress.are_controllers_told:
        yield "controllers"


def _told(progress: Progress) -> Iterator[str]:
    if progress.notify is None:
        yield "notify"
    elif progress.notify and not progress.is_notified:
        yield "notification"
    elif progress.notify and not progress.is_notification_complete:
        yield "complement"
    if progress.inform is None:
        yield "inform"
    elif progress.inform and not progress.are_persons_informed:
        yield "persons"
    elif progress.needs_public_notice and not progress.is_public_told:
        yield "public"
