"""ENISA's severity: SE = DPC × EI + CB, as an interval where facts are unknown.

An unknown input takes every value that it may have, never a favourable one: the score is then a
range, and so is its band. What lowers a score (data already public) counts only once established.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from probant.breaches.domain import counts
from probant.breaches.domain.facts import (
    Access,
    Alteration,
    Answer,
    BreachFacts,
    Circumstances,
    DataItem,
    Ease,
    Insight,
    Protection,
    Recipients,
    Restoration,
    Scope,
)
from probant.breaches.domain.kleene import all_of
from probant.reference import breach
from probant.reference.loading import Text

QUARTER = Decimal("0.25")
LEAST, MOST = 4, 16
NO_STEP = "none"
_AVAILABILITY = {
    Restoration.WITHOUT_DIFFICULTY: "none",
    Restoration.DELAYED: "temporary",
    Restoration.NEVER: "definitive",
}
_INTEGRITY = {
    Alteration.UNUSED: "none",
    Alteration.USED_RECOVERABLE: "recoverable",
    Alteration.NOT_RECOVERABLE: "not_recoverable",
}
_RECIPIENTS = {
    Recipients.TRUSTED: "known",
    Recipients.IDENTIFIED: "known",
    Recipients.UNIDENTIFIED: "unknown_number",
    Recipients.PUBLIC: "unknown_number",
}


@dataclass(frozen=True)
class Range:
    """A score between two bounds, in quarters of a point; the same twice when it is certain."""

    least: int
    most: int

    @property
    def low(self) -> Decimal:
        """The lower bound, in points."""
        return self.least * QUARTER

    @property
    def high(self) -> Decimal:
        """The upper bound, in points."""
        return self.most * QUARTER

    @property
    def is_certain(self) -> bool:
        """Whether there is one value."""
        return self.least == self.most


@dataclass(frozen=True)
class Component:
    """One part of the score: `id` is dpc, ei or a circumstance; `reasons` say what was read.

    `about` names, for the data, the kind; `reasons` are empty when the input is not known.
    """

    id: str
    range: Range
    reasons: tuple[Text, ...] = ()
    about: str = ""


@dataclass(frozen=True)
class Severity:
    """The score, its parts, its bands, and the flags that stand beside it (None: unknown)."""

    range: Range
    data: tuple[Component, ...]
    dpc: Range
    identification: Range
    circumstances: tuple[Component, ...]
    has_many_persons: bool | None
    is_unintelligible: bool | None

    @property
    def low(self) -> Decimal:
        """The smallest score that the facts allow."""
        return self.range.low

    @property
    def high(self) -> Decimal:
        """The largest score that the facts allow."""
        return self.range.high

    @property
    def bands(self) -> tuple[str, ...]:
        """The bands that are possible, from the lowest: one when the facts decide."""
        names = list(breach.severity_scale().bands)
        first, last = band_of(self.range.least), band_of(self.range.most)
        return tuple(names[names.index(first) : names.index(last) + 1])

    def reaches(self, band: str) -> bool | None:
        """Whether the score reaches a band; None where it may or may not."""
        starts = breach.severity_scale().bands[band].starts
        if self.range.least >= starts:
            return True
        return False if self.range.most < starts else None


def severity(facts: BreachFacts) -> Severity:
    """The severity of a breach from what is known of it now."""
    found = facts.circumstances
    data = tuple(_item(item, is_public=found.was_public is Answer.YES) for item in facts.data.items)
    dpc = _dpc(data, facts.data.scope)
    ease = _ease(facts.data.identification)
    parts = (_confidentiality(facts), _integrity(facts), _availability(facts), _malice(found))
    least = dpc.least * ease.least // 4 + sum(part.range.least for part in parts)
    most = dpc.most * ease.most // 4 + sum(part.range.most for part in parts)
    above = breach.severity_scale().flags["many_persons"].above
    return Severity(
        range=Range(least, most),
        data=data,
        dpc=dpc,
        identification=ease,
        circumstances=parts,
        has_many_persons=counts.is_at_least(facts.persons.count, above + 1),
        is_unintelligible=unintelligible(found),
    )


def band_of(score: int) -> str:
    """The band of a score in quarters; the lower bound belongs to the band."""
    bands = breach.severity_scale().bands
    return [name for name, band in bands.items() if score >= band.starts][-1]


def unintelligible(found: Circumstances) -> bool | None:
    """State-of-the-art protection whose key is safe; None while either is unknown."""
    protected = {Protection.STATE_OF_THE_ART: True, Protection.UNKNOWN: None}
    key = {Answer.YES: True, Answer.UNKNOWN: None}
    return all_of((protected.get(found.protection, False), key.get(found.is_key_safe, False)))


def class_of(item: DataItem) -> str:
    """ENISA's class of an item: the one chosen, or its kind's; empty when neither tells."""
    term = breach.terms("data").get(item.kind)
    return item.severity_class or (term.severity_class if term else "")


def _item(item: DataItem, *, is_public: bool = False) -> Component:
    scale = breach.severity_scale().classes.get(class_of(item))
    if scale is None:
        return Component("data", _inherited(item.opens), about=item.kind)
    name = item.insight.value
    if is_public and Insight.NONE.value in scale.insights:
        name = Insight.NONE.value
    step = scale.insights.get(name)
    if step is None:
        return Component("data", _span(s.score for s in scale.insights.values()), about=item.kind)
    return Component("data", Range(step.score, step.score), (scale.label, step.label), item.kind)


def _inherited(opens: tuple[str, ...]) -> Range:
    """Credentials are as grave as what they open; what they open is not known: anything."""
    ranges = [_item(DataItem(kind=kind, insight=Insight.ORDINARY)).range for kind in opens]
    return _gravest(ranges) if ranges else Range(LEAST, MOST)


def _dpc(data: tuple[Component, ...], scope: Scope) -> Range:
    """Several kinds: the highest score. A list that may still grow has no upper bound."""
    known = _gravest([part.range for part in data]) if data else Range(LEAST, MOST)
    return known if scope is Scope.ESTABLISHED else Range(known.least, MOST)


def _ease(ease: Ease) -> Range:
    scores = breach.severity_scale().identification
    score = scores.get(ease.value)
    return _span(scores.values()) if score is None else Range(score, score)


def _confidentiality(facts: BreachFacts) -> Component:
    """Access that nobody excluded may have happened: from nothing to what the recipients mean."""
    found = facts.circumstances
    step = _RECIPIENTS.get(found.recipients)
    if found.access is Access.EXCLUDED:
        step = NO_STEP
    part = _step("confidentiality", step)
    if found.access in {Access.NOT_EXCLUDED, Access.UNKNOWN} and step != NO_STEP:
        part = Component(part.id, Range(0, part.range.most), part.reasons)
    return _if_lost(facts.event.loss.confidentiality, part)


def _integrity(facts: BreachFacts) -> Component:
    part = _step("integrity", _INTEGRITY.get(facts.circumstances.alteration))
    return _if_lost(facts.event.loss.integrity, part)


def _availability(facts: BreachFacts) -> Component:
    part = _step("availability", _AVAILABILITY.get(facts.circumstances.restoration))
    return _if_lost(facts.event.loss.availability, part)


def _malice(found: Circumstances) -> Component:
    steps = {Answer.YES: "malicious", Answer.NO: NO_STEP}
    return _step("malice", steps.get(found.is_malicious))


def _if_lost(is_lost: Answer, part: Component) -> Component:
    if is_lost is Answer.NO:
        return _step(part.id, NO_STEP)
    if is_lost is Answer.UNKNOWN:
        return Component(part.id, Range(0, part.range.most))
    return part


def _step(circumstance: str, name: str | None) -> Component:
    steps = breach.severity_scale().circumstances[circumstance].steps
    if name is None:
        return Component(circumstance, _span(step.score for step in steps.values()))
    step = steps[name]
    return Component(circumstance, Range(step.score, step.score), (step.label,))


def _span(scores: Iterable[int]) -> Range:
    held = tuple(scores)
    return Range(min(held), max(held))


def _gravest(ranges: list[Range]) -> Range:
    return Range(max(one.least for one in ranges), max(one.most for one in ranges))
