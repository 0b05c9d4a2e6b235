"""The words of this slice: kinds of barriers, states, reasons of the count, findings."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from probant.barriers.domain.depth import Judged, Reason
from probant.barriers.domain.judging import GRAVE, Finding
from probant.barriers.domain.ways import Kind, Outside, Reach, Standing
from probant.reference.access_paths import access_paths

Words = Mapping[str, str | Promise]

KINDS: Words = {
    Kind.IDENTIFICATION: _("Identification"),
    Kind.SECOND_FACTOR: _("Second factor"),
    Kind.NETWORK: _("Network filtering or VPN"),
    Kind.SEGMENTATION: _("Segmentation"),
    Kind.ENCRYPTION: _("Encryption"),
    Kind.AUTHORISATION: _("Rights by person"),
    Kind.PHYSICAL: _("Physical protection"),
    Kind.MONITORING: _("Monitoring and alerts"),
    Kind.PROCEDURE: _("Procedure"),
}
KIND_HELP: Words = {
    Kind.IDENTIFICATION: _("A password, a card, a personal account."),
    Kind.SECOND_FACTOR: _("A code, an application, a key, besides the password."),
    Kind.NETWORK: _("A firewall, a VPN, a list of addresses."),
    Kind.SEGMENTATION: _("A network or a machine apart."),
    Kind.ENCRYPTION: _("Unreadable without a key kept elsewhere."),
    Kind.AUTHORISATION: _("Each account opens only what its person needs."),
    Kind.PHYSICAL: _("A lock, a safe, a guarded room."),
    Kind.MONITORING: _("Somebody is warned of what is abnormal."),
    Kind.PROCEDURE: _("A rule that people follow."),
}
STANDINGS: Words = {
    Standing.IN_PLACE: _("In place"),
    Standing.ABSENT: pgettext_lazy("barrier", "Absent"),
    Standing.UNKNOWN: pgettext_lazy("barrier", "Not known"),
}
OUTSIDE: Words = {
    Outside.YES: _("Yes, from outside"),
    Outside.NO: _("No, from inside only"),
    Outside.UNKNOWN: pgettext_lazy("barrier", "Not known"),
}
REACH: Words = {
    Reach.SCOPED: _("The records that its person needs"),
    Reach.WHOLE: _("The whole base"),
    Reach.NO_ACCOUNT: _("No account: the thing itself is taken"),
    Reach.UNKNOWN: pgettext_lazy("barrier", "Not known"),
}
REASONS: Words = {
    Reason.COUNTED: _("Counts"),
    Reason.ABSENT: _("Does not count: it is not there"),
    Reason.UNKNOWN: _("Does not count yet: nobody knows whether it is there"),
    Reason.HOLDS_NOBODY: _("Does not count: it warns or asks, and holds nobody back by itself"),
    Reason.UNNAMED: _("Does not count yet: say which component it rests on"),
    Reason.SAME_COMPONENT: _("Does not count: it rests on the same component as no. %(like)s"),
    Reason.SAME_KIND: _("Does not count: it is of the same kind as no. %(like)s"),
}
FINDINGS: Words = {
    Finding.NO_BARRIER: _("No barrier"),
    Finding.ONE_BARRIER: _("One barrier only"),
    Finding.DEPTH_UNKNOWN: _("Number of barriers not known"),
    Finding.NO_SECOND_FACTOR: _("From outside without a second factor"),
    Finding.SECOND_FACTOR_UNKNOWN: _("Second factor not known"),
    Finding.WHOLE_BASE: _("One account opens the whole base"),
    Finding.REACH_UNKNOWN: _("What one account opens is not known"),
    Finding.NEVER_CHECKED: _("Never checked"),
    Finding.CHECK_TOO_OLD: _("Checked more than a year ago"),
}
EVENTS: Words = {
    "added": pgettext_lazy("way", "Added"),
    "changed": pgettext_lazy("way", "Changed"),
    "retired": pgettext_lazy("way", "Given up"),
    "taken_up": pgettext_lazy("way", "Taken up again"),
}
SHAPES: Words = {
    "required": _("Give it a name."),
    "too_long": _("A text is too long: shorten it."),
    "too_many": _("There are too many rows."),
    "future": _("This day is still to come."),
}
UNKNOWN_ICONS = frozenset(
    {Finding.DEPTH_UNKNOWN, Finding.SECOND_FACTOR_UNKNOWN, Finding.REACH_UNKNOWN}
)


def kind_label(kind: str) -> str:
    """What a usual way is called; one of the organisation's own has no other name."""
    known = access_paths().get(kind)
    return known.label.in_(get_language() or "fr") if known else str(_("Another way"))


def reason(judged: Judged) -> str:
    """Why a barrier counts or not; barriers are numbered from one."""
    like = "" if judged.like is None else str(judged.like + 1)
    return str(REASONS[judged.reason]) % {"like": like}


def tone(finding: str) -> str:
    """Bad for what lacks, unknown for what nobody knows, a warning for the rest."""
    if finding in GRAVE:
        return "bad"
    return "unknown" if finding in UNKNOWN_ICONS else "warn"
