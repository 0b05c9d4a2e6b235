"""What each field of the authority's form receives, in the form's own French words."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from probant.breaches.domain.counts import Count, CountKind
from probant.breaches.domain.facts import (
    Answer,
    AwarenessSource,
    BreachFacts,
    MeasureTaken,
    Party,
    Protection,
)
from probant.breaches.domain.form_inputs import (
    Circumstance,
    Communicated,
    FieldState,
    Identity,
    StatementType,
    Value,
)
from probant.breaches.domain.severity import unintelligible
from probant.common.time_limits import PARIS
from probant.reference import breach, law

_COUNTS = {
    "fr": {"about": "environ", "least": "au moins", "between": "entre {} et {}"},
    "en": {"about": "about", "least": "at least", "between": "between {} and {}"},
}
NOT_ASKED = Value("", FieldState.NOT_APPLICABLE)


def values(
    facts: BreachFacts, identity: Identity, told: Communicated, around: Circumstance
) -> Mapping[str, Value]:
    """The value of every field of the form, by id."""
    return {
        **_around(around),
        **_identity(identity),
        **_parties(facts),
        **_chronology(facts, around),
        **_nature(facts),
        **_affected(facts),
        **_answers(facts),
        **_communication(told),
        **_elsewhere(facts, around),
    }


def band_of(count: Count) -> str:
    """The published band that holds the number, by id; empty where several could."""
    low, high = count.bounds
    if count.kind is CountKind.UNKNOWN:
        return ""
    for id_, band in breach.terms("band").items():
        is_below = band.high is None or (high is not None and high <= band.high)
        if band.low <= low and is_below:
            return id_
    return ""


def count_in_words(count: Count, language: str = "fr") -> str:
    """A number as the form reads it: 213, environ 40 (…), entre 6 et 50, au moins 1 000."""
    low, high = count.bounds
    words = _COUNTS["en" if language.startswith("en") else "fr"]
    least, most = _number(low, language), _number(high or 0, language)
    match count.kind:
        case CountKind.UNKNOWN:
            return ""
        case CountKind.KNOWN:
            return least
        case CountKind.ESTIMATED:
            return f"{words['about']} {least} ({count.how})"
    return f"{words['least']} {least}" if high is None else words["between"].format(least, most)


def told_apart(at: datetime) -> str:
    """The offset of an instant within the hour that the change of clocks repeats; else nothing."""
    local = at.astimezone(PARIS)
    is_repeated = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f" (UTC{local:%z})" if is_repeated else ""


def _around(around: Circumstance) -> Mapping[str, Value]:
    is_first = around.type is not StatementType.COMPLEMENTARY
    number = NOT_ASKED if is_first else _text(around.previous_number)
    return {"type": _chosen("statement", around.type.value), "previous_number": number}


def _identity(identity: Identity) -> Mapping[str, Value]:
    return {
        "organisation_name": _text(identity.name),
        "siren": _text(identity.siren),
        "sector": _text(identity.sector),
        "organisation_address": _text(identity.address),
        "declarant": _text(identity.declarant),
        "declarant_contact": _text(identity.declarant_contact),
        "contact_point": _text(identity.contact_point),
    }


def _parties(facts: BreachFacts) -> Mapping[str, Value]:
    involved = facts.involvement
    return {
        "processors": _parties_in_words(involved.processors),
        "joint_controllers": _parties_in_words(involved.joint_controllers),
    }


def _chronology(facts: BreachFacts, around: Circumstance) -> Mapping[str, Value]:
    when = facts.timeline
    is_reported = when.awareness is AwarenessSource.PROCESSOR
    ended = _instant(when.ended_at)
    if when.is_ongoing is Answer.YES:
        ended = Value("La violation est toujours en cours", FieldState.FILLED)
    reported = _instant(when.processor_reported_at) if is_reported else NOT_ASKED
    return {
        "started_at": _instant(when.started_at),
        "ended_at": ended,
        "detected_at": _instant(when.detected_at),
        "aware_at": _instant(when.aware_at),
        "awareness": _text(
            _joined([_known_label("awareness", when.awareness), when.awareness_why])
        ),
        "processor_reported_at": reported,
        "late_reasons": _text(when.late_reasons) if around.is_late else NOT_ASKED,
    }


def _nature(facts: BreachFacts) -> Mapping[str, Value]:
    event = facts.event
    lost = [name for name in breach.terms("loss") if getattr(event.loss, name) is Answer.YES]
    return {
        "loss": _chosen("loss", *lost),
        "origins": _chosen("origin", *event.origins),
        "cause": _chosen("cause", event.cause.value),
        "narrative": _text(event.narrative),
    }


def _affected(facts: BreachFacts) -> Mapping[str, Value]:
    data, persons = facts.data, facts.persons
    details = [
        f"{breach.label('data', item.kind, 'fr')} : {item.detail}"
        for item in data.items
        if item.detail.strip()
    ]
    groups = [_group(group.category, group.count, group.note) for group in persons.groups]
    return {
        "data": _chosen("data", *(item.kind for item in data.items)),
        "data_detail": _text("\n".join(details)),
        "records": _text(count_in_words(data.records)),
        "persons": _text("\n".join(filter(None, groups))),
        "persons_count": _text(count_in_words(persons.count)),
        "persons_band": _chosen("band", band_of(persons.count)),
    }


def _answers(facts: BreachFacts) -> Mapping[str, Value]:
    suffered, measures = facts.consequences, facts.measures
    before = [_measure(one.measure, one.text) for one in measures.before]
    details = [one.detail for one in suffered.items if one.detail.strip()]
    return {
        "measures_before": _text("\n".join(filter(None, before))),
        "protection": _protection(facts),
        "consequences": _chosen("consequence", *(one.kind for one in suffered.items)),
        "consequences_detail": _text("\n".join(filter(None, [*details, suffered.narrative]))),
        "severity": _chosen("severity", suffered.severity.value),
        "measures_taken": _text(_taken(measures.taken)),
        "measures_for_persons": _text(_taken(one for one in measures.taken if one.is_for_persons)),
    }


def _communication(told: Communicated) -> Mapping[str, Value]:
    """The rest is asked as the state demands: a day and a text if they are told, reasons if not."""
    is_done, is_refused = told.state == "informed", told.state == "will_not_be"
    is_told = told.state in {"informed", "will_be"}
    return {
        "persons_informed": _chosen("persons_informed", told.state),
        "informed_on": _day(told.informed_on) if is_told else NOT_ASKED,
        "informed_count": _text(count_in_words(told.count)) if is_done else NOT_ASKED,
        "media": _chosen("medium", *told.media) if is_told else NOT_ASKED,
        "communication_text": _text(told.text) if is_told else NOT_ASKED,
        "not_informed_reasons": _text(told.reasons) if is_refused else NOT_ASKED,
    }


def _elsewhere(facts: BreachFacts, around: Circumstance) -> Mapping[str, Value]:
    countries = [_country(code) for code in facts.persons.countries if code != "FR"]
    told = facts.involvement.authorities_told
    return {
        "countries": _text(", ".join(countries)),
        "authorities_told": _text(", ".join(told)),
        "attachments": _text(", ".join(around.attachments)) if around.attachments else NOT_ASKED,
    }


def _protection(facts: BreachFacts) -> Value:
    found = facts.circumstances
    if found.protection is Protection.UNKNOWN:
        return Value()
    words = breach.label("protection", found.protection.value, "fr")
    if found.protection is Protection.STATE_OF_THE_ART:
        key = {True: "clé sûre", None: "clé à vérifier", False: "clé compromise"}
        words = f"{words} ({key[unintelligible(found)]})"
    return _text(_joined([words, found.protection_how]))


def _chosen(vocabulary: str, *ids: str) -> Value:
    """The form's own labels, each once; "unknown" is no answer."""
    terms = breach.terms(vocabulary)
    labels = [
        terms[id_].in_form if id_ in terms else id_ for id_ in ids if id_ not in {"", "unknown"}
    ]
    return _text("\n".join(dict.fromkeys(labels)))


