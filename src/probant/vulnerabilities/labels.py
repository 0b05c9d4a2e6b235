"""What flaws' codes are called on pages, in files and in messages."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from probant.reference import vulnerabilities as reference
from probant.vulnerabilities.models import METHODS as METHOD_CHOICES
from probant.vulnerabilities.models import SEVERITIES as SEVERITY_CHOICES
from probant.vulnerabilities.models import STATES as STATE_CHOICES

Words = str | Promise

FLAWS = _("Vulnerabilities")
SEVERITIES: Mapping[str, Words] = dict(SEVERITY_CHOICES)
STATES: Mapping[str, Words] = dict(STATE_CHOICES)
METHODS: Mapping[str, Words] = dict(METHOD_CHOICES)
SEVERITY_TONES = {"critical": "bad", "high": "bad", "medium": "warn", "low": "info",
                  "none": "neutral", "unknown": "unknown"}  # fmt: skip
STATE_TONES = {"open": "warn", "fixed_said": "info", "fixed_verified": "good",
               "accepted": "neutral", "not_affected": "neutral"}  # fmt: skip
FORMATS: Mapping[str, str] = {
    "sarif": "SARIF",
    "cyclonedx": "CycloneDX",
    "osv": "OSV",
    "table": "CSV / XLSX / ODS",
    "hand": "—",
}
CHANGES: Mapping[str, Words] = {
    "new": pgettext_lazy("flaws", "New"),
    "persisting": pgettext_lazy("flaws", "Persisting"),
    "fixed": pgettext_lazy("flaws", "Fixed"),
    "reappeared": pgettext_lazy("flaws", "Come back"),
}
CHANGE_TONES = {"new": "warn", "persisting": "bad", "fixed": "good", "reappeared": "bad"}
AGES: Mapping[str, Words] = {
    "30": _("30 days or less"),
    "90": _("31 to 90 days"),
    "365": _("91 to 365 days"),
    "more": _("More than a year"),
}
ACTS: Mapping[str, Words] = {
    "say_fixed": _("Say that it is fixed"),
    "retest": _("Record a retest"),
    "accept": _("Accept until a date"),
    "not_affected": _("Say that we are not affected"),
    "reopen": _("Reopen"),
    "facts": _("State whether it is exploited"),
    "rate": _("Change the severity"),
    "merge": _("Say that it is the same as another"),
}
DONE: Mapping[str, Words] = {
    "say_fixed": _("Said to be fixed"),
    "retest": _("Looked for again"),
    "accept": _("Accepted until a date"),
    "not_affected": _("Not affected"),
    "reopen": _("Reopened"),
    "facts": _("Exploitation stated"),
    "rate": _("Severity changed"),
    "merge": _("Found to be the same as another"),
}
ABOUT: Mapping[str, Words] = {
    "say_fixed": _(
        "The flaw counts as fixed once the next scan of the same scope no longer shows it."
    ),
    "retest": _("Somebody looked for this flaw again, in the scope that showed it."),
    "accept": _(
        "Under your name, for a reason, and until a date: the clock starts again after it."
    ),
    "not_affected": _("The product cannot be reached by this flaw: say why, as a VEX does."),
    "reopen": _("What was said of this flaw does not hold."),
    "facts": _("Each fact with who says so, and on which day."),
    "rate": _("A CVSS vector gives its own score; without one, choose a word."),
    "merge": _("Two audits worded one flaw differently: its scans go to the other one."),
}
JUSTIFICATIONS: Mapping[str, Words] = {
    "code_not_present": _("The code at fault is not in our product"),
    "code_not_reachable": _("The code at fault is never called"),
    "requires_configuration": _("It needs a configuration that we do not use"),
    "requires_dependency": _("It needs a component that we do not have"),
    "requires_environment": _("It needs an environment that we do not have"),
    "protected_by_compiler": _("Protected by the compiler"),
    "protected_at_runtime": _("Protected at run time"),
    "protected_at_perimeter": _("Protected at the perimeter"),
    "protected_by_mitigating_control": _("Protected by another measure"),
}
EXPLOITATION: Mapping[str, Words] = {
    "is_exploitable": _("Exploitable in our product"),
    "has_public_exploit": _("A public exploit exists"),
    "is_exploited": _("Exploited by attackers"),
}
REFUSALS: Mapping[str, Words] = {
    "no_title": _("nothing names the flaw"),
    "unknown_severity": _("unknown severity"),
    "invalid_vector": _("invalid CVSS vector: left out"),
    "invalid_score": _("a score goes from 0 to 10"),
    "other_score": _("the score stated is not the vector’s: the vector’s counts"),
    "invalid_cwe": _("not a CWE number"),
    "not_an_object": _("not an object"),
    "unknown_state": _("unknown state: left out"),
}
FILE_PROBLEMS: Mapping[str, Words] = {
    "not_json": _("This file is not complete JSON: %(detail)s"),
    "unknown_format": _("This JSON is neither SARIF, CycloneDX nor OSV: %(detail)s"),
    "version": _("This version of the format is not read: %(detail)s"),
    "shape": _("A part of the file is not what its format says: %(detail)s"),
    "too_many": _("More than %(detail)s flaws: load the file in parts."),
    "no_titles": _(
        "No column gives the flaws’ names. Titles found: %(detail)s. Name the columns below."
    ),
    "refused_rows": _("%(detail)s rows cannot be understood; nothing was loaded."),
    "empty": _("The file is empty."),
    "too_large": _("The file is too large."),
    "encrypted": _("The file is protected by a password."),
}
UNREADABLE = _("The file cannot be read as a table, nor as JSON; nothing was loaded.")


def class_label(code: str) -> str:
    """A class of the OWASP Top 10 in the reader's language."""
    held = reference.classes().get(code)
    return f"{code} {held.label.in_(get_language() or 'fr')}" if held else ""
