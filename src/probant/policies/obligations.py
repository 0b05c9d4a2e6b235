"""Policies approved by a name, read again in time, read by those whom they concern (E4)."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from probant.common.verdicts import Evidence, EvidenceKind, Fact, Verdict, VerdictState
from probant.organisations.models import Organisation
from probant.policies import queries
from probant.policies.domain import policy as rules
from probant.policies.models import Policy
from probant.reference import judging

FACT_LABELS = {
    "policies.approved": _("Policies in force"),
    "policies.drafts": _("Policies that nobody approved"),
    "policies.needed": _("Texts that every organisation needs and that are not approved"),
    "policies.late": _("Policies past their review date"),
    "policies.to_read": _("Policies that everyone has to read"),
    "policies.unread": _("Of these, not read by everyone"),
    "policies.coverage": _("Read by, in %"),
}


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """`policies.approved`, `policies.reviewed`, `policies.acknowledged`."""
    held = list(queries.policies(organisation.pk))
    in_force = [one for one in held if one.approved is not None]
    return (
        _approved(organisation, held, in_force),
        _reviewed(organisation, in_force, now),
        _acknowledged(organisation, in_force),
    )


def _approved(
    organisation: Organisation, held: Sequence[Policy], in_force: Sequence[Policy]
) -> Verdict:
    page, needed = _url(organisation), rules.missing_kinds(one.kind for one in in_force)
    facts = (
        Fact("policies.approved", len(in_force), page),
        Fact("policies.drafts", len(held) - len(in_force), f"{page}?state=draft"),
        Fact("policies.needed", len(needed), page),
    )
    drafted = {one.kind for one in held}
    state = VerdictState.PROVEN
    if needed:
        some = in_force or any(kind in drafted for kind in needed)
        state = VerdictState.DECLARED if some else VerdictState.MISSING
    return judging.verdict(
        "policies.approved", state, facts=facts, evidence=_proofs(in_force), remedy_url=page
    )


def _reviewed(organisation: Organisation, in_force: Sequence[Policy], now: datetime) -> Verdict:
    page, today = f"{_url(organisation)}?state=late", timezone.localdate(now)
    if not in_force:
        return judging.verdict("policies.reviewed", VerdictState.NOT_APPLICABLE)
    late = [one for one in in_force if one.review_on is not None and one.review_on < today]
    facts = (
        Fact("policies.approved", len(in_force), _url(organisation)),
        Fact("policies.late", len(late), page),
    )
    state = VerdictState.EXPIRED if late else VerdictState.PROVEN
    proofs = _proofs(in_force)
    return judging.verdict(
        "policies.reviewed", state, facts=facts, evidence=proofs, remedy_url=page
    )


def _acknowledged(organisation: Organisation, in_force: Sequence[Policy]) -> Verdict:
    page = _url(organisation)
    asked = [one for one in in_force if one.is_read_by_all]
    if not asked:
        return judging.verdict("policies.acknowledged", VerdictState.NOT_APPLICABLE)
    found = queries.coverages(organisation.pk, asked)
    read = sum(found[one.pk].read for one in asked)
    expected = sum(found[one.pk].expected for one in asked)
    unread = [one for one in asked if not found[one.pk].is_full]
    facts = (
        Fact("policies.to_read", len(asked), page),
        Fact("policies.unread", len(unread), page),
        Fact("policies.coverage", 100 * read // expected if expected else 0, page),
    )
    state = VerdictState.PROVEN
    if unread:
        state = VerdictState.DECLARED if read else VerdictState.MISSING
    url = reverse("policies:policy", args=[organisation.pk, unread[0].pk]) if unread else page
    return judging.verdict(
        "policies.acknowledged", state, facts=facts, evidence=_proofs(asked), remedy_url=url
    )


def _proofs(found: Sequence[Policy]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(EvidenceKind.DOCUMENT, f"policy:{one.pk}:{one.approved}", one.approved_at)
        for one in found[:50]
    )


def _url(organisation: Organisation) -> str:
    return reverse("policies:list", args=[organisation.pk])
