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
    "declared": _("Declared"),
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
