"""The duty of advice: each grave flaw of a product has been told to the clients that use it."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from probant.clients import queries
from probant.common.verdicts import Evidence, EvidenceKind, Fact, Verdict, VerdictState
from probant.organisations.domain import Sector
from probant.organisations.models import Organisation
from probant.reference import judging

ADVISED = "clients.advised"
SHOWN = 5
FACT_LABELS = {
    "clients.clients": _("Clients"),
    "clients.flaws": _("Grave vulnerabilities of products that clients use"),
    "clients.untold": _("Client and vulnerability without a notice"),
    "clients.unsent": _("Notices that have not left"),
}


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """`clients.advised`; it concerns publishers, and whoever keeps clients here."""
    today = timezone.localdate(now)
    count = queries.present(organisation.pk, today).count()
    if not count:
        is_publisher = organisation.sector == Sector.PUBLISHER.value
        state = VerdictState.UNDETERMINED if is_publisher else VerdictState.NOT_APPLICABLE
        return (judging.verdict(ADVISED, state, remedy_url=_url(organisation, "new")),)
    found = queries.matrix(organisation.pk, today)
    return (_advised(organisation, count, found, now),)


def _advised(
    organisation: Organisation, count: int, found: queries.Matrix, now: datetime
) -> Verdict:
    told = _url(organisation, "told")
    state = VerdictState.PROVEN
    if found.unsent:
        state = VerdictState.DECLARED
    if found.untold:
        state = VerdictState.MISSING
    facts = [
        Fact("clients.clients", count, _url(organisation, "list")),
        Fact("clients.flaws", len(found.flaws), told),
    ]
    names = {one.pk: one.reference for one in found.clients}
    flaws = {one.pk: one.reference for one in found.flaws}
    facts += [
        Fact("clients.untold", f"{names[client]} · {flaws[flaw]}", told)
        for client, flaw in found.untold[:SHOWN]
    ]
    if found.unsent:
        facts.append(Fact("clients.unsent", len(found.unsent), told))
    evidence = tuple(
        Evidence(EvidenceKind.DOCUMENT, f"advice:{one.advice.reference}", one.advice.given_at)
        for one in list(filter(None, found.pairs.values()))[:SHOWN]
        if one.advice.given_at <= now
    )
    return judging.verdict(ADVISED, state, facts=tuple(facts), evidence=evidence, remedy_url=told)


def _url(organisation: Organisation, name: str) -> str:
    return reverse(f"clients:{name}", args=[organisation.pk])
