"""The words of a plan, of its copies and of exercises, in the active language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from probant.crisis import labels

Words = Mapping[str, Any]  # str, or a translation that is lazy

TEAMS: Words = labels.TEAMS
PHASES: Words = {
    "first_hour": _("The first hour"),
    "first_day": _("The first day"),
    "first_week": _("The first week"),
}
SIZES: Words = {
    "practice": _("Practice or small structure"),
    "hospital": _("Hospital or clinic"),
    "publisher": _("Publisher, host or service provider"),
}
DPOS: Words = {
    "internal": _("Internal: a member of our staff"),
    "external": _("External: a service provider"),
    "absent": _("None"),
}
SECTIONS: Words = {
    "size": _("Size"),
    "dpo": _("Data protection officer"),
    "scenarios": _("Guides kept"),
    "people": _("Who does what"),
    "contacts": _("Whom to call outside"),
    "insurance": _("Insurance"),
    "providers": _("Providers and contracts"),
    "procedures": _("Working without the system"),
    "rules": _("Decisions taken in advance"),
    "meeting_place": _("Where the team meets"),
    "other_channel": _("How we talk if mail is down"),
    "backups": _("Where the backups are, who can restore"),
}
FIELDS: Words = {
    "team": _("Team"),
    "name": _("Name"),
    "function": _("Function"),
    "telephone": _("Telephone"),
    "other_way": _("Second way to reach them"),
    "is_deputy": _("Deputy"),
    "kind": _("Kind"),
    "address": _("Site or address"),
    "note": _("What for"),
    "insurer": _("Insurer"),
    "policy": _("Policy number"),
    "reported_within": _("To be reported within"),
    "service": _("What they provide"),
    "contract": _("Contract (reference, date)"),
    "hotline": _("Emergency line"),
    "hours": _("Hours and response time"),
    "system": _("What may be down"),
    "without_it": _("How work goes on without it"),
    "paper": _("Where the paper forms are"),
    "decision": _("Decision"),
    "who": _("Who decides"),
    "condition": _("On which condition"),
}
GAPS: Words = {
    "team": _("Nobody is named in this team"),
    "deputy": _("No deputy in this team"),
    "telephone": _("No telephone number"),
    "second_way": _("No second way to reach this person"),
    "insurer": _("The insurer is not named"),
    "policy": _("Policy number or telephone missing"),
    "hotline": _("No emergency line"),
    "contract": _("Contract not noted"),
    "contact": _("To be completed: number or address"),
    "procedures": _("No degraded procedure"),
    "without_it": _("How work goes on is not said"),
    "paper": _("Where the paper forms are is not said"),
    "rules": _("Nobody is named to decide"),
    "other_channel": _("No other channel than mail"),
    "backups": _("Where the backups are is not said"),
}
PLAN_EVENTS: Words = {
    "written": _("Written"),
    "validated": _("Validated"),
    "reviewed": _("Reviewed"),
}
CHANNELS: Words = {
    "screen": _("On a screen"),
    "phone": _("By telephone"),
    "mail": _("By message"),
    "press": _("Press"),
    "person": _("In person"),
}
STATES: Words = {
    "planned": _("Planned"),
    "running": _("Running"),
    "paused": _("Paused"),
    "ended": _("To be evaluated"),
    "evaluated": _("Evaluated"),
    "cancelled": _("Cancelled"),
}
GRADES: Words = {
    "met": _("Met"),
    "partly": _("Partly met"),
    "not_met": _("Not met"),
    "not_played": _("Not played"),
}
COPIES: Words = {"booklet": _("Printed booklet"), "page": _("Encrypted page")}
WEAKNESSES: Words = {
    "short": _("It is too short: six words, or at least twelve varied characters."),
    "few_kinds": _("It lacks variety: six words, or letters, digits and signs together."),
    "repeated": _("It repeats the same characters."),
    "long": _("It is longer than 200 characters."),
}


def period_words(period: str) -> str:
    """An ISO 8601 duration in hours as people say it; nothing means without delay."""
    hours = period.removeprefix("PT").removesuffix("H")
    return _("%(hours)s hours") % {"hours": hours} if hours else str(_("Without delay"))
