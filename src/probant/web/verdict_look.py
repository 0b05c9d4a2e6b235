"""How a verdict looks: an icon, a word and a tone, because colour alone says nothing to many."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Look:
    """What the reader sees of a state: never colour only."""

    icon: str
    label: str | Promise
    tone: str
    meaning: str | Promise


UNDETERMINED = Look(
    "question-diamond", _("Undetermined"), "unknown", _("The measurement could not tell.")
)

LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        "not_applicable": Look(
            "dash-circle", _("Not applicable"), "neutral", _("This duty does not concern you.")
        ),
        "missing": Look("circle", _("Missing"), "warn", _("Nothing has been written yet.")),
        "declared": Look(
            "chat-left-text", _("Declared"), "info", _("You say so; nothing supports it yet.")
        ),
        "proven": Look(
            "check-circle-fill",
            _("Proven"),
            "good",
            _("A fresh measurement or a dated document supports it."),
        ),
        "expired": Look("hourglass-bottom", _("Expired"), "warn", _("The proof is too old.")),
        "contradicted": Look(
            "x-octagon-fill", _("Contradicted"), "bad", _("A measurement says otherwise.")
        ),
        "undetermined": UNDETERMINED,
    }
)


def look_of(state: str) -> Look:
    """An unknown state reads as undetermined: what could not be told is never shown as good."""
    return LOOKS.get(str(state), UNDETERMINED)
