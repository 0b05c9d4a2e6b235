"""What is due: something that a law or a promise wants done before an instant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from probant.common.time_limits import Deadline


@dataclass(frozen=True)
class Due:
    """One thing to do before `deadline.ends_at`; it names its subject, never a person's data.

    `reference` is what people call it (D-2026-014), `url` where it is done, `permission` what opens
    that page. While `suspended_since` is set the law stops the clock, for `reason`.
    """

    organisation: UUID
    kind: str
    subject: str
    reference: str
    deadline: Deadline
    url: str
    permission: str
    responsible: UUID | None = None
    suspended_since: datetime | None = None
    reason: str = ""

    @property
    def is_running(self) -> bool:
        """Whether its clock runs."""
        return self.suspended_since is None


def by_urgency(found: Iterable[Due]) -> tuple[Due, ...]:
    """What runs first, the nearest end first; what is suspended comes after."""
    return tuple(sorted(found, key=lambda due: (not due.is_running, due.deadline.target_at)))
