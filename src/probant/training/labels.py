"""The words of training: standings, faults of a line, reactions, ways; in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as told
from django.utils.translation import gettext_lazy as _

from probant.reference import training as reference
from probant.reference.loading import Text
from probant.training.domain.coverage import Standing
from probant.training.importing.rows import Code, Fault
from probant.training.models import ATTENDANCE, CANCELLED, HELD, PHISHING, PLANNED, STAFF, Session

Words = str | Promise
TRAINING = _("Training")
STANDINGS: dict[Standing, Words] = {
    Standing.TRAINED: pgettext_lazy("person", "Trained"),
    Standing.WAITING: _("Newcomer, in time"),
    Standing.LATE: _("Newcomer, too late"),
    Standing.EXPIRED: _("Training too old"),
    Standing.UNTRAINED: _("Never trained"),
}
TONES = {
    Standing.TRAINED: "good",
    Standing.WAITING: "info",
    Standing.LATE: "bad",
    Standing.EXPIRED: "warn",
    Standing.UNTRAINED: "bad",
}
STATE_TONES = {PLANNED: "info", HELD: "good", CANCELLED: "neutral"}
FAULTS: dict[Code, Words] = {
    Code.REQUIRED: _("nothing is written here, and it is needed"),
    Code.TOO_LONG: _("too long"),
    Code.NOT_A_DAY: _("not a day: write 31/12/2026"),
    Code.LEAVES_BEFORE: _("leaves before arriving"),
    Code.NOT_AN_ADDRESS: _("not an e-mail address"),
    Code.UNKNOWN_STATUS: _("what was done is not understood"),
    Code.TWICE: _("the same name stands on several lines of the file"),
    Code.NOBODY: _("nobody of this name is on the staff list"),
    Code.SEVERAL: _("several people of the staff list bear this name"),
}
KIND_TITLES: dict[str, Words] = {
    STAFF: _("Bring the staff list"),
    ATTENDANCE: _("Bring the attendance"),
    PHISHING: _("Bring the results of a phishing exercise"),
}


def in_(text: Text) -> str:
    """A text of the reference in the active language."""
    return text.in_(get_language() or "fr")


def module_title(id_: str) -> str:
    """A module's name; its id where it no longer exists."""
    found = reference.modules().get(id_)
    return in_(found.label) if found else id_


def subjects(session: Session) -> str:
    """The modules that a session was about."""
    return ", ".join(module_title(id_) for id_ in session.subjects)


def way(session: Session) -> str:
    """In one room, or not."""
    return told("At a distance") if session.is_remote else told("In one room")


def standing(value: Standing) -> str:
    """A standing in words."""
    return str(STANDINGS[value])


def fault(found: Fault) -> str:
    """Why a line is refused, in words."""
    return str(FAULTS[found.code])


NO_GROUP = pgettext_lazy("training", "Not stated")
OTHERS = _("Small services together")
