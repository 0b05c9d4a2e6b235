"""What went wrong with an act, in the reader's words."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from probant.correspondence.actions import BadAddressError
from probant.subject_requests.actions import (
    IdentityPaperKeptError,
    MergeError,
    NoAddressError,
    NotAHandlerError,
    ReasonMissingError,
    RemedyMissingError,
    RetentionError,
    TooEarlyError,
)
from probant.subject_requests.domain.clock import AlreadyExtendedError, ExtensionTooLateError
from probant.subject_requests.domain.state import NotPossibleError

SAID: Mapping[type[Exception], Promise] = {
    ExtensionTooLateError: _(
        "The first month ended on %(until)s: it is too late to extend. Answer now."
    ),
    AlreadyExtendedError: _("The time to answer was extended already, and is extended once only."),
    TooEarlyError: _("A health record is not handed over before 48 hours: wait until %(until)s."),
    IdentityPaperKeptError: _(
        "An identity paper is still here. Record its check: that destroys it."
    ),
    MergeError: _("A request joins an earlier one only, so that its time is not lengthened."),
    NoAddressError: _("The person gave no e-mail address: choose another way."),
    BadAddressError: _("The person’s e-mail address is not one: choose another way."),
    NotAHandlerError: _("This person does not handle requests."),
    RemedyMissingError: _(
        "Your own letter names no remedy: put back the CNIL and the court in it."
    ),
    ReasonMissingError: _("A reason is needed here."),
    RetentionError: _("This request is kept as evidence until %(until)s."),
    NotPossibleError: _("The request has moved on: this can no longer be done."),
}
FORESEEN = tuple(SAID)


def told(error: Exception) -> str:
    """Why the act was refused, and what to do instead."""
    until = getattr(error, "until", None)
    said = str(SAID[type(error)])
    return said % {"until": _moment(until)} if isinstance(until, datetime) else said


def _moment(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")
