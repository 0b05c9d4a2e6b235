"""What may be done to a request: each act permits, decides, saves and journals, or does nothing."""

from probant.subject_requests.actions.intake import Received, enter, receive
from probant.subject_requests.actions.recording import (
    REQUESTER,
    Act,
    RequestConflictError,
    acting,
    happen,
    locked,
    opened,
)

__all__ = [
    "REQUESTER",
    "Act",
    "Received",
    "RequestConflictError",
    "acting",
    "enter",
    "happen",
    "locked",
    "opened",
    "receive",
]
