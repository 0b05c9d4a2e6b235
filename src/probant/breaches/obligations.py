"""What the law asks of breaches: documented, notified in time, told to persons, a procedure known.

No breach declared is no proof that there was none: the procedure then stands on its own evidence,
that people know where to declare and that somebody would be told.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from probant.breaches import casefile, closability, letters, queries
from probant.breaches.actions.alerting import officers
from probant.breaches.clocks import AUTHORITY, PERSONS, clock_of
from probant.breaches.domain.closing import reasons_to_stay_open
from probant.breaches.models import DECLARED, DISMISSED, Breach, Statement
from probant.breaches.statements import Choice
from probant.common.verdicts import (
    Evidence,
    EvidenceKind,
    Fact,
    Verdict,
    VerdictState,
)
from probant.organisations.models import Organisation
from probant.reference import judging

DOCUMENTED, IN_TIME = "breaches.documented", "breaches.notified_in_time"
INFORMED, PROCEDURE = "breaches.persons_informed", "breaches.procedure"
FACT_LABELS = {
    "breaches.declared": _("Breaches declared"),
    "breaches.incomplete": _("Breach whose facts, effects or remedies are not written"),
    "breaches.late": _("Breach notified after 72 hours, or not at all"),
    "breaches.group_forgotten": _("Breach told to some groups of people and not to all"),
    "breaches.letter_incomplete": _("Breach told without all that a letter must say"),
    "breaches.undecided": _("Breach for which nobody has decided yet"),
    "breaches.not_informed": _("Breach whose persons are still to be informed"),
    "breaches.officers": _("People told of each declaration"),
}
Told = Mapping[UUID, tuple[Statement, ...]]
OF_FACTS = frozenset({"facts", "effects"})


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """The four, from the breaches that are no false alarm."""
    declared = list(queries.breaches(organisation.pk))
    told = queries.histories([one for one in declared if one.is_open])
    real = [one for one in declared if one.status != DISMISSED]
    return (
        _documented(organisation, declared, told),
        _in_time(organisation, real, now),
        _informed(organisation, real, told, now),
        _procedure(organisation, declared),
    )


def _documented(organisation: Organisation, declared: Sequence[Breach], told: Told) -> Verdict:
    """Art. 33(5): facts, effects and remedial action of every breach."""
    lacking = [one for one in declared if one.is_open and _lacks(one, told[one.pk])]
    state = VerdictState.NOT_APPLICABLE
    if declared:
        state = VerdictState.DECLARED if lacking else VerdictState.PROVEN
    if any(one.status == DECLARED for one in lacking):
        state = VerdictState.MISSING
    facts = (_count(organisation, declared), *_each("breaches.incomplete", lacking))
    return _verdict(DOCUMENTED, state, facts, declared, lacking[:1])


def _in_time(organisation: Organisation, real: Sequence[Breach], now: datetime) -> Verdict:
    """Art. 33(1): 72 hours, or the reasons of the delay; what is undecided is not green."""
    ours = [one for one in real if not one.is_processor]
    late = [one for one in ours if _is_late(one, now)]
    undecided = [one for one in ours if one not in late and one.notify == Choice.UNDECIDED]
    concerned = [one for one in ours if one.notify != Choice.NO]
    state = VerdictState.PROVEN if concerned else VerdictState.NOT_APPLICABLE
    if undecided or any(one.notified_at is None for one in concerned):
        state = VerdictState.UNDETERMINED
    if late:
        state = VerdictState.CONTRADICTED
    facts = (
        _count(organisation, real),
        *_each("breaches.late", late),
        *_each("breaches.undecided", undecided),
    )
    return _verdict(IN_TIME, state, facts, concerned, [*late, *undecided][:1])


def _informed(
    organisation: Organisation, real: Sequence[Breach], told: Told, now: datetime
) -> Verdict:
    """Art. 34(1): every group, without undue delay once the risk is high; the target is ours."""
    concerned = [one for one in real if one.inform == Choice.YES and not one.is_processor]
    undecided = [one for one in real if one.inform == Choice.UNDECIDED and not one.is_processor]
    missed = [one for one in concerned if one.informed_on and _forgets(one, told)]
    waiting = [*missed, *(one for one in concerned if one.informed_on is None)]
    partial = [
        one for one in concerned if one.informed_on and _says_too_little(one, told, organisation)
    ]
    state = VerdictState.PROVEN if concerned else VerdictState.NOT_APPLICABLE
    if partial:
        state = VerdictState.DECLARED
    if undecided:
        state = VerdictState.UNDETERMINED
    if waiting:
        late = bool(missed) or any(_is_past(one, PERSONS, now) for one in waiting)
        state = VerdictState.CONTRADICTED if late else VerdictState.MISSING
    facts = (
        _count(organisation, real),
        *_each("breaches.not_informed", waiting),
        *_each("breaches.group_forgotten", missed),
        *_each("breaches.letter_incomplete", partial),
        *_each("breaches.undecided", undecided),
    )
    return _verdict(INFORMED, state, facts, concerned, [*waiting, *undecided, *partial][:1])


def _procedure(organisation: Organisation, declared: Sequence[Breach]) -> Verdict:
    """Art. 33(1), 24(1): people know where to declare, and somebody is told at once."""
    told = officers(organisation)
    state = VerdictState.PROVEN if declared and told else VerdictState.DECLARED
    if not told:
        state = VerdictState.MISSING
    facts = (
        _count(organisation, declared),
        Fact("breaches.officers", len(told), _list(organisation)),
    )
    where = reverse("breaches:declare", args=[organisation.pk])
    return _verdict(PROCEDURE, state, facts, declared, [], where)


def _forgets(one: Breach, told: Told) -> bool:
    """A closed file left nobody out: it could not have been closed."""
    return one.is_open and bool(closability.untold_groups(one, told[one.pk]))


def _says_too_little(one: Breach, told: Told, organisation: Organisation) -> bool:
    """Art. 34(2), SAN-2026-001: what the file does not say, no letter made from it could tell."""
    if not one.is_open:
        return False
    lacking = letters.lacking(casefile.CaseFile(one, told[one.pk]), organisation)
    return any(element.is_required for element in lacking)


def _lacks(one: Breach, told: tuple[Statement, ...]) -> bool:
    """What was closed was complete: only open files are read."""
    progress = closability.progress(one, told)
    return one.status == DECLARED or bool(OF_FACTS & set(reasons_to_stay_open(progress)))


def _is_late(one: Breach, now: datetime) -> bool:
    return one.notify != Choice.NO and _is_past(one, AUTHORITY, now)


def _is_past(one: Breach, duty: str, now: datetime) -> bool:
    clock = clock_of(one, duty, now=now)
    return bool(clock and clock.is_late(now))


def _verdict(  # noqa: PLR0913, PLR0917  a verdict is what, how, on which facts and proofs
    id_: str,
    state: VerdictState,
    facts: tuple[Fact, ...],
    proofs: Sequence[Breach],
    first: Sequence[Breach],
    remedy_url: str = "",
) -> Verdict:
    url = remedy_url or (_page(first[0]) if first else "")
    evidence = tuple(
        Evidence(EvidenceKind.DOCUMENT, f"breach:{one.reference}", one.updated_at) for one in proofs
    )
    return judging.verdict(id_, state, facts=facts, evidence=evidence, remedy_url=url)


def _count(organisation: Organisation, found: Sequence[Breach]) -> Fact:
    return Fact("breaches.declared", len(found), _list(organisation))


def _each(label: str, found: Sequence[Breach]) -> list[Fact]:
    return [Fact(label, one.reference, _page(one)) for one in found]


def _list(organisation: Organisation) -> str:
    return reverse("breaches:list", args=[organisation.pk])


def _page(one: Breach) -> str:
    return reverse("breaches:breach", args=[one.organisation_id, one.pk])
