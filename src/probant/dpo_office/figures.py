"""The figures of a year, each counted where its facts are kept; what is not kept is not told.

What this organisation never looked into is said to be unknown.
"""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from probant.audits import queries as audits
from probant.breaches import queries as breaches
from probant.breaches.models import DISMISSED
from probant.dpia import queries as dpia
from probant.dpo_office import queries
from probant.dpo_office.domain.figures import Figure
from probant.dpo_office.models import NOT_FOLLOWED, PENDING
from probant.journal import queries as journal
from probant.organisations.models import Organisation
from probant.processors import queries as processors
from probant.register import queries as register
from probant.risks import queries as risks
from probant.subject_requests import queries as requests
from probant.training import queries as training
from probant.training.domain import coverage as rules
from probant.vulnerabilities import queries as vulnerabilities


def figures(organisation: Organisation, year: int, *, now: datetime) -> tuple[Figure, ...]:
    """Every figure, section by section."""
    of = organisation.pk
    first, last = date(year, 1, 1), date(year, 12, 31)
    return (
        *_register(of, first, last),
        *_requests(of, first, last, now),
        *_breaches(of, first, last),
        *_processors_and_risks(of),
        *_training(of, first, last, now),
        *_advice(of, first, last),
        *_studies(of, first, last),
    )


def _register(of: UUID, first: date, last: date) -> Iterator[Figure]:
    page = _url("register:list", of)
    found = register.activities(of)
    yield _figure("activities", "register", found.exclude(status="archived").count(), page)
    for name, event in (("added", "created"), ("validated", "validated")):
        acts = _acted(of, f"register.activity.{event}", first, last)
        yield _figure(f"activities_{name}", "register", acts, page)


def _requests(of: UUID, first: date, last: date, now: datetime) -> Iterator[Figure]:
    page = _url("subject_requests:list", of)
    found = requests.requests(of).filter(received_at__date__gte=first, received_at__date__lte=last)
    answered = found.filter(answered_at__isnull=False)
    late = Q(is_answered_late=True) | Q(answered_at__isnull=True, due_at__lt=now)
    yield _figure("requests", "requests", found.count(), page)
    yield _figure("requests_answered", "requests", answered.count(), page)
    yield _figure(
        "requests_in_time", "requests", answered.filter(is_answered_late=False).count(), page
    )
    yield _figure("requests_late", "requests", found.filter(late).count(), page)


def _breaches(of: UUID, first: date, last: date) -> Iterator[Figure]:
    page = _url("breaches:list", of)
    found = breaches.breaches(of).exclude(status=DISMISSED)
    found = found.filter(declared_at__date__gte=first, declared_at__date__lte=last)
    yield _figure("breaches", "breaches", found.count(), page)
    yield _figure("breaches_notified", "breaches", found.exclude(notified_at=None).count(), page)
    yield _figure("breaches_informed", "breaches", found.exclude(informed_on=None).count(), page)


def _processors_and_risks(of: UUID) -> Iterator[Figure]:
    yield _figure(
        "processors", "processors", processors.processors(of).count(), _url("processors:list", of)
    )
    analysed = risks.analyses(of).exists()
    count = risks.risks(of).count() if analysed else None
    yield _figure("risks", "processors", count, _url("risks:list", of))


def _training(of: UUID, first: date, last: date, now: datetime) -> Iterator[Figure]:
    page = _url("training:coverage", of)
    done = training.trained_count(of, first, last)
    yield _figure("sessions", "training", done["sessions"], _url("training:sessions", of))
    yield _figure("attendance", "training", done["attendance"], _url("training:sessions", of))
    yield _figure("modules", "training", done["passed"], page)
    on = min(last, timezone.localdate(now))
    share = rules.share(training.coverage(of, on))
    yield Figure(id="coverage", section="training", value=share.percent, url=page, is_percent=True)


def _advice(of: UUID, first: date, last: date) -> Iterator[Figure]:
    page = _url("dpo_office:advice", of)
    found = queries.advice(of).filter(asked_on__gte=first, asked_on__lte=last)
    yield _figure("advice", "office", found.count(), page)
    yield _figure("advice_pending", "office", found.filter(outcome=PENDING).count(), page)
    yield _figure("advice_not_followed", "office", found.filter(outcome=NOT_FOLLOWED).count(), page)
    done = queries.events_of(of, first, last).exclude(done_on=None)
    place = _url("dpo_office:calendar", of)
    yield _figure("awareness", "office", done.filter(kind="awareness").count(), place)
    yield _figure("checks", "office", done.filter(kind="check").count(), place)


def _studies(of: UUID, first: date, last: date) -> Iterator[Figure]:
    """Impact assessments that nobody ever looked into are unknown, not none."""
    page = _url("dpia:list", of)
    known = dpia.assessments(of)
    looked = known.exists() or any(need.reasoning for need in dpia.needs_of(of))
    in_year = known.filter(validated_at__date__gte=first, validated_at__date__lte=last)
    yield _figure("dpia", "studies", in_year.count() if looked else None, page)
    yield _figure(
        "dpia_advised", "studies", known.exclude(advised_at=None).count() if looked else None, page
    )
    closed = audits.campaigns(of).filter(closed_at__date__gte=first, closed_at__date__lte=last)
    yield _figure("audits", "studies", closed.count(), _url("audits:list", of))
    scanned = vulnerabilities.scans(of).exists() or vulnerabilities.flaws(of).exists()
    open_ = vulnerabilities.unfixed(of).count() if scanned else None
    yield _figure("flaws", "studies", open_, _url("vulnerabilities:list", of))


def _acted(of: UUID, event: str, first: date, last: date) -> int:
    wanted = journal.Wanted(event=event, since=first, until=last)
    return journal.listed(of, wanted).count()


def _figure(id_: str, section: str, value: int | None, url: str) -> Figure:
    return Figure(id=id_, section=section, value=value, url=url)


def _url(name: str, of: UUID) -> str:
    return reverse(name, args=[of])
