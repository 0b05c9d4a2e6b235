"""The authority's form, filled field by field from the facts: ready to copy, or to attach.

Art. 33(3) says what it holds at least, 33(4) that it may come in phases: what is missing keeps its
question, what changed since the previous statement is marked. The form is in French, and so are its
values; labels and questions exist in both languages.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from probant.breaches.domain.facts import BreachFacts
from probant.breaches.domain.form_inputs import (
    Circumstance,
    Communicated,
    FieldState,
    Identity,
    StatementType,
    Value,
)
from probant.breaches.domain.form_values import values
from probant.common.errors import ProbantError
from probant.reference import breach
from probant.reference.loading import Text

__all__ = [
    "Circumstance",
    "Communicated",
    "FieldState",
    "FilledField",
    "FilledSection",
    "Form",
    "FormShapeError",
    "Identity",
    "StatementType",
    "as_text",
    "from_json",
    "prepare",
    "suggested_type",
    "to_json",
]


@dataclass(frozen=True)
class FilledField:
    """A field with its value; `is_changed` since the previous statement, which said `before`."""

    id: str
    label: Text
    kind: str
    value: str
    state: FieldState
    question: Text
    is_required: bool = False
    is_changed: bool = False
    before: str = ""


@dataclass(frozen=True)
class FilledSection:
    """A section of the form, filled."""

    id: str
    label: Text
    fields: tuple[FilledField, ...]


@dataclass(frozen=True)
class Form:
    """The whole form at one instant."""

    type: StatementType
    at: datetime
    sections: tuple[FilledSection, ...]
    confidence: str = "to_verify"

    @property
    def fields(self) -> tuple[FilledField, ...]:
        """Every field in the form's order."""
        return tuple(field for section in self.sections for field in section.fields)

    @property
    def missing(self) -> tuple[FilledField, ...]:
        """What has no answer yet: required first."""
        empty = [field for field in self.fields if field.state is FieldState.MISSING]
        return tuple(sorted(empty, key=lambda field: not field.is_required))

    @property
    def lacks_required(self) -> bool:
        """Whether art. 33(3) asks for something that is not there yet."""
        return any(field.is_required for field in self.missing)

    @property
    def changed(self) -> tuple[FilledField, ...]:
        """What differs from the previous statement."""
        return tuple(field for field in self.fields if field.is_changed)


class FormShapeError(ProbantError):
    """A stored form cannot be read; `detail` names the path."""

    def __init__(self, detail: str) -> None:
        """`detail`: msgspec's words, with the JSON path."""
        super().__init__(detail)
        self.detail = detail


def prepare(
    facts: BreachFacts,
    identity: Identity,
    told: Communicated,
    around: Circumstance,
    previous: Form | None = None,
) -> Form:
    """The form as the facts fill it now."""
    found = values(facts, identity, told, around)
    before = {field.id: field.value for field in previous.fields} if previous else None
    sections = tuple(
        FilledSection(section.id, section.label, tuple(_filled(section, found, before)))
        for section in breach.authority_form().sections
    )
    return Form(around.type, around.at, sections, breach.authority_form().confidence)


def suggested_type(form: Form, previous: Form | None) -> StatementType:
    """Complete when nothing required lacks and nothing was sent; else initial or complementary."""
    if previous is not None:
        return StatementType.COMPLEMENTARY
    return StatementType.INITIAL if form.lacks_required else StatementType.COMPLETE


def as_text(form: Form, language: str = "fr") -> str:
    """Plain text to copy: a heading a section, then "label: value"."""
    parts = []
    for section in form.sections:
        lines = [f"{_said(field, language)}" for field in section.fields if _is_shown(field)]
        if lines:
            parts.append("\n".join([section.label.in_(language).upper(), *lines]))
    return "\n\n".join(parts) + "\n"


def to_json(form: Form) -> dict[str, Any]:
    """The form as JSON values, to be frozen as it was sent."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(form))
    return plain


def from_json(value: object) -> Form:
    """The form that this JSON value spells."""
    try:
        return msgspec.convert(value, Form)
    except msgspec.ValidationError as error:
        raise FormShapeError(str(error)) from error


def _filled(
    section: breach.FormSection, found: Mapping[str, Value], before: Mapping[str, str] | None
) -> Iterator[FilledField]:
    for field in section.fields:
        value = found[field.id]
        was = "" if before is None else before.get(field.id, "")
        yield FilledField(
            id=field.id,
            label=field.label,
            kind=field.kind,
            value=value.text,
            state=value.state,
            question=field.question,
            is_required=field.is_required,
            is_changed=before is not None and field.id != "type" and was != value.text,
            before=was,
        )


def _is_shown(field: FilledField) -> bool:
    return field.state is FieldState.FILLED or field.is_changed


def _said(field: FilledField, language: str) -> str:
    colon = ": " if language.startswith("en") else "\u00a0: "
    mark = "* " if field.is_changed else ""
    return f"{mark}{field.label.in_(language)}{colon}{field.value or '—'}"
