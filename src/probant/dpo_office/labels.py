"""The words of the office: sections and figures of a report, kinds, levels."""

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as told
from django.utils.translation import gettext_lazy as _

from probant.dpo_office.domain.figures import Figure
from probant.dpo_office.domain.independence import Independence
from probant.dpo_office.models import FOLLOWED, NOT_FOLLOWED, PARTLY, PENDING
from probant.reference.loading import Text

Words = str | Promise
OFFICE = _("DPO’s office")
KINDS: dict[str, Words] = {
    "internal": _("Internal"),
    "external": _("External"),
    "shared": _("Shared by several organisations"),
}
SECTIONS: dict[str, Words] = {
    "register": _("Register of processing"),
    "requests": _("Requests of persons"),
    "breaches": _("Breaches"),
    "processors": _("Processors and risks"),
    "training": _("Training"),
    "office": _("Advice, awareness, checks"),
    "studies": _("Impact assessments, audits, flaws"),
}
FIGURES: dict[str, Words] = {
    "activities": _("Activities in the register"),
    "activities_added": _("Activities added in the year"),
    "activities_validated": _("Validations of activities in the year"),
    "requests": _("Requests received"),
    "requests_answered": _("Requests answered"),
    "requests_in_time": _("Requests answered in time"),
    "requests_late": _("Requests late or answered late"),
    "breaches": _("Breaches declared"),
    "breaches_notified": _("Breaches notified to the CNIL"),
    "breaches_informed": _("Breaches of which persons were informed"),
    "processors": _("Processors known"),
    "risks": _("Risks in the analyses"),
    "sessions": _("Training sessions held"),
    "attendance": _("Attendances at sessions"),
    "modules": _("Modules passed"),
    "coverage": _("Share of the staff trained"),
    "advice": _("Questions put to the officer"),
    "advice_pending": _("Advice without an outcome"),
    "advice_not_followed": _("Advice not followed"),
    "awareness": _("Awareness actions held"),
    "checks": _("Checks made"),
    "dpia": _("Impact assessments validated in the year"),
    "dpia_advised": _("Impact assessments with the officer’s advice"),
    "audits": _("Audits closed in the year"),
    "flaws": _("Known flaws not fixed"),
}
STATES: dict[Independence, tuple[str, Words]] = {
    Independence.CONFLICT: ("bad", _("Conflict of interests")),
    Independence.LACKING: ("bad", _("A guarantee is lacking")),
    Independence.UNKNOWN: ("unknown", _("Cannot be told yet")),
    Independence.SOUND: ("good", _("Nothing against it, as answered")),
}
OUTCOME_TONES = {PENDING: "info", FOLLOWED: "good", PARTLY: "warn", NOT_FOLLOWED: "bad"}


def in_(text: Text) -> str:
    """A text of the reference in the active language."""
    return text.in_(get_language() or "fr")


def value(figure: Figure) -> str:
    """The figure in words: what cannot be computed says so."""
    if figure.value is None:
        return told("cannot be computed from what Probant holds")
    return told("%(value)s%%") % {"value": figure.value} if figure.is_percent else str(figure.value)
