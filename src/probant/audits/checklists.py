"""What a campaign may check: any framework of the controls, or a short list of our own."""

from collections.abc import Mapping
from dataclasses import dataclass

from probant.audits.domain.campaigns import Checked
from probant.common.errors import ProbantError
from probant.controls import queries as controls
from probant.organisations.models import Organisation
from probant.reference import audit_checklists

PREFIX = "list-"


class UnknownChecklistError(ProbantError):
    """There is no framework and no list of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Checklist:
    """A list of controls as it is today, in one language."""

    id: str
    name: str
    controls: tuple[Checked, ...]


def offered(organisation: Organisation, language: str) -> Mapping[str, str]:
    """Our own short lists first, then every framework of this organisation, by id."""
    own = {
        f"{PREFIX}{one.id}": one.label.in_(language)
        for one in audit_checklists.checklists().values()
    }
    known = controls.offered(organisation, language)
    return {**own, **{id_: one.name for id_, one in known.items()}}


def checklist(organisation: Organisation, id_: str, language: str) -> Checklist:
    """One of them; UnknownChecklistError where there is none."""
    if id_.startswith(PREFIX):
        return _own(id_, language)
    try:
        found = controls.framework(organisation, id_, language)
    except controls.UnknownFrameworkError as error:
        raise UnknownChecklistError(id_) from error
    return Checklist(
        id_,
        found.name,
        tuple(
            Checked(
                id=one.id,
                number=one.number,
                title=one.title,
                theme=found.themes.get(one.theme, ""),
                help=one.text,
            )
            for one in found.assessable
        ),
    )


def _own(id_: str, language: str) -> Checklist:
    found = audit_checklists.checklists().get(id_.removeprefix(PREFIX))
    if found is None:
        raise UnknownChecklistError(id_)
    return Checklist(
        id_,
        found.label.in_(language),
        tuple(
            Checked(
                id=one.id,
                number=str(place),
                title=one.title.in_(language),
                help=one.look.in_(language),
            )
            for place, one in enumerate(found.items, start=1)
        ),
    )
