"""What the law asks of requests, held against what was done with each of them.

All verdicts rest on facts that acts left (numbers and dates, never names). An answer given late
stays visible for a year: late is said, never hidden.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from probant.common.verdicts import (
    Evidence,
    EvidenceKind,
    Fact,
    Verdict,
    VerdictState,
)
from probant.organisations.models import Organisation
from probant.reference import judging
from probant.subject_requests import queries
from probant.subject_requests.models import RequestEvent, SubjectRequest

FACT_LABELS = {
    "requests.received": _("Requests received within a year"),
    "requests.late": _("Request that is late"),
    "requests.answered": _("Requests answered within a year"),
    "requests.answered_late": _("Answers given late within a year"),
    "requests.form": _("Public form"),
    "requests.identity_kept": _("Identity paper still here"),
    "requests.identity_checked": _("Identities checked"),
    "requests.untold": _("Answered without telling processors and recipients"),
    "requests.told": _("Answers told to processors and recipients"),
    "requests.overdue_erasure": _("Requests kept longer than announced"),
    "requests.erased": _("Requests erased in time"),
}
A_YEAR = timedelta(days=365)
SHOWN = 20
TOLD_RIGHTS = ["rectification", "erasure", "restriction"]
State = VerdictState


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """The five obligations, in a handful of queries."""
    checks = (_answered, _procedure, _identity, _transmitted, _retention)
    return tuple(check(organisation, now) for check in checks)


def _answered(organisation: Organisation, now: datetime) -> Verdict:
    """GDPR art. 12(3): every request is answered in time."""
    of_year = _requests(organisation).filter(received_at__gt=now - A_YEAR).exclude(status="merged")
    counted = of_year.aggregate(
        received=Count("pk"),
        answered=Count("answered_at"),
        late=Count("pk", filter=Q(is_answered_late=True)),
    )
    received, late = counted["received"], counted["late"]
    overdue = list(_requests(organisation).filter(due_at__lt=now).order_by("due_at")[:SHOWN])
    answered = of_year.filter(answered_at__isnull=False).order_by("-answered_at")[:SHOWN]
    latest = list(answered)
    facts = (
        Fact("requests.received", received, _list(organisation)),
        Fact("requests.answered", counted["answered"], _list(organisation)),
        *([Fact("requests.answered_late", late, _list(organisation))] if late else []),
        *_named("requests.late", overdue),
    )
    if overdue:
        state = State.CONTRADICTED
    elif late:
        state = State.DECLARED
    elif latest:
        state = State.PROVEN
    else:
        state = State.DECLARED if received else State.NOT_APPLICABLE
    return _verdict("requests.answered_in_time", state, facts, latest, _late(organisation))


def _procedure(organisation: Organisation, now: datetime) -> Verdict:  # noqa: ARG001  every check's signature
    """GDPR art. 12(2): exercising rights is made easy; a form is open, or requests are entered."""
    form = queries.form_of(organisation.pk)
    is_open = form is not None and form.is_open
    has_requests = _requests(organisation).exists()
    facts = (Fact("requests.form", is_open, _list(organisation)),)
    evidence = (Evidence(EvidenceKind.DOCUMENT, "request_form", form.changed_at),) if form else ()
    state = State.PROVEN if is_open else State.DECLARED if has_requests else State.MISSING
    return judging.verdict(
        "requests.procedure", state, facts=facts, evidence=evidence, remedy_url=_list(organisation)
    )


def _identity(organisation: Organisation, now: datetime) -> Verdict:  # noqa: ARG001  every check's signature
    """GDPR art. 5(1)(c) and (e), 12(6): no identity paper outlives its request."""
    over = ~Q(status__in=queries.OPEN_STATUSES)
    kept = list(_requests(organisation).filter(over, identity_papers__gt=0)[:SHOWN])
    checked = RequestEvent.objects.filter(organisation=organisation, kind="identity_checked")
    latest = list(checked.order_by("-at").values_list("request_id", "at")[:SHOWN])
    facts = (
        Fact("requests.identity_checked", len(latest), _list(organisation)),
        *_named("requests.identity_kept", kept),
    )
    evidence = tuple(
        Evidence(EvidenceKind.DOCUMENT, f"request:{request}", at) for request, at in latest
    )
    state = State.CONTRADICTED if kept else State.PROVEN if evidence else State.NOT_APPLICABLE
    first = _page(kept[0]) if kept else _list(organisation)
    return judging.verdict(
        "requests.identity_not_kept", state, facts=facts, evidence=evidence, remedy_url=first
    )


def _transmitted(organisation: Organisation, now: datetime) -> Verdict:
    """GDPR art. 19: whoever received the data is told, or it is said why nobody is."""
    told = RequestEvent.objects.filter(organisation=organisation, kind="transmitted")
    concerned = _requests(organisation).filter(
        answered_at__gt=now - A_YEAR,
        outcome__in=["granted", "partly"],
        rights__overlap=TOLD_RIGHTS,
        purged_at=None,
    )
    done = concerned.filter(pk__in=told.values("request_id")).order_by("-answered_at")
    count, latest = done.count(), list(done[:SHOWN])
    untold = list(concerned.exclude(pk__in=told.values("request_id"))[:SHOWN])
    facts = (
        Fact("requests.told", count, _list(organisation)),
        *_named("requests.untold", untold),
    )
    state = State.MISSING if untold else State.PROVEN if latest else State.NOT_APPLICABLE
    first = _page(untold[0]) if untold else _list(organisation)
    return _verdict("requests.transmitted", state, facts, latest, first)


def _retention(organisation: Organisation, now: datetime) -> Verdict:
    """GDPR art. 5(1)(e): what a closed request holds is erased once its time has passed."""
    overdue = queries.purgeable(organisation.pk, now=now).count()
    gone = _requests(organisation).filter(purged_at__isnull=False).order_by("-purged_at")
    count, erased = gone.count(), list(gone[:SHOWN])
    facts = (
        Fact("requests.erased", count, _list(organisation)),
        *([Fact("requests.overdue_erasure", overdue, _purge(organisation))] if overdue else []),
    )
    state = State.CONTRADICTED if overdue else State.PROVEN if erased else State.NOT_APPLICABLE
    evidence = tuple(
        Evidence(EvidenceKind.DOCUMENT, f"request:{item.number}", item.purged_at) for item in erased
    )
    return judging.verdict(
        "requests.retention", state, facts=facts, evidence=evidence, remedy_url=_purge(organisation)
    )


def _requests(organisation: Organisation) -> QuerySet[SubjectRequest]:
    return SubjectRequest.objects.filter(organisation=organisation)


def _named(label_id: str, found: Iterable[SubjectRequest]) -> list[Fact]:
    return [Fact(label_id, item.number, _page(item)) for item in found]


def _verdict(
    id_: str,
    state: VerdictState,
    facts: tuple[Fact, ...],
    done: list[SubjectRequest],
    remedy_url: str,
) -> Verdict:
    evidence = tuple(
        Evidence(EvidenceKind.DOCUMENT, f"request:{item.number}", item.answered_at) for item in done
    )
    return judging.verdict(id_, state, facts=facts, evidence=evidence, remedy_url=remedy_url)


def _list(organisation: Organisation) -> str:
    return reverse("subject_requests:list", kwargs={"organisation": organisation.pk})


def _late(organisation: Organisation) -> str:
    return f"{_list(organisation)}?status=late"


def _purge(organisation: Organisation) -> str:
    return reverse("subject_requests:purge", kwargs={"organisation": organisation.pk})


def _page(found: SubjectRequest) -> str:
    kwargs = {"organisation": found.organisation_id, "request_id": found.pk}
    return reverse("subject_requests:detail", kwargs=kwargs)
