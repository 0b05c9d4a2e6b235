"""What the breaches' codes are called on pages; the law's own words stay in `reference`."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise

BREACHES = _("Breaches")
YES_NO_UNKNOWN: Mapping[str, Words] = {
    "yes": _("Yes"),
    "no": _("No"),
    "unknown": _("I do not know"),
}
DATA: Mapping[str, Words] = {
    "health": _("Health: record, results, prescriptions, appointments"),
    "identity": _("Names, addresses, telephone numbers"),
    "nir": _("Social security number"),
    "passwords": _("Passwords, access codes"),
    "payment": _("Bank card or account"),
    "staff": _("Staff: pay, assessments, leave"),
    "other": _("Something else"),
    "unknown": _("I do not know"),
}
PERSONS: Mapping[str, Words] = {
    "patients": _("Patients"),
    "relatives": _("Relatives, trusted persons"),
    "staff": _("Staff"),
    "others": _("Other people"),
    "unknown": _("I do not know"),
}
HOW_MANY: Mapping[str, Words] = {
    "unknown": _("I do not know"),
    "1": _("One"),
    "2-5": _("2 to 5"),
    "6-50": _("6 to 50"),
    "51-300": _("51 to 300"),
    "301-5000": _("301 to 5,000"),
    "5001-": _("More than 5,000"),
}
WHEN: Mapping[str, Words] = {
    "now": _("Just now"),
    "earlier": _("Earlier: I give the date and the hour below"),
}
EVENTS: Mapping[str, Words] = {
    "declared": pgettext_lazy("breach", "Declared"),
    "declared_again": _("Declaration completed"),
    "facts_presumed": _("Facts drawn from the declaration"),
    "facts_changed": _("Facts changed"),
    "alerted": _("Officers told"),
    "dismissed": _("Found to be no breach"),
    "decided": _("Decision taken"),
    "opinion_given": _("Opinion kept beside the decision"),
    "notification_prepared": _("Notification frozen"),
    "notified": _("Sending recorded"),
    "communication_stated": _("Communication stated"),
    "measure_stated": _("Measure stated"),
    "lesson_stated": _("Lesson stated"),
    "file_added": _("File added"),
    "closed": pgettext_lazy("breach", "Closed"),
    "reopened": _("Opened again"),
}
STATUS_TONES = {"declared": "warn", "open": "info", "dismissed": "neutral", "closed": "good"}
STATUS_ICONS = {
    "declared": "hourglass-split",
    "open": "activity",
    "dismissed": "slash-circle",
    "closed": "check2-circle",
}


def choices(words: Mapping[str, Words]) -> list[tuple[str, Words]]:
    """A mapping of words as a field's choices."""
    return list(words.items())


SECTIONS: Mapping[str, tuple[str, Words, str]] = {
    "event": ("lightning", _("What happened"), "art. 33(3)(a)"),
    "timeline": ("clock-history", _("When, and the clock"), "art. 33(1)"),
    "data": ("database", _("Which data"), "art. 33(3)(a)"),
    "persons": ("people", _("Whose data"), "art. 33(3)(a)"),
    "circumstances": ("sliders", _("What makes it worse or better"), "art. 33(1), 34(3)"),
    "consequences": ("exclamation-triangle", _("Likely consequences"), "art. 33(3)(c)"),
    "measures": ("shield-check", _("Protections and advice"), "art. 33(3)(d)"),
    "involvement": ("building", _("Our role, and who else"), "art. 26, 28, 33(2)"),
}
CHOICES: Mapping[str, Words] = {
    "yes": _("Yes"),
    "no": _("No"),
    "undecided": _("Undecided"),
    "conditional": _("It depends"),
    "undetermined": _("Cannot be told yet"),
}
CHOICE_TONES = {
    "yes": "warn",
    "no": "good",
    "undecided": "unknown",
    "conditional": "unknown",
    "undetermined": "unknown",
}
QUESTIONS: Mapping[str, Words] = {
    "notify": _("Notify the CNIL?"),
    "inform": _("Inform the people concerned?"),
}
AUDIENCES: Mapping[str, Words] = {
    "patients": _("Patients"),
    "relatives": _("Relatives, trusted persons"),
    "staff": _("Staff"),
    "other_persons": _("Other people"),
    "public": _("Public communication"),
    "controller": _("Controller for whom we work"),
    "client": _("Client"),
    "partner": _("Partner"),
    "processor": _("Processor"),
}
LESSON_CHANGES: Mapping[str, Words] = {
    "risks": _("The risks"),
    "training": pgettext_lazy("lesson", "Training"),
    "measures": _("Security measures"),
    "processors": _("Contracts with processors"),
    "register": _("The register"),
    "crisis": _("The crisis plan"),
}
FILE_PURPOSES: Mapping[str, Words] = {
    "declaration": _("Sent with the declaration"),
    "proof": _("Proof"),
    "receipt": _("Receipt of an authority"),
    "complaint": _("Complaint"),
    "log": _("Log or capture"),
    "letter": _("Letter sent"),
    "other": _("Other"),
}
STILL_OPEN: Mapping[str, Words] = {
    "facts": _("Say what happened, when the organisation was certain, and why"),
    "effects": _("Say what the people concerned may suffer"),
    "notify": _("Decide whether to notify the CNIL"),
    "inform": _("Decide whether to inform the people concerned"),
    "notification": _("Send the notification and record it"),
    "complement": _("Send the complementary notification and record it"),
    "persons": _("Inform the people concerned and record it"),
    "public": _("Publish what replaces the letters, and record it"),
    "controllers": _("Tell each controller for whom we work"),
    "measures": _("Finish the measures"),
}
TIMELINE_FAULTS: Mapping[str, Words] = {
    "future": _("This is in the future."),
    "naive": _("The time zone is missing."),
    "implausible": _("Check the year."),
    "before_start": _("This is before the breach began: check both."),
    "before_alert": _("This is before the first signal: check both."),
    "after_report": _("A processor’s report makes you aware at once: no later than it."),
    "without_report": _("Give the moment of the processor’s report."),
    "end_and_ongoing": _("It cannot be both over and still going on."),
}
COMPONENTS: Mapping[str, Words] = {
    "data": _("Kind of data"),
    "identification": _("Ease of identification"),
    "confidentiality": _("Confidentiality"),
    "integrity": _("Integrity"),
    "availability": _("Availability"),
    "malice": _("Malicious intent"),
}
