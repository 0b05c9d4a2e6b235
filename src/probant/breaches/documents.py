"""Papers about a breach: the authority's form as PDF, and what every paper is laid out from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import formats, timezone, translation

from probant.breaches.domain.form_values import told_apart
from probant.breaches.domain.notification import FieldState, FilledField, Form
from probant.common import typesetting
from probant.organisations.models import Organisation
from probant.reference import breach

TEMPLATE = Path(__file__).resolve().parent / "typst" / "paper.typ"


@dataclass(frozen=True, kw_only=True)
class Section:
    """A titled part of a paper; it holds facts, a table, or a picture with its description."""

    title: str
    note: str = ""
    facts: Sequence[tuple[str, str | list[str]]] = ()
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    widths: Sequence[float] = ()
    svg: str = ""
    alt: str = ""
    level: int = 1
    breaks: bool = False


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A whole paper, in one language."""

    title: str
    lede: str
    organisation: Organisation
    language: str
    at: datetime
    identity: Sequence[tuple[str, str]] = ()
    sections: Sequence[Section] = field(default_factory=tuple)

    def pdf(self) -> bytes:
        """PDF/UA-1."""
        day = timezone.localdate(self.at)
        written = moment(self.at, self.language)
        identity = [
            (word("organisation", self.language), self.organisation.name),
            *self.identity,
            (word("written_on", self.language), written),
        ]
        return typesetting.pdf(
            TEMPLATE,
            {
                "title": self.title,
                "lede": self.lede,
                "subject": self.organisation.name,
                "language": _short(self.language),
                "day": [day.year, day.month, day.day],
                "footer": f"{self.organisation.name} · {self.title} · {written}",
                "page": word("page", self.language),
                "identity": identity,
                "sections": [_laid_out(section) for section in self.sections],
            },
        )


def notification_pdf(
    form: Form, organisation: Organisation, reference: str, *, language: str = "fr"
) -> bytes:
    """The authority's form, ready to attach: what is missing has its question, changes a mark."""
    sections = [
        Section(
            title=section.label.in_(language),
            facts=[_fact(one, language) for one in section.fields if _is_asked(one)],
        )
        for section in form.sections
    ]
    return Paper(
        title=f"{word('notification', language)} {reference}",
        lede=word("notification_lede", language),
        organisation=organisation,
        language=language,
        at=form.at,
        identity=[
            (word("reference", language), reference),
            (word("type", language), breach.label("statement", form.type.value, language)),
        ],
        sections=[*(one for one in sections if one.facts), *_missing(form, language)],
    ).pdf()


def word(name: str, language: str) -> str:
    """A word of the papers."""
    return breach.papers()[name].in_(language)


def moment(at: datetime | None, language: str) -> str:
    """An instant on the clock of Paris, as the language writes it; empty when unknown."""
    if at is None:
        return ""
    with translation.override(_short(language)):
        local = formats.date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
    return f"{local}{told_apart(at)}"


def _fact(one: FilledField, language: str) -> tuple[str, list[str]]:
    lines = one.value.split("\n") if one.value else [_gap(one, language)]
    if one.is_changed:
        was = one.before.replace("\n", ", ") or word("nothing_before", language)
        lines.append(f"{word('changed_mark', language)} ({word('before', language)}: {was})")
    return one.label.in_(language), lines


def _gap(one: FilledField, language: str) -> str:
    if one.state is FieldState.NOT_APPLICABLE:
        return word("not_applicable", language)
    return f"{word('missing_mark', language)} — {one.question.in_(language)}"


def _is_asked(one: FilledField) -> bool:
    return one.state is not FieldState.NOT_APPLICABLE or one.is_changed


def _missing(form: Form, language: str) -> list[Section]:
    if not form.missing:
        return []
    required = word("missing_required", language)
    facts = [
        (one.label.in_(language), [one.question.in_(language), required])
        if one.is_required
        else (one.label.in_(language), [one.question.in_(language)])
        for one in form.missing
    ]
    return [Section(title=word("missing", language), facts=facts)]


def _laid_out(section: Section) -> dict[str, Any]:
    rows = [list(row) for row in section.rows]
    return {
        "title": section.title,
        "note": section.note,
        "facts": [[label, value] for label, value in section.facts if value not in ("", [])],
        "header": list(section.header),
        "rows": rows,
        "widths": list(section.widths) or [1] * len(section.header),
        "svg": section.svg,
        "alt": section.alt,
        "level": section.level,
        "breaks": section.breaks,
    }


def _short(language: str) -> str:
    return "en" if language.lower().startswith("en") else "fr"
