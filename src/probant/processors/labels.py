"""The words of processors: sections, codes, and the reason of each finding."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from probant.common.verdicts import VerdictState
from probant.processors.domain.contract import ClauseState
from probant.processors.domain.record import Authorisation, Chosen, Objection
from probant.processors.domain.reviewing import Answer
from probant.reference import law
from probant.reference import processors as reference

Words = str | Promise

PROCESSORS = _("Processors")
SECTIONS: Mapping[str, tuple[str, Words, Words]] = {
    "identity": ("building-gear", _("Who it is and how to reach it"), _("art. 28")),
    "activities": ("diagram-3", _("What it does for us"), _("art. 28(3), 30")),
    "places": ("globe-europe-africa", _("Where data are and from where they are read"), "art. 44"),
    "hosting": ("hdd-network", _("Hosting of health data"), "CSP L.1111-8"),
    "chain": ("diagram-2", _("Its own processors"), "art. 28(2), 28(4)"),
}
FIELDS: Mapping[str, Any] = {
    "name": _("Name"),
    "siren": _("SIREN number"),
    "address": _("Address"),
    "country": _("Country of its seat"),
    "services": _("What it does"),
    "contact": _("Contact"),
    "dpo": _("Its data protection officer"),
    "incidents": _("Whom to call for an incident"),
    "note": _("Notes"),
    "uses": _("Activities of the register"),
    "storage": _("Countries where data lie"),
    "accesses": _("Access from other countries"),
    "chain_told_on": _("List given by the processor on"),
    "sub_processors": _("Its own processors"),
    "hosting": _("Hosting of health data"),
}
LACKING: Mapping[str, Words] = {
    "contact": _("how to reach it"),
    "incidents": _("whom to call for an incident"),
    "services": _("what it does"),
    "storage": _("where data lie"),
    "uses": _("for which activities"),
}
HOSTS: Mapping[bool | None, Words] = {
    None: _("Not known"),
    True: _("Yes, health data lie with it"),
    False: _("No"),
}
CHOSEN: Mapping[str, Words] = {
    Chosen.UNKNOWN.value: _("Not known"),
    Chosen.PROCESSOR.value: _("The processor"),
    Chosen.CONTROLLER.value: _("We did, at our express request"),
}
AUTHORISATIONS: Mapping[str, Words] = {
    Authorisation.UNKNOWN.value: _("Not known"),
    Authorisation.SPECIFIC.value: _("Specific: for this one"),
    Authorisation.GENERAL.value: _("General: announced, we may object"),
}
OBJECTIONS: Mapping[str, Words] = {
    Objection.NONE.value: _("No answer"),
    Objection.ACCEPTED.value: _("Accepted"),
    Objection.OBJECTED.value: _("We objected"),
}
REFERENTIALS: Mapping[str, Words] = {
    "": _("Not known"),
    "2024": _("Version 2 (2024)"),
    "2018": _("Version 1 (2018)"),
}
GROUPS: Mapping[str, Words] = {
    "frame": _("What the contract describes"),
    "article_28": _("What article 28(3) requires"),
    "guide": _("What practice guides advise"),
    "hds": _("What a host of health data owes"),
}
CLAUSE_TONES: Mapping[str, str] = {
    ClauseState.UNDECIDED.value: "unknown",
    ClauseState.FOUND.value: "good",
    ClauseState.DOUBTFUL.value: "warn",
    ClauseState.MISSING.value: "bad",
    ClauseState.ACCEPTED.value: "info",
}
ANSWERS: Mapping[str, Words] = {
    Answer.UNKNOWN.value: _("No answer"),
    Answer.YES.value: _("Yes"),
    Answer.PARTLY.value: _("Partly"),
    Answer.NO.value: _("No"),
    Answer.NOT_CONCERNED.value: _("Not concerned"),
}
RESULT_TONES: Mapping[str, str] = {
    "": "unknown",
    "satisfactory": "good",
    "reservations": "warn",
    "insufficient": "bad",
}
EVENTS: Mapping[str, Words] = {
    "added": _("Added"),
    "taken_from_register": _("Taken from the register"),
    "described": _("Changed"),
    "ended": _("No longer used"),
    "resumed": _("Used again"),
}
STATES: Mapping[VerdictState, tuple[str, Words, str]] = {
    VerdictState.CONTRADICTED: ("x-octagon-fill", _("Contradicted"), "bad"),
    VerdictState.MISSING: ("circle", pgettext_lazy("verdict", "Missing"), "warn"),
    VerdictState.EXPIRED: ("hourglass-bottom", _("Expired"), "warn"),
    VerdictState.UNDETERMINED: ("question-diamond", _("Undetermined"), "unknown"),
    VerdictState.DECLARED: ("chat-left-text", _("Declared"), "info"),
    VerdictState.PROVEN: ("check-circle-fill", _("Proven"), "good"),
    VerdictState.NOT_APPLICABLE: ("dash-circle", _("Not applicable"), "neutral"),
}
PIECES: Mapping[str, Words] = {
    "hosts": _("Hosting"),
    "register": _("Register"),
    "number": _("Certificate"),
    "version": _("Version of the framework"),
    "dates": _("Validity"),
    "activities": _("Certified activities"),
    "storage": _("Countries of storage"),
    "access": _("Access from abroad"),
}
REASONS: Mapping[str, Words] = {
    "not_known": _("Say whether health data lie with it."),
    "register_says_host": _(
        "The register says that it hosts with a certificate, this page that it hosts nothing."
    ),
    "no_health_data": _("No health data lie with it: no certificate is needed."),
    "register_says_uncertified": _("The register says that this host has no certificate."),
    "no_certificate": _("No certificate is known."),
    "no_number": _("A certificate has no number: it cannot be checked."),
    "numbered": _("Certificate no. %(number)s."),
    "current_version": _("Framework of 2024, the only one accepted since 16 May 2026."),
    "former_version": _("Framework of 2018: no longer accepted since 16 May 2026."),
    "former_version_still": _("Framework of 2018: accepted until 16 May 2026."),
    "no_version": _("The version of the framework is not known."),
    "certificate_over": _("A certificate ended on %(day)s."),
    "no_end": _("A certificate has no end date: nobody can tell whether it still holds."),
    "not_yet": _("A certificate is not valid yet."),
    "in_force": _("Valid until %(day)s."),
    "needs_not_chosen": _("Choose the activities that the service needs."),
    "not_covered": _("No valid certificate covers activities %(numbers)s."),
    "covered": _("Valid certificates cover every activity needed."),
    "storage_not_known": _("The countries where data lie are not known."),
    "stored_outside": _(
        "Data lie outside the European Economic Area (%(countries)s): the framework forbids it."
    ),
    "stored_inside": _("Data lie within the European Economic Area only."),
    "access_inside": _("Access from %(country)s, within the European Economic Area."),
    "access_without_mechanism": _("Access from %(country)s: nothing said makes it lawful."),
    "access_by_derogation": _(
        "Access from %(country)s rests on a derogation: hosting asks for adequacy or safeguards."
    ),
    "access_framed": _("Access from %(country)s, framed."),
    "used_despite_objection": _("Used although we objected"),
    "no_authorisation": _("Nobody knows what authorises it (art. 28(2))"),
    "no_date_of_authorisation": _("The specific authorisation has no date"),
    "not_known_who_chose": _("Nobody knows who chose it"),
    "no_express_request": _("Chosen by us, but the express request has no date"),
    "not_announced": _("Under a general authorisation, but never announced"),
    "no_objection_period": _("The contract sets no period to object"),
    "used_within_period": _("Already used while the period to object runs"),
    "circle": _("Engaged in a circle: nobody answers for it"),
    "not_in_use": pgettext_lazy("sub-processor", "Not used"),
}
SHAPE: Mapping[str, Any] = {
    "required": _("This is needed."),
    "too_long": _("This text is too long."),
    "too_many": _("There are too many rows."),
    "unknown": _("This is not in the list."),
    "implausible": _("Check the year."),
    "before_issue": _("The end is before the start."),
    "before_start": _("The end is before the start."),
    "before_this_one": _("The next one must come after this one."),
    "out_of_range": _("Check this figure."),
    "forbidden_character": _("This text holds a character that cannot be kept."),
    "same_id_twice": _("A row stands twice."),
    "same_activity_twice": _("An activity stands twice."),
}
OTHER_SHAPE = _("This cannot be kept as it is.")


def language() -> str:
    """French or English, as a code."""
    return (get_language() or "fr")[:2]


def look(state: VerdictState) -> dict[str, str]:
    """A state's picture, word and tone: never colour alone."""
    icon, word, tone = STATES[state]
    return {"icon": icon, "word": str(word), "tone": tone}


def shape(reason: str) -> str:
    """Why a value cannot be kept."""
    return str(SHAPE.get(reason, OTHER_SHAPE))


def country(code: str) -> str:
    """A country's name; an unknown code stays itself."""
    found = law.countries().get(code)
    return found.name.in_(language()) if found else code


def mechanism(code: str) -> str:
    """A transfer mechanism's name."""
    found = law.transfer_mechanisms().get(code)
    return found.label.in_(language()) if found else code


def clause(id_: str) -> str:
    """A clause's name."""
    found = reference.clauses().get(id_)
    return found.label.in_(language()) if found else id_


def reason(code: str, values: Mapping[str, str] | None = None) -> str:
    """The reason of a finding, with its values in words."""
    said = dict(values or {})
    if "country" in said:
        said["country"] = country(said["country"])
    if "countries" in said:
        said["countries"] = ", ".join(country(one) for one in said["countries"].split(", "))
    return str(REASONS[code]) % said if said else str(REASONS[code])
