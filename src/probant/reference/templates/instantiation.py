"""From a template to the JSON of a record of the register, in one language.

What only the organisation knows (the name of a provider, the opinion of a committee) is left out of
the record and returned as a task: a record never pretends to know.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from probant.reference import law
from probant.reference.loading import Text
from probant.reference.templates.activity import (
    ActivityTemplate,
    DataLine,
    Measure,
    Purpose,
    Recipient,
    Research,
    Retention,
    System,
    blocks,
)

TO_VERIFY = Text(fr="(à vérifier)", en="(to be verified)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """Something left to do, in one sentence, with the article that asks for it."""

    id: str
    text: Text
    article: str


def worded(key: str, *, id_: str, **parts: Text | str) -> Task:
    """A task whose sentence is a wording of the blocks, completed with these parts."""
    wording = blocks().wordings[key]
    text = Text(fr=_filled(wording.text, parts, "fr"), en=_filled(wording.text, parts, "en"))
    return Task(id=id_, text=text, article=wording.article)


def _filled(text: Text, parts: Mapping[str, Text | str], language: str) -> str:
    """Plain replacement: a name that holds braces stays as it was typed."""
    words = {name: p.in_(language) if isinstance(p, Text) else p for name, p in parts.items()}
    return re.sub(r"\{(\w+)\}", lambda match: words[match[1]], text.in_(language))


def instantiate(template: ActivityTemplate, language: str) -> dict[str, Any]:
    """The record of the register as JSON, every field present, its texts in this language.

    The review date is left to the caller, who has a clock: `template.review_after`.
    """
    return {
        "name": template.name.in_(language),
        "role": template.role,
        "summary": template.summary.in_(language),
        "purposes": [_purpose(item, language) for item in template.purposes],
        "data_subjects": list(template.data_subjects),
        "data_lines": [_line(item, language) for item in template.data_lines],
        "recipients": [_recipient(item, language) for item in template.recipients],
        "transfers": [],
        "systems": [system_record(item, language) for item in template.systems],
        "processors": [],
        "measures": [measure_record(item, language) for item in template.measures],
        "joint_controllers": [],
        "controllers": [],
        "processing_categories": [item.in_(language) for item in template.processing_categories],
        "research": _research(template.research, language),
        "minimisation": template.minimisation.in_(language),
        "source_of_data": template.source_of_data,
        "origin": _optional(template.origin, language),
        "automated_decision": _optional(template.automated_decision, language),
        "notices_reference": "",
        "review_on": None,
        "notes": _optional(template.notes, language),
    }


def open_points(template: ActivityTemplate) -> tuple[Task, ...]:
    """What the record still needs and only the organisation knows, in the order of the record."""
    unnamed = tuple(
        worded("unnamed_processor", id_=f"{template.id}.processor_{index}", service=item.service)
        for index, item in enumerate(template.processors, start=1)
    )
    return unnamed + _controllers_to_name(template) + _research_to_complete(template)


def _controllers_to_name(template: ActivityTemplate) -> tuple[Task, ...]:
    if template.role == "controller":
        return ()
    return (worded("unnamed_controllers", id_=f"{template.id}.controllers", name=template.name),)


def _research_to_complete(template: ActivityTemplate) -> tuple[Task, ...]:
    research = template.research
    if research is None:
        return ()
    asked = {
        "research_formality": bool(research.methodology or research.authorisation),
        "research_ethics": research.ethics_opinion is not None,
        "research_agreement": research.agreement is not None,
    }
    return tuple(
        worded(key, id_=f"{template.id}.{key}", name=template.name)
        for key, is_stated in asked.items()
        if not is_stated
    )


def _purpose(purpose: Purpose, language: str) -> dict[str, str]:
    return {
        "text": purpose.text.in_(language),
        "legal_basis": purpose.legal_basis,
        "legal_basis_detail": purpose.legal_basis_detail.in_(language),
        "exception": purpose.exception,
    }


def _line(line: DataLine, language: str) -> dict[str, Any]:
    return {
        "category": line.category,
        "detail": line.detail.in_(language),
        "identification": line.identification,
        "is_sensitive": line.is_sensitive,
        "is_mandatory": line.is_mandatory,
        "source": line.source.in_(language),
        "retention": _retention(line.retention, language),
    }


def _retention(retention: Retention, language: str) -> dict[str, str]:
    criteria = _optional(retention.criteria, language)
    if criteria and retention.is_to_verify:
        criteria = f"{criteria} {TO_VERIFY.in_(language)}"
    return {
        "rule": retention.rule,
        "active": retention.active,
        "archive": retention.archive,
        "criteria": criteria,
    }


def _recipient(recipient: Recipient, language: str) -> dict[str, str]:
    name = recipient.name or law.recipients()[recipient.category].label
    return {
        "name": name.in_(language),
        "category": recipient.category,
        "country": recipient.country,
    }


def system_record(system: System, language: str) -> dict[str, Any]:
    """A system as the register's JSON."""
    return {
        "name": system.name.in_(language),
        "kind": system.kind,
        "host": system.host,
        "country": system.country,
        "is_hds": system.is_hds,
    }


def measure_record(measure: Measure, language: str) -> dict[str, str]:
    """A measure as the register's JSON."""
    return {"measure": measure.measure, "text": _optional(measure.text, language)}


def _research(research: Research | None, language: str) -> dict[str, str] | None:
    if research is None:
        return None
    return {
        "methodology": research.methodology,
        "authorisation": _optional(research.authorisation, language),
        "ethics_opinion": _optional(research.ethics_opinion, language),
        "agreement": _optional(research.agreement, language),
    }


def _optional(text: Text | None, language: str) -> str:
    return text.in_(language) if text else ""
