"""One breach as a line of the register of art. 33(5): facts, effects, remedies, decisions."""

from collections.abc import Mapping
from datetime import date

from django.utils import formats, translation

from probant.breaches.casefile import CaseFile
from probant.breaches.documents import moment, word
from probant.breaches.domain.facts import Answer, BreachFacts
from probant.breaches.domain.form_values import count_in_words
from probant.breaches.domain.severity import Severity
from probant.breaches.models import Breach
from probant.breaches.statements import Choice, Question
from probant.reference import breach, law


def entry(file: CaseFile, language: str) -> Mapping[str, str]:
    """Words by column; what is not known is empty, and never "no"."""
    return {
        **_identity(file.breach, language),
        **_facts(file.facts, language),
        **_effects(file, language),
        **_decided(file, language),
        "dismissal_why": file.dismissal.reasons if file.dismissal else "",
        "lessons": "\n".join(one.text for _made, one in file.lessons.values()),
    }


def score(severity: Severity, language: str) -> str:
    """The score or its range, with its bands: "1,75 à 3 (Faible, Moyenne, Élevée)"."""
    bands = breach.severity_scale().bands
    names = ", ".join(bands[name].label.in_(language) for name in severity.bands)
    with translation.override(language):
        low, high = (formats.localize(value.normalize()) for value in (severity.low, severity.high))
    return f"{low} ({names})" if low == high else f"{low}–{high} ({names})"


def choice(value: str, language: str) -> str:
    """Yes, no, or not decided yet: undecided is never a no."""
    known = {Choice.YES.value: "yes", Choice.NO.value: "no"}
    return word(known.get(value, "undecided"), language)


def day(on: date | None, language: str) -> str:
    """A day as the language writes it."""
    if on is None:
        return ""
    with translation.override(language):
        return formats.date_format(on, "SHORT_DATE_FORMAT")


def _identity(of: Breach, language: str) -> Mapping[str, str]:
    return {
        "reference": of.reference,
        "status": word(of.status, language),
        "declared_at": moment(of.declared_at, language),
    }


def _facts(facts: BreachFacts, language: str) -> Mapping[str, str]:
    event, when, data = facts.event, facts.timeline, facts.data
    lost = [name for name in breach.terms("loss") if getattr(event.loss, name) is Answer.YES]
    cause = () if event.cause == "unknown" else (breach.label("cause", event.cause, language),)
    origins = [breach.label("origin", id_, language) for id_ in event.origins]
    kinds = [_with_detail(breach.label("data", i.kind, language), i.detail) for i in data.items]
    parties = [party.name for party in facts.involvement.processors]
    return {
        "nature": ", ".join(breach.label("loss", name, language) for name in lost),
        "origin": ", ".join([*origins, *cause]),
        "started_at": moment(when.started_at, language),
        "ended_at": moment(when.ended_at, language),
        "aware_at": moment(when.aware_at, language),
        "late_reasons": when.late_reasons,
        "narrative": event.narrative,
        "data": "\n".join(kinds),
        "records": count_in_words(data.records, language),
        "processors": ", ".join(filter(None, parties)),
    }


def _effects(file: CaseFile, language: str) -> Mapping[str, str]:
    facts = file.facts
    suffered = [
        _with_detail(breach.label("consequence", one.kind, language), one.detail)
        for one in facts.consequences.items
    ]
    taken = [
        f"{one.text} ({day(one.done_on, language)})" if one.done_on else one.text
        for one in facts.measures.taken
    ]
    persons = facts.persons
    return {
        "persons": "\n".join(_group(one.category, language) for one in persons.groups),
        "persons_count": count_in_words(persons.count, language),
        "consequences": "\n".join(filter(None, [*suffered, facts.consequences.narrative])),
        "score": score(file.proposal.severity, language),
        "measures": "\n".join(taken),
    }


def _decided(file: CaseFile, language: str) -> Mapping[str, str]:
    of = file.breach
    why = {question: file.decision(question) for question in Question}
    said = {name: found[1].justification if found else "" for name, found in why.items()}
    return {
        "notify_decision": choice(of.notify, language),
        "notify_why": said[Question.NOTIFY],
        "notified_at": moment(of.notified_at, language),
        "inform_decision": choice(of.inform, language),
        "inform_why": said[Question.INFORM],
        "informed_on": day(of.informed_on, language),
    }


def _group(category: str, language: str) -> str:
    known = law.data_subjects().get(category)
    return known.label.in_(language) if known else category


def _with_detail(label: str, detail: str) -> str:
    return " — ".join(filter(None, [label, detail]))
