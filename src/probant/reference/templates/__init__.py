"""The register's content library: activities ready to use, and the guided start's questionnaires.

`activities()` and `activity(id)` give the templates, `families()` groups them by kind of
organisation; `instantiate(template, "fr")` is the JSON of a record of the register, and
`open_points(template)` what only the organisation knows, as tasks. `questionnaire("practice")` is
asked page by page; `effects_of(questionnaire, answers)` says what the answers change, and
`records_of(effects, "fr")` gives the records they lead to.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from probant.reference.loading import ReferenceDataError
from probant.reference.templates import effects as _effects
from probant.reference.templates.activity import ActivityTemplate, Family, blocks, families
from probant.reference.templates.effects import Effects, NamedProcessor, effects_of
from probant.reference.templates.instantiation import Task, instantiate, open_points
from probant.reference.templates.question import AnswerError, Answers
from probant.reference.templates.questionnaire import Questionnaire, read

__all__ = [
    "ActivityTemplate",
    "AnswerError",
    "Answers",
    "Effects",
    "Family",
    "NamedProcessor",
    "Questionnaire",
    "Task",
    "activities",
    "activity",
    "blocks",
    "effects_of",
    "families",
    "instantiate",
    "open_points",
    "questionnaire",
    "records_of",
]


@cache
def activities() -> Mapping[str, ActivityTemplate]:
    """Every template by id, family after family; an id stands once."""
    found: dict[str, ActivityTemplate] = {}
    for family in families().values():
        for template in family.templates:
            if template.id in found:
                raise ReferenceDataError(family.id, template.id, "this id stands twice")
            found[template.id] = template
    return MappingProxyType(found)


def activity(id_: str) -> ActivityTemplate:
    """One template; KeyError where no template has this id."""
    return activities()[id_]


@cache
def questionnaire(name: str) -> Questionnaire:
    """One questionnaire, read once."""
    return read(name)


def records_of(effects: Effects, language: str) -> dict[str, dict[str, Any]]:
    """The records of the register by template id, in one language."""
    return _effects.records_of(effects, activities(), language)
