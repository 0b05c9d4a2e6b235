"""What a set of answers changes in the register: a function of values.

The same answers always give the same effects, in the order of the questions; an answer taken back
takes its effects back with it, since nothing is kept between two computations.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import msgspec

from probant.reference.countries import countries
from probant.reference.loading import Text
from probant.reference.templates.activity import ActivityTemplate, Measure, System, blocks
from probant.reference.templates.instantiation import (
    Task,
    instantiate,
    measure_record,
    system_record,
    worded,
)
from probant.reference.templates.question import (
    Answers,
    MeasureEffect,
    Outcome,
    Provider,
    SystemEffect,
    TaskRule,
)
from probant.reference.templates.questionnaire import Questionnaire

E = TypeVar("E", MeasureEffect, SystemEffect)


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedProcessor:
    """A processor whose name is known, and the activities it serves among those kept."""

    id: str
    name: str
    service: Text
    country: str
    contract_on: date | None
    is_hds: bool | None
    activities: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Effects:
    """What the register holds because of the answers, and what is left to do or to answer."""

    activities: tuple[str, ...]
    processors: tuple[NamedProcessor, ...]
    measures: tuple[MeasureEffect, ...]
    systems: tuple[SystemEffect, ...]
    tasks: tuple[Task, ...]
    remaining: tuple[str, ...]


def effects_of(questionnaire: Questionnaire, answers: Answers) -> Effects:
    """The effects of the answers given; a question without an answer has none and remains."""
    questionnaire.check_ids(answers)
    outcomes = [o for q in questionnaire.questions for o in q.outcomes(answers)]
    kept = _activities(questionnaire.always, outcomes)
    revealed = [p for q in questionnaire.questions for p in q.revealed(answers)]
    processors = [p for p in (_named(i, questionnaire, answers, kept) for i in revealed) if p]
    measures = [*(m for o in outcomes for m in o.measures), *_proven_by(processors)]
    return Effects(
        activities=kept,
        processors=tuple(processors),
        measures=tuple(_attached(measures, kept)),
        systems=tuple(_attached((s for o in outcomes for s in o.systems), kept)),
        tasks=_unique(
            [*_tasks(outcomes, questionnaire, answers), *_provider_tasks(revealed, processors)]
        ),
        remaining=questionnaire.remaining(answers),
    )


def records_of(
    effects: Effects, templates: Mapping[str, ActivityTemplate], language: str
) -> dict[str, dict[str, Any]]:
    """The records by template id, with the processors, measures and systems of the answers."""
    records = {id_: instantiate(templates[id_], language) for id_ in effects.activities}
    for processor in effects.processors:
        for id_ in processor.activities:
            records[id_]["processors"].append(_processor_record(processor, language))
    for effect in effects.measures:
        stated = measure_record(Measure(measure=effect.measure, text=effect.text), language)
        for id_ in effect.activities:
            _add(records[id_]["measures"], stated, "measure")
    for id_, systems in _systems(effects.systems, language).items():
        records[id_]["systems"] = systems
    return records


def _systems(stated: Iterable[SystemEffect], language: str) -> Mapping[str, list[dict[str, Any]]]:
    """What the answers say of an activity's systems takes the place of the template's guess."""
    found: dict[str, list[dict[str, Any]]] = {}
    for effect in stated:
        block = msgspec.convert(blocks().systems[effect.use], System)
        for id_ in effect.activities:
            found.setdefault(id_, []).append(system_record(block, language))
    return found


def _proven_by(processors: Iterable[NamedProcessor]) -> Iterator[MeasureEffect]:
    """A contract or a certificate is a measure once it is known, not before."""
    for processor in processors:
        if processor.contract_on:
            yield MeasureEffect(measure="processor_contracts", activities=processor.activities)
        if processor.is_hds:
            yield MeasureEffect(measure="certified_hosting", activities=processor.activities)


def _activities(always: Iterable[str], outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    outcomes = list(outcomes)
    removed = {id_ for outcome in outcomes for id_ in outcome.removes}
    added = [*always, *(id_ for outcome in outcomes for id_ in outcome.activities)]
    return tuple(id_ for id_ in dict.fromkeys(added) if id_ not in removed)


def _named(
    provider: Provider, questionnaire: Questionnaire, answers: Answers, kept: tuple[str, ...]
) -> NamedProcessor | None:
    name = questionnaire.fields[f"{provider.id}_name"].value(answers)
    if name is None:
        return None
    country = questionnaire.fields[f"{provider.id}_country"].value(answers)
    contract_on = questionnaire.fields[f"{provider.id}_contract_on"].value(answers)
    certified = questionnaire.fields.get(f"{provider.id}_is_hds")
    is_hds = certified.value(answers) if certified else None
    return NamedProcessor(
        id=provider.id,
        name=str(name),
        service=provider.service,
        country=str(country or ""),
        contract_on=contract_on if isinstance(contract_on, date) else None,
        is_hds=is_hds if isinstance(is_hds, bool) else None,
        activities=tuple(id_ for id_ in provider.activities if id_ in kept),
    )


def _attached(stated: Iterable[E], kept: tuple[str, ...]) -> Iterator[E]:
    """Only the activities that are kept, and nothing that would serve none of them."""
    for effect in stated:
        activities = tuple(id_ for id_ in effect.activities if id_ in kept)
        if activities:
            yield replace(effect, activities=activities)


def _tasks(
    outcomes: Iterable[Outcome], questionnaire: Questionnaire, answers: Answers
) -> Iterator[Task]:
    for outcome in outcomes:
        for rule in outcome.tasks:
            if not _is_filled(rule, questionnaire, answers):
                yield rule.task()


def _is_filled(rule: TaskRule, questionnaire: Questionnaire, answers: Answers) -> bool:
    field = rule.unless_field
    return bool(field) and questionnaire.fields[field].value(answers) is not None


def _provider_tasks(
    revealed: Iterable[Provider], named: Iterable[NamedProcessor]
) -> Iterator[Task]:
    known = {processor.id: processor for processor in named}
    for provider in revealed:
        processor = known.get(provider.id)
        if processor is None:
            yield worded("unnamed_provider", id_=f"{provider.id}_name", service=provider.service)
        else:
            yield from _contract_tasks(provider, processor)


def _contract_tasks(provider: Provider, processor: NamedProcessor) -> Iterator[Task]:
    """Art. 28(3), 30(1)(e) and CSP L. 1111-8: what is not known of a named processor is asked."""
    missing = {
        "unknown_country": not processor.country,
        "outside_eea": _is_outside(processor.country),
        "undated_contract": processor.contract_on is None,
        "unproven_hds": provider.needs_hds and processor.is_hds is None,
        "refused_hds": provider.needs_hds and processor.is_hds is False,
    }
    for key, is_missing in missing.items():
        if is_missing:
            id_ = f"{provider.id}.{key}"
            yield worded(key, id_=id_, name=processor.name, service=provider.service)


def _is_outside(code: str) -> bool:
    return bool(code) and countries()[code].needs_mechanism


def _unique(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Two answers may ask for the same thing; it is asked once."""
    return tuple({task.id: task for task in reversed(list(tasks))}.values())[::-1]


def _processor_record(processor: NamedProcessor, language: str) -> dict[str, Any]:
    return {
        "name": processor.name,
        "service": processor.service.in_(language),
        "country": processor.country,
        "contract_on": processor.contract_on.isoformat() if processor.contract_on else None,
        "is_hds": processor.is_hds,
    }


def _add(lines: list[dict[str, Any]], line: dict[str, Any], key: str) -> None:
    if all(line[key] != other[key] for other in lines):
        lines.append(line)
