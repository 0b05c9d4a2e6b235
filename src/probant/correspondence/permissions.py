"""Who may open a message: its words are a request's, a breach's or a crisis's, and so are readers.

A message about a request holds the person's name and their private link.
"""

from collections.abc import Mapping

from probant.correspondence.models import OutgoingMail
from probant.organisations import permissions
from probant.organisations.domain import Member

READ = "letters.view"
OF_SLICE: Mapping[str, str] = {
    "subject_requests": "subject_requests.handle",
    "breaches": "breaches.view",
    "crisis": "crisis.view",
}


def ensure_readable(mail: OutgoingMail, by: Member) -> None:
    """PermissionDeniedError unless the member may see what the message is about."""
    permissions.require(by, READ)
    permissions.require(by, OF_SLICE.get(mail.about.partition(":")[0], READ))
