"""What a column of each kind of file may fill, and the titles under which tools write it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.training.domain.names import key_of
from probant.training.models import ATTENDANCE, PHISHING, STAFF

Words = str | Promise
HEADER_ROWS = 20


@dataclass(frozen=True)
class Field:
    """One thing that a line may say; `titles` are compared without accents, capitals or order."""

    id: str
    label: Words
    titles: tuple[str, ...]
    is_required: bool = False


@dataclass(frozen=True)
class Choices:
    """Which sheet, which row holds the titles, and what each column fills."""

    sheet: str
    header: int
    fills: Mapping[int, str]

    def to_json(self) -> dict[str, object]:
        """What the waiting file keeps; JSON has no integer keys."""
        fills = {str(at): id_ for at, id_ in self.fills.items()}
        return {"sheet": self.sheet, "header": self.header, "fills": fills}

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> "Choices":
        """The same read back."""
        fills = kept["fills"]
        assert isinstance(fills, Mapping)  # noqa: S101  written by `to_json`
        return cls(
            str(kept["sheet"]),
            int(str(kept["header"])),
            {int(at): str(id_) for at, id_ in fills.items()},
        )


NAME = Field(
    "name", _("Name"),
    ("nom", "nom prénom", "nom et prénom", "name", "full name", "agent", "salarié", "participant",
     "last name", "nom de naissance", "nom d’usage", "stagiaire"),
    is_required=True,
)  # fmt: skip
FIRST_NAME = Field("first_name", _("First name"), ("prénom", "first name", "given name"))
FUNCTION = Field(
    "function", _("Function"), ("fonction", "métier", "poste", "emploi", "function", "job", "role")
)
SERVICE = Field(
    "service", _("Service"),
    ("service", "unité", "pôle", "department", "département", "team", "équipe", "position", "ou"),
)  # fmt: skip
FIELDS: Mapping[str, tuple[Field, ...]] = {
    STAFF: (
        NAME,
        FIRST_NAME,
        FUNCTION,
        SERVICE,
        Field("arrived_on", _("Arrived on"),
              ("arrivée", "date d’arrivée", "entrée", "date d’entrée", "arrival", "hired",
               "embauche", "date d’embauche", "start date")),
        Field("left_on", _("Left on"),
              ("départ", "date de départ", "sortie", "date de sortie", "leaving", "end date")),
    ),
    ATTENDANCE: (
        NAME,
        FIRST_NAME,
        Field("is_present", _("Present"),
              ("présent", "présence", "present", "presence", "attended", "attendance",
               "émargement", "signature")),
        FUNCTION,
        SERVICE,
    ),
    PHISHING: (
        Field("address", _("E-mail address"),
              ("email", "e-mail", "mail", "courriel", "adresse e-mail", "adresse mail",
               "email address", "usermail", "user email", "recipient"), is_required=True),
        SERVICE,
        Field("status", _("What was done"),
              ("status", "statut", "résultat", "result", "action", "event")),
        Field("opened", pgettext_lazy("phishing", "Opened"),
              ("opened", "ouvert", "email opened", "message ouvert")),
        Field("clicked", _("Clicked"),
              ("clicked", "cliqué", "clicked link", "clic", "clickedphishlink", "lien cliqué")),
        Field("submitted", _("Typed something in"),
              ("submitted", "submitted data", "data entered", "saisi", "données saisies",
               "compromised", "compromis")),
        Field("reported", _("Reported it"),
              ("reported", "signalé", "email reported", "reportedphish", "signalement")),
    ),
}  # fmt: skip


def propose(kind: str, rows: Sequence[Sequence[str]], sheet: str) -> Choices:
    """The first row in which the most titles are known, and what each of them fills."""
    best = Choices(sheet, 0, {})
    for at, row in enumerate(rows[:HEADER_ROWS]):
        found = fills_of(kind, row)
        if len(found) > len(best.fills):
            best = Choices(sheet, at, found)
    return best


def fills_of(kind: str, titles: Sequence[str]) -> dict[int, str]:
    """What each column fills by its title; the first of two equal ones."""
    known = {_bare(title): one.id for one in FIELDS[kind] for title in one.titles}
    found: dict[int, str] = {}
    for at, title in enumerate(titles):
        id_ = known.get(_bare(title))
        if id_ and id_ not in found.values():
            found[at] = id_
    return found


def missing(kind: str, choices: Choices) -> tuple[Field, ...]:
    """The fields without which no line can be read."""
    filled = set(choices.fills.values())
    return tuple(one for one in FIELDS[kind] if one.is_required and one.id not in filled)


def _bare(title: str) -> str:
    return key_of(title.replace("’", " ").replace("'", " "))
