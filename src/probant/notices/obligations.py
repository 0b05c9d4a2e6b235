"""What the law asks of notices: each audience is informed, and is told what the register says.

A published version is a dated document and proves that the audience was informed; a version that
says something else than the register contradicts it (B2).
"""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from probant.common.verdicts import (
    Evidence,
    EvidenceKind,
    Fact,
    Verdict,
    VerdictState,
)
from probant.notices import queries
from probant.notices.domain.facts import Audience
from probant.notices.queries import Brief
from probant.organisations.models import Organisation
from probant.reference import judging

FACT_LABELS = {
    "notices.audiences": _("Audiences to inform"),
    "notices.published": _("Audiences informed"),
    "notices.gaps": _("Facts missing from the notices"),
    "notices.missing": _("No notice published for"),
    "notices.stale": _("Notice that no longer matches the register"),
    "notices.difference": _("What has changed since"),
}
DIFFERENCES_SHOWN = 12


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:  # noqa: ARG001  every slice's signature
    """`notices.published` and `notices.current`, from two queries while the register stands."""
    briefs = queries.briefs(organisation)
    return (_published(organisation, briefs), _current(organisation, briefs))


def _published(organisation: Organisation, briefs: list[Brief]) -> Verdict:
    concerned = [item for item in briefs if item.is_concerned]
    uninformed = [item for item in concerned if item.published is None]
    gaps = sum(item.told.gaps for item in concerned)
    facts = (
        Fact("notices.audiences", len(concerned), _page(organisation)),
        Fact("notices.published", len(concerned) - len(uninformed), _page(organisation)),
        *(Fact("notices.gaps", gaps, _page(organisation)) for _once in range(bool(gaps))),
        *(_of_audience("notices.missing", organisation, item) for item in uninformed),
    )
    if not concerned:
        state = VerdictState.NOT_APPLICABLE
    elif uninformed:
        state = VerdictState.MISSING
    else:
        state = VerdictState.DECLARED if gaps else VerdictState.PROVEN
    first = uninformed[0] if uninformed else None
    return _verdict("notices.published", state, facts, concerned, _page(organisation, first))


def _current(organisation: Organisation, briefs: list[Brief]) -> Verdict:
    published = [item for item in briefs if item.published is not None]
    stale = [item for item in published if item.is_stale]
    facts = (
        Fact("notices.published", len(published), _page(organisation)),
        *(fact for item in stale for fact in _of_stale(organisation, item)),
    )
    if not published:
        is_due = any(item.is_concerned for item in briefs)
        state = VerdictState.UNDETERMINED if is_due else VerdictState.NOT_APPLICABLE
    else:
        state = VerdictState.CONTRADICTED if stale else VerdictState.PROVEN
    first = stale[0] if stale else None
    return _verdict("notices.current", state, facts, published, _page(organisation, first))


def _of_stale(organisation: Organisation, brief: Brief) -> Iterable[Fact]:
    page = _page(organisation, brief)
    yield _of_audience("notices.stale", organisation, brief)
    for found in brief.differences(organisation.language)[:DIFFERENCES_SHOWN]:
        told = " : ".join(part for part in (found.title, found.subject or found.after) if part)
        yield Fact("notices.difference", told, f"{page}#differences")


def _of_audience(label_id: str, organisation: Organisation, brief: Brief) -> Fact:
    return Fact(label_id, _name(brief.audience, organisation), _page(organisation, brief))


def _name(audience: Audience, organisation: Organisation) -> str:
    return queries.name_of(audience, organisation.language)


def _verdict(
    id_: str,
    state: VerdictState,
    facts: tuple[Fact, ...],
    briefs: list[Brief],
    remedy_url: str,
) -> Verdict:
    evidence = tuple(
        Evidence(EvidenceKind.DOCUMENT, f"notice:{v.audience}:{v.number}", v.published_at)
        for v in (item.published for item in briefs)
        if v is not None
    )
    return judging.verdict(id_, state, facts=facts, evidence=evidence, remedy_url=remedy_url)


def _page(organisation: Organisation, brief: Brief | None = None) -> str:
    if brief is None:
        return reverse("notices:list", kwargs={"organisation": organisation.pk})
    return reverse(
        "notices:detail",
        kwargs={"organisation": organisation.pk, "audience": brief.audience.value},
    )