def _known_label(vocabulary: str, id_: str) -> str:
    return "" if id_ == "unknown" else breach.label(vocabulary, id_, "fr")


def _group(category: str, count: Count, note: str) -> str:
    known = law.data_subjects().get(category)
    name = known.label.fr if known else category
    return _joined([name, count_in_words(count), note])


def _measure(id_: str, text: str) -> str:
    known = law.measures().get(id_)
    return _joined([known.label.fr if known else "", text])


def _taken(measures: Iterable[MeasureTaken]) -> str:
    lines = (
        f"{one.text} ({one.done_on:%d/%m/%Y})" if one.done_on else f"{one.text} (prévu)"
        for one in measures
        if one.text.strip()
    )
    return "\n".join(lines)


def _parties_in_words(parties: tuple[Party, ...]) -> Value:
    lines = [_joined([party.name, party.contact]) for party in parties if party.name.strip()]
    return _text("\n".join(lines))


def _country(code: str) -> str:
    known = law.countries().get(code)
    return known.name.fr if known else code


def _joined(parts: Iterable[str]) -> str:
    return " — ".join(part.strip() for part in parts if part.strip())


def _text(text: str) -> Value:
    words = text.strip()
    return Value(words, FieldState.FILLED) if words else Value()


def _instant(at: datetime | None) -> Value:
    if at is None:
        return Value()
    local = at.astimezone(PARIS)
    return _text(f"{local:%d/%m/%Y} à {local:%H:%M}{told_apart(at)}")


def _day(on: date | None) -> Value:
    return _text(f"{on:%d/%m/%Y}") if on else Value()


def _number(number: int, language: str = "fr") -> str:
    return f"{number:,}".replace(",", "," if language.startswith("en") else "\u202f")
