"""Words of policies: kinds, states, refusals."""

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.policies.domain.policy import AcknowledgementFileError
from probant.policies.models import Policy

Words = str | Promise
POLICIES = _("Policies")
KINDS: Mapping[str, Words] = {
    "security_policy": _("Security policy"),
    "it_charter": _("IT charter"),
    "internal_rules": _("Internal rules"),
    "procedure": _("Procedure"),
    "other": pgettext_lazy("policy", "Other"),
}
STATES: Mapping[str, Words] = {
    "draft": _("To approve"),
    "approved": pgettext_lazy("policy", "In force"),
    "changed": _("In force, changed since"),
    "late": _("To read again"),
    "archived": pgettext_lazy("policy", "Archived"),
}
TONES = {"draft": "neutral", "approved": "good", "changed": "info", "late": "bad"}
FILE_REFUSALS: Mapping[str, Words] = {
    "empty": _("The file names nobody."),
    "no_names": _("Its first line must title its columns: “name”, and “date” if there is one."),
    "too_large": _("It is larger than 5 MB."),
    "too_many": _("It has more than 20,000 lines."),
    "long_name": _("Line %(row)s: this name is longer than 200 characters."),
    "day": _("Line %(row)s: this date is not understood; write 2026-11-21 or 21/11/2026."),
    "future": _("Line %(row)s: this date is in the future."),
    "unreadable": _("The file cannot be read: save it as CSV, XLSX or ODS."),
}


def state_of(one: Policy, on: date) -> str:
    """Where a policy stands."""
    if one.is_archived:
        return "archived"
    if one.approved is None:
        return "draft"
    if one.review_on is not None and one.review_on < on:
        return "late"
    return "approved" if one.approved == one.version else "changed"


def refusal(error: AcknowledgementFileError) -> str:
    """Why a file of acknowledgements was refused, and where."""
    return str(FILE_REFUSALS[error.reason]) % {"row": error.row}
