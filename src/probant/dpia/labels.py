"""What the codes of assessments are called on pages; the questions' words stay in `reference`."""

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from probant.dpia.domain.content import Content, Grade
from probant.dpia.domain.need import Conclusion, Known
from probant.reference import dpia as reference
from probant.reference.dpia import Level
from probant.reference.loading import Text

Words = str | Promise

ASSESSMENTS = _("Impact assessments")
STATUS_TONES = {"draft": "info", "validated": "good", "refused": "bad", "archived": "neutral"}
GRADES: Mapping[Grade, Words] = {
    Grade.PENDING: _("Not evaluated yet"),
    Grade.TO_FIX: _("To fix"),
    Grade.IMPROVABLE: _("Improvable"),
    Grade.ACCEPTABLE: _("Acceptable"),
}
GRADE_TONES = {
    Grade.PENDING: "unknown",
    Grade.TO_FIX: "bad",
    Grade.IMPROVABLE: "warn",
    Grade.ACCEPTABLE: "good",
}
KNOWN: Mapping[str, Words] = {
    Known.YES: _("Yes"),
    Known.NO: _("No"),
    Known.UNKNOWN: _("I do not know"),
}
CONCLUSIONS: Mapping[str, Words] = {
    Conclusion.REQUIRED: _("An impact assessment is needed"),
    Conclusion.NOT_REQUIRED: _("No impact assessment is needed"),
    Conclusion.UNKNOWN: _("Probant cannot tell yet"),
}
CONCLUSION_TONES = {"required": "warn", "not_required": "neutral", "unknown": "unknown"}
NEED_STATES: Mapping[str, Words] = {
    "none": _("No reasoning yet"),
    "stale": _("The activity changed since"),
    "decided": _("Reasoned"),
}
NEED_TONES = {"none": "bad", "stale": "warn", "decided": "good"}
RISK_STATES: Mapping[bool | None, Words] = {
    True: _("High residual risk"),
    False: _("Not high"),
    None: _("Not known yet"),
}
RISK_TONES: Mapping[bool | None, str] = {True: "bad", False: "good", None: "unknown"}
LETTERS: Mapping[str, Words] = {
    "3.2": pgettext_lazy("letter of illegitimate access", "A"),
    "3.3": pgettext_lazy("letter of unwanted change", "C"),
    "3.4": pgettext_lazy("letter of disappearance", "D"),
}
MEASURES = _("Existing or planned measures")
THEMES: Mapping[str, Words] = {
    "context": _("Context"),
    "principles": _("Fundamental principles"),
    "risks": _("Risks"),
}
GAPS: Mapping[str, Words] = {
    "answer": _("Question without answer"),
    "level": _("Level not estimated"),
    "measures": _("No measure is written"),
    "evaluation": _("Not evaluated yet"),
    "to_fix": _("Found to be fixed"),
    "plan": _("Improvable, without what is to be done or its day"),
    "advice": _("The data protection officer has not advised"),
    "views": _("The views of the persons are neither sought nor ruled out"),
}
DANGLING: Mapping[str, Words] = {
    "evaluation": _("An evaluation of something that is not there"),
    "measure": _("A risk names a measure that is not in the list"),
    "answer": _("An answer to a question that the method does not ask"),
}
EVENTS: Mapping[str, Words] = {
    "started": _("Begun"),
    "imported": _("Imported"),
    "answered": _("Question answered"),
    "measure_written": _("Measure written"),
    "measure_removed": _("Measure taken out"),
    "evaluated": _("Part evaluated"),
    "identified": _("Name, people or activity changed"),
    "advised": _("Advice of the data protection officer"),
    "heard": _("Views of the persons"),
    "validated": pgettext_lazy("assessment", "Validated"),
    "refused": pgettext_lazy("assessment", "Refused"),
    "reopened": pgettext_lazy("assessment", "Opened again"),
    "confirmed": _("Read again and confirmed"),
    "consulted": _("Authority consulted"),
    "followed": _("Measure of the plan done"),
    "archived": pgettext_lazy("assessment", "Archived"),
}
FAULTS: Mapping[str, Words] = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than 8 MB."),
    "archive": _("This is a ZIP file: extract it, and give the .json file that it holds."),
    "not_text": _("The file is not text in UTF-8."),
    "not_json": _("The file is not JSON: it may have been cut or changed."),
    "not_a_pia": _("This JSON is not an impact assessment of the CNIL’s tool: it has no “pia”."),
    "too_deep": _("The file is nested deeper than any assessment."),
    "too_many": _("A list of the file is longer than any assessment."),
    "wrong_type": _("A value is not of the kind expected."),
    "nul": _("The file holds a NUL character, which no text has."),
    "surrogate": _("The file holds half of a character."),
    "number": _("A number is too large or is no number."),
    "duplicate": _("A key is there twice: one of the two values would be lost."),
}
REFUSALS: Mapping[str, Words] = {
    "required": _("Fill in this field."),
    "unknown": _("Choose one of the answers offered."),
    "too_long": _("This text is too long."),
    "too_many": _("There are too many of them."),
    "nul": _("This text holds a character that no text has."),
}
OUR_RULE = _(
    "Severity and likelihood both “significant” or more: this threshold is Probant’s, no text "
    "fixes it."
)


def local(text: Text) -> str:
    """A text of the reference in the active language."""
    return text.in_(get_language() or "fr")


def level(scale: tuple[Level, ...], value: int | None) -> str:
    """A level as words."""
    found = next((one for one in scale if one.level == value), None)
    return local(found.label) if found else gettext("not estimated")


def severity(value: int | None) -> str:
    """A severity as words."""
    return level(reference.method().severities, value)


def likelihood(value: int | None) -> str:
    """A likelihood as words."""
    return level(reference.method().likelihoods, value)


def about(content: Content, place: str) -> str:
    """What an evaluation, a gap or an action is about: a part, a question, a measure."""
    parts, questions = reference.parts(), reference.questions()
    if place in parts:
        return local(parts[place].label)
    last = place.rpartition(".")[2]
    if place.startswith("3.1."):
        titles = {str(measure.id): measure.title for measure in content.measures}
        return titles.get(last, place)
    if last.isdecimal() and int(last) in questions:
        return local(questions[int(last)].label)
    return place


def gap_about(content: Content, kind: str, place: str) -> str:
    """The same for what lacks; a level names its feared event too."""
    if kind == "level" and place.isdecimal():
        part = reference.part_of(int(place))
        return f"{local(part.label)} – {about(content, place)}"
    return about(content, place) if place else ""


def fault(reason: str, path: str) -> str:
    """Why a file was refused, with the place in it."""
    where = f" ({path})" if path else ""
    return f"{FAULTS[reason]}{where}"


def day(value: date | None) -> str:
    """A day as ISO 8601, or nothing."""
    return value.isoformat() if value else ""
