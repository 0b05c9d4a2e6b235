"""The words of requests: acts, events, sources, reasons."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.subject_requests.actions.handling import ExtensionReason, SourceStep
from probant.subject_requests.actions.identity import CheckResult, Paper
from probant.subject_requests.domain.request import HeirGround
from probant.subject_requests.domain.state import EventKind, Status
from probant.subject_requests.letters import Way

Words = str | Promise

TONES: Mapping[str, tuple[str, str]] = {
    Status.RECEIVED: ("info", "inbox"),
    Status.IN_PROGRESS: ("info", "pencil"),
    Status.WAITING: ("warn", "pause-circle"),
    Status.ANSWERED: ("good", "check2"),
    Status.CLOSED: ("neutral", "archive"),
    Status.WITHDRAWN: ("neutral", "x-circle"),
    Status.MERGED: ("neutral", "copy"),
}
RECORD: Words = _("Health record")
DECIDE: Words = _("Decide on each right")
EVENTS: Mapping[str, Words] = {
    EventKind.RECEIVED: _("Request received"),
    EventKind.REPEATED: _("The same request came again"),
    EventKind.ACKNOWLEDGED: _("Acknowledgement sent"),
    EventKind.ASSIGNED: _("Taken in charge"),
    EventKind.IDENTITY_SUFFICIENT: _("Identity: no doubt"),
    EventKind.IDENTITY_ASKED: _("Proof of identity asked for; the clock stands"),
    EventKind.IDENTITY_RECEIVED: _("Proof of identity received; the clock runs again"),
    EventKind.IDENTITY_CHECKED: _("Identity checked, papers destroyed"),
    EventKind.EXTENDED: _("Time to answer extended"),
    EventKind.ANALYSED: _("Decision recorded"),
    EventKind.SOURCE: _("Search in a source"),
    EventKind.TRANSMITTED: _("Told to a processor or a recipient"),
    EventKind.TRANSMISSION_CONFIRMED: _("Confirmed by who was told"),
    EventKind.ANSWERED: _("Answer sent"),
    EventKind.HANDED_OVER: _("Answer handed over"),
    EventKind.HAND_OVER_OPENED: _("Answer opened by the person"),
    EventKind.HAND_OVER_REVOKED: _("Protected link withdrawn"),
    EventKind.MESSAGE: _("Message of the person"),
    EventKind.NOTE: pgettext_lazy("request", "Note"),
    EventKind.CLOSED: _("Request closed"),
    EventKind.REOPENED: _("Request reopened"),
    EventKind.WITHDRAWN: _("Request withdrawn by the person"),
    EventKind.MERGED: _("Merged into an earlier request"),
    EventKind.PURGED: _("Content erased for ever"),
}
RULES: Mapping[str, Words] = {
    "request_answer": _("One month from receipt"),
    "request_extended": _("Three months from receipt, once extended in time"),
    "health_record": _("Eight days for a health record"),
    "health_record_old": _("Two months for a health record more than five years old"),
}
WAYS: Mapping[str, Words] = {
    Way.EMAIL: _("By e-mail"),
    Way.POST: _("By post"),
    Way.COUNTER: _("Handed over at the desk"),
    Way.LINK: _("By the person’s private link"),
}
PAPERS: Mapping[str, Words] = {
    Paper.CARD: _("Identity card"),
    Paper.PASSPORT: _("Passport"),
    Paper.MANDATE: _("Written mandate"),
    Paper.FAMILY_BOOK: _("Family record book"),
    Paper.COURT_DECISION: _("Court decision"),
    Paper.ANSWERS: _("Answers that only the person knows"),
    Paper.OTHER: _("Another means"),
}
RESULTS: Mapping[str, Words] = {
    CheckResult.CONFIRMED: _("It is the person"),
    CheckResult.DOUBTFUL: _("The doubt remains"),
    CheckResult.IMPOSTOR: _("It is somebody else"),
}
EXTENSIONS: Mapping[str, Words] = {
    ExtensionReason.COMPLEX: _("The request is complex"),
    ExtensionReason.NUMEROUS: _("The person sent many requests"),
}
STEPS: Mapping[str, Words] = {
    SourceStep.ASKED: pgettext_lazy("source", "Asked"),
    SourceStep.RECEIVED: pgettext_lazy("source", "Data received"),
    SourceStep.NOTHING: pgettext_lazy("source", "Nothing held"),
}
GROUNDS: Mapping[str, Words] = {
    HeirGround.CAUSE_OF_DEATH: _("To know the causes of death"),
    HeirGround.MEMORY: _("To defend the memory of the deceased"),
    HeirGround.OWN_RIGHTS: _("To assert their own rights"),
}
EFFECTS: Mapping[str, Words] = {
    "allow": _("opens the right"),
    "refuse": _("stands against it"),
    "limit": _("limits it to a part"),
    "require": _("must be so"),
}
STATES: Mapping[str, Words] = {
    "applies": _("applies"),
    "withdrawal": _("is a withdrawal of consent"),
    "conditional": _("depends on the answers below"),
    "does_not_apply": _("does not apply"),
    "unknown": _("cannot be told: no legal basis is stated"),
}
