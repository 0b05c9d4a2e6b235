"""The sections on recipients, transfers and retention (art. 13(1)(e), (f), 13(2)(a))."""

from collections.abc import Iterable

from probant.notices.domain.durations import lowered, raised, retention_in_words
from probant.notices.domain.facts import Facts, Use
from probant.notices.domain.notice import Line, Section
from probant.notices.domain.section import category, ended, line_of_use, section
from probant.notices.domain.wording import say, told
from probant.reference import law
from probant.reference.countries import countries
from probant.register.domain.record import Transfer


def recipients(facts: Facts, language: str) -> Section:
    """Art. 13(1)(e): recipients, then the processors that are named."""
    named = [r.name or r.category for use in facts.uses for r in use.recipients]
    known = law.recipients()
    labels = {r.name: r.category for use in facts.uses for r in use.recipients if r.name}
    texts = dict.fromkeys(
        told_recipient(name, known.get(labels.get(name, name)), language) for name in named
    )
    providers = _processors(facts, language)
    return section(
        "recipients",
        facts,
        language,
        sentences=(say("recipients.intro", language),),
        lines=(Line(text=text) for text in texts),
        closing=(say("recipients.processors", language),) if providers else (),
        more=providers,
        is_from_record=True,
    )


def told_recipient(name: str, category: object, language: str) -> str:
    """A recipient's name; the label of its category where the name is that label or is absent."""
    label = getattr(category, "label", None)
    if label is not None and (name in {label.fr, label.en} or not name):
        return str(label.in_(language))
    if name in law.recipients():
        return law.recipients()[name].label.in_(language)
    return told(name, language).text


def _processors(facts: Facts, language: str) -> tuple[Line, ...]:
    services: dict[str, list[str]] = {}
    for processor in (p for use in facts.uses for p in use.processors if p.name):
        service = lowered(told(processor.service, language).text)
        known = services.setdefault(processor.name, [])
        if service and service not in known:
            known.append(service)
    return tuple(
        Line(text=name, details=tuple(details), is_verbatim=True)
        for name, details in services.items()
    )


def transfers(facts: Facts, language: str) -> Section:
    """Art. 13(1)(f): transfers with their safeguards, or that none is planned."""
    lines = tuple(
        dict.fromkeys(_transfer(item, language) for use in facts.uses for item in use.transfers)
    )
    if not lines:
        none = () if undeclared_countries(facts.uses) else (say("transfers.none", language),)
        return section("transfers", facts, language, sentences=none)
    return section(
        "transfers",
        facts,
        language,
        sentences=(say("transfers.some", language),),
        lines=lines,
        closing=(say("transfers.copy", language),),
        is_from_record=True,
    )


def _transfer(transfer: Transfer, language: str) -> Line:
    mechanism = law.transfer_mechanisms().get(transfer.mechanism)
    country = countries().get(transfer.country)
    place = country.name.in_(language) if country else transfer.country
    label = mechanism.label.in_(language) if mechanism else say("transfers.unstated", language)
    return Line(
        text=", ".join(part for part in (transfer.recipient, place) if part),
        details=(lowered(label),),
    )


def undeclared_countries(uses: Iterable[Use]) -> frozenset[str]:
    """Countries out of the EEA of which no transfer line speaks: then « no » would be a guess."""
    known = countries()
    found: set[str] = set()
    for use in uses:
        recipients = {recipient.country for recipient in use.recipients}
        processors = {processor.country for processor in use.processors}
        found |= (recipients | processors) - {transfer.country for transfer in use.transfers}
    return frozenset(code for code in found if code in known and known[code].needs_mechanism)


def retention(facts: Facts, language: str) -> Section:
    """Art. 13(2)(a): how long, activity by activity."""
    return section(
        "retention",
        facts,
        language,
        lines=(line_of_use(use, periods_of(use, language), language) for use in facts.uses),
        closing=(say("retention.end", language),),
        is_from_record=True,
    )


def periods_of(use: Use, language: str) -> tuple[str, ...]:
    """Each period of a use once, the widest first; a period of some data only names them."""
    grouped: dict[str, list[str]] = {}
    for datum in use.data:
        period = retention_in_words(datum.retention, language)
        grouped.setdefault(period or say("retention.unstated", language), []).append(
            category(datum.category, language)
        )
    main = max(grouped, key=lambda period: len(grouped[period]), default="")
    return tuple(
        ended(raised(period) if period == main else _of(names, period, language))
        for period, names in sorted(grouped.items(), key=lambda item: item[0] != main)
    )


def _of(names: list[str], period: str, language: str) -> str:
    unique = list(dict.fromkeys(names))
    listed = ", ".join([unique[0], *map(lowered, unique[1:])])
    return say("retention.of", language, what=listed, period=period)
