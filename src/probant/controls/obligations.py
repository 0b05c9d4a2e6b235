"""What is asked of controls: a baseline decided and proven, fresh evidence, a statement approved.

    controls.baseline         missing: nobody decided anything; declared: some are to decide, or
                              what applies is not all proven; proven: all of it is.
    controls.evidence_fresh   expired: an evidence that is given for a control is too old.
    controls.soa              missing: no statement approved; contradicted: decisions changed
                              since; expired: older than a year.

Shares are facts and never a stamp: half of the baseline proven is half of it proven.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from probant.common.time_limits import Period
from probant.common.verdicts import Evidence as Proof
from probant.common.verdicts import EvidenceKind, Fact, Verdict, VerdictState
from probant.controls import queries
from probant.controls.domain.framework import Framework
from probant.controls.domain.standing import State
from probant.controls.models import SERVES, Evidence
from probant.controls.queries import Board
from probant.organisations.models import Organisation
from probant.reference import judging, law

BASELINE, FRESH, STATEMENT = "controls.baseline", "controls.evidence_fresh", "controls.soa"
FACT_LABELS = {
    "controls.framework": _("Baseline"),
    "controls.decided": _("Controls decided"),
    "controls.undecided": _("Controls to decide"),
    "controls.proven": _("Controls proven"),
    "controls.by_mapping": _("of which through another control"),
    "controls.applicable": _("Controls that apply"),
    "controls.expired": _("Controls whose evidence is too old"),
    "controls.evidence": _("Pieces of evidence given for controls"),
    "controls.old": _("Evidence too old"),
    "controls.statement": _("Statement of applicability approved on"),
    "controls.changed": _("Decisions changed since the statement"),
}
MOST_NAMED = 10


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """The three, from the baseline, the evidence and the statements of what is followed."""
    today = timezone.localdate(now)
    followed = queries.followed(organisation)
    known = queries.frameworks(organisation, followed.ids, organisation.language)
    frameworks = [known[id_] for id_ in followed.ids if id_ in known]
    baseline = known[followed.baseline]
    board = queries.board(organisation.pk, baseline, today=today)
    return (
        _baseline(organisation, board),
        _fresh(organisation, today),
        _statement(organisation, [one for one in frameworks if one.has_statement], today),
    )


def _baseline(organisation: Organisation, board: Board) -> Verdict:
    """Art. 32(1): measures are chosen, and shown to be in place."""
    found = board.coverage
    state = VerdictState.DECLARED
    if found.decided == 0 and not found.counts[State.PROVEN]:
        state = VerdictState.MISSING
    elif found.counts[State.EXPIRED] and not found.undecided:
        state = VerdictState.EXPIRED
    elif found.applicable and found.counts[State.PROVEN] == found.applicable:
        state = VerdictState.DECLARED if found.undecided else VerdictState.PROVEN
    page = _page(organisation, board.framework.id)
    facts = [
        Fact("controls.framework", board.framework.name, page),
        Fact("controls.decided", found.decided, page),
        Fact("controls.undecided", found.undecided, f"{page}?state=undecided"),
        Fact("controls.applicable", found.applicable, page),
        Fact("controls.proven", found.counts[State.PROVEN], f"{page}?state=proven"),
        Fact("controls.by_mapping", found.by_mapping, f"{page}?state=by_mapping"),
        Fact("controls.expired", found.counts[State.EXPIRED], f"{page}?state=expired"),
    ]
    return judging.verdict(
        BASELINE, state, facts=tuple(facts), evidence=_proofs(board), remedy_url=page
    )


def _proofs(board: Board) -> tuple[Proof, ...]:
    """The evidence that the proven controls rest on, each once."""
    numbers = {
        arrival.number
        for standing in board.standings.values()
        if standing.state is State.PROVEN
        for arrival in standing.arrivals
    }
    return tuple(
        Proof(EvidenceKind.DOCUMENT, f"evidence:P-{number:03d}") for number in sorted(numbers)
    )


def _fresh(organisation: Organisation, today: date) -> Verdict:
    """Art. 24(1), 32(1)(d): what proves is reviewed and kept up to date."""
    given = list(
        queries.evidences(organisation.pk)
        .filter(withdrawn_at__isnull=True, service__stance=SERVES)
        .distinct()
        .only("number", "title", "expires_on", "dated_on", "updated_at", "organisation_id")
    )
    old = [one for one in given if one.expires_on is not None and one.expires_on <= today]
    state = VerdictState.PROVEN if given else VerdictState.NOT_APPLICABLE
    if old:
        state = VerdictState.EXPIRED
    page = reverse("controls:evidences", args=[organisation.pk])
    facts = (
        Fact("controls.evidence", len(given), page),
        *(Fact("controls.old", _named(one), _evidence_page(one)) for one in old[:MOST_NAMED]),
    )
    return judging.verdict(
        FRESH,
        state,
        facts=facts,
        evidence=tuple(_proof(one) for one in given[:MOST_NAMED]),
        remedy_url=_evidence_page(old[0]) if old else page,
    )


def _statement(organisation: Organisation, concerned: Sequence[Framework], today: date) -> Verdict:
    """ISO 27001, 6.1.3 d: for whoever follows it; a statement overtaken contradicts itself."""
    if not concerned:
        return judging.verdict(STATEMENT, VerdictState.NOT_APPLICABLE)
    framework = concerned[0]
    page = f"{_page(organisation, framework.id)}#statement"
    made = queries.statements(organisation.pk, framework.id).first()
    if made is None:
        facts = (Fact("controls.statement", None, page),)
        return judging.verdict(STATEMENT, VerdictState.MISSING, facts=facts, remedy_url=page)
    decided = queries.digest_of(queries.decisions(organisation.pk, [framework.id]))
    is_moved = decided != made.decisions
    approved_on = timezone.localdate(made.at)
    fresh_for = Period.parse(law.obligations()[STATEMENT].fresh_for)
    state = VerdictState.PROVEN if today < fresh_for.after(approved_on) else VerdictState.EXPIRED
    return judging.verdict(
        STATEMENT,
        VerdictState.CONTRADICTED if is_moved else state,
        facts=(
            Fact("controls.statement", approved_on, page),
            Fact("controls.changed", is_moved, page),
        ),
        evidence=(
            Proof(EvidenceKind.DOCUMENT, f"statement:{framework.id}:{made.number}", made.at),
        ),
        remedy_url=page,
    )


def _named(one: Evidence) -> str:
    return f"{one.reference} {one.title}"


def _proof(one: Evidence) -> Proof:
    return Proof(EvidenceKind.DOCUMENT, f"evidence:{one.reference}", one.updated_at)


def _page(organisation: Organisation, framework: str) -> str:
    return reverse("controls:framework", args=[organisation.pk, framework])


def _evidence_page(one: Evidence) -> str:
    return reverse("controls:evidence", args=[one.organisation_id, one.pk])
