"""Words of risks: states, events, fields, refusals. Codes of the reference have theirs there."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from probant.reference import risks as reference
from probant.reference.loading import Text

Words = str | Promise
RISKS = _("Risks")
STATES: Mapping[str, Words] = {
    "to_estimate": _("To estimate"),
    "to_treat": _("To treat"),
    "treating": _("Being treated"),
    "late": _("Treatment late"),
    "accepted": pgettext_lazy("risk", "Accepted"),
    "expired": _("Acceptance expired"),
    "low": pgettext_lazy("risk", "Under control"),
}
STATE_TONES = {
    "to_estimate": "unknown",
    "to_treat": "bad",
    "treating": "info",
    "late": "bad",
    "accepted": "warn",
    "expired": "bad",
    "low": "good",
}
ANALYSIS_STATES: Mapping[str, Words] = {
    "draft": pgettext_lazy("analysis", "Draft"),
    "validated": pgettext_lazy("analysis", "Validated"),
    "archived": pgettext_lazy("analysis", "Archived"),
}
ANALYSIS_TONES = {"draft": "neutral", "validated": "good", "archived": "neutral"}
EVENTS: Mapping[str, Words] = {
    "analysis_started": _("Analysis begun"),
    "scope_stated": _("Scope stated"),
    "answered": _("Question answered"),
    "applied": _("Risks computed"),
    "table_saved": _("Table of a workshop saved"),
    "analysis_validated": _("Analysis validated"),
    "analysis_archived": _("Analysis archived"),
    "risk_added": _("Risk added"),
    "risk_edited": _("Risk edited"),
    "risk_followed": _("Risk follows new answers"),
    "likelihood_moved": _("Likelihood moved"),
    "accepted": _("Residual risk accepted"),
    "withdrawn": _("Risk withdrawn"),
    "measure_planned": _("Measure planned"),
    "measure_done": _("Measure done"),
}
REFUSALS: Mapping[str, Words] = {
    "title": _("Give a name of at most 200 characters."),
    "left_out": _("This text is too long."),
    "measures": _("Each measure needs a text; 60 measures at most."),
    "residual_severity": _("What remains cannot be worse than before the measures."),
    "residual_likelihood": _("What remains cannot be likelier than before the measures."),
    "likelihood": _("This analysis was validated: move the likelihood with its reason instead."),
    "after": _("Choose another step than the present one."),
    "because": _("Choose what happened."),
    "reason": _("Say why in a few words."),
    "severity": _("Estimate severity and likelihood first."),
}
REFUSED: Words = _("This value is missing or not understood.")
SORTS: Mapping[str, Words] = {
    "gravest": _("Gravest first"),
    "number": _("By number"),
    "due": _("Nearest date first"),
    "recent": _("Last changed first"),
}
FILTERED: Mapping[str, Words] = {
    "high": _("High or very high"),
    "late": _("Treatment late"),
    "accepted": pgettext_lazy("risk", "Accepted"),
    "expired": _("Acceptance expired"),
    "to_estimate": _("To estimate"),
}


def language() -> str:
    """The reader's language, fr or en."""
    return (get_language() or "fr")[:2]


def word(texts: Mapping[str, Text], code: str) -> str:
    """A code in the reader's language; itself where nobody knows it any more."""
    return texts[code].in_(language()) if code in texts else code


def choices(texts: Mapping[str, Text], *, blank: Any = None) -> list[tuple[str, Any]]:  # noqa: ANN401  lazy text
    """The codes with their words, as a form offers them."""
    first = [("", blank)] if blank is not None else []
    return [*first, *((code, text.in_(language())) for code, text in texts.items())]


def level(code: str | None) -> dict[str, str]:
    """A level's word and tone; « to estimate » where there is none."""
    if not code:
        return {"word": str(STATES["to_estimate"]), "tone": "unknown"}
    text = reference.scales().levels[code]  # type: ignore[index]  # a level of the database
    return {"word": text.label.in_(language()), "tone": text.tone}


def step(scale: str, value: int | None) -> str:
    """A step of a scale with its number: « 3 – Importante »."""
    if value is None:
        return ""
    texts = getattr(reference.scales(), scale)
    return f"{value} – {texts[value - 1].label.in_(language())}"


def steps(scale: str, *, blank: Any = None) -> list[tuple[str, Any]]:  # noqa: ANN401  lazy text
    """The steps of a scale, each with its meaning, as a form offers them."""
    texts = getattr(reference.scales(), scale)
    first = [("", blank)] if blank is not None else []
    return [
        *first,
        *(
            (str(value), f"{value} – {one.label.in_(language())}. {one.meaning.in_(language())}")
            for value, one in enumerate(texts, start=1)
        ),
    ]


def refusal(field: str) -> str:
    """Why a value was refused."""
    return str(REFUSALS.get(field, REFUSED))
