"""The words of this slice: kinds, results, severities, steps, fates, events."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.audits.domain.campaigns import Result
from probant.audits.domain.findings import Fate, Severity, Step
from probant.audits.models import KINDS, RESULTS, SEVERITIES, STATES, STEPS

Words = Mapping[str, str | Promise]

KIND: Words = dict(KINDS)
STATE: Words = dict(STATES)
RESULT: Words = dict(RESULTS)
SEVERITY: Words = dict(SEVERITIES)
STEP: Words = dict(STEPS)
RESULT_TONES = {
    Result.NOT_TESTED: "unknown",
    Result.CONFORM: "good",
    Result.OPPORTUNITY: "info",
    Result.MINOR: "warn",
    Result.MAJOR: "bad",
    Result.NOT_APPLICABLE: "neutral",
}
SEVERITY_TONES = {Severity.MAJOR: "bad", Severity.MINOR: "warn", Severity.OPPORTUNITY: "info"}
STEP_TONES = {Step.OPEN: "warn", Step.TO_VERIFY: "info", Step.FIXED: "good"}
FATES: Words = {
    Fate.PERSISTING: _("Still there"),
    Fate.PROPOSED: _("Perhaps the same: to confirm"),
    Fate.NEW: pgettext_lazy("finding", "New"),
    Fate.FIXED: _("Fixed and verified"),
    Fate.NOT_SEEN: _("Not seen again, and not verified as fixed"),
}
FATE_TONES = {
    Fate.PERSISTING: "bad",
    Fate.PROPOSED: "unknown",
    Fate.NEW: "info",
    Fate.FIXED: "good",
    Fate.NOT_SEEN: "warn",
}
EVENTS: Words = {
    "begun": pgettext_lazy("audit", "Begun"),
    "described": pgettext_lazy("audit", "Described again"),
    "concluded": pgettext_lazy("audit", "Concluded"),
    "taken_up": pgettext_lazy("audit", "Taken up again"),
    "result_stated": _("Result stated"),
    "proof_added": _("Proof added"),
    "finding_added": _("Finding written"),
    "finding_changed": _("Finding changed"),
    "finding_reopened": _("Finding reopened"),
    "finding_carried": _("Carried over from an earlier audit"),
    "finding_same": _("Said to be a finding of an earlier audit"),
    "action_decided": _("Action decided"),
    "action_done": _("Action said to be done"),
    "action_verified": _("Action verified"),
    "action_refused": _("Verification failed: to do again"),
}
SHAPES: Words = {
    "required": _("Say it: this is needed."),
    "too_long": _("This is too long: shorten it."),
    "before_start": _("The audit cannot end before it begins."),
    "unknown": _("This is not in the audit."),
    "future": _("This day is still to come."),
    "withdrawn": _("This evidence was withdrawn."),
}
FIELDS: Words = {
    "title": _("Title"),
    "scope": _("Scope"),
    "auditors": _("Auditors"),
    "is_independent": _("Independent of what is audited"),
    "starts_on": _("Begins on"),
    "ends_on": _("Ends on"),
    "kind": _("Kind of audit"),
    "result": _("Result"),
    "note": _("Note"),
    "control": pgettext_lazy("audit", "Control"),
    "severity": _("Severity"),
    "description": _("What was seen"),
    "requirement": _("What is required"),
    "owner": _("Who takes care of it"),
    "due_on": _("To fix before"),
    "known_on": pgettext_lazy("audit", "Known since"),
}
