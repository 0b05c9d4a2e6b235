"""What processors have due: contracts to end or read again, certificates, checks, objections."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from probant.common.time_limits import Deadline, Period
from probant.deadlines.domain import Due
from probant.organisations.models import Organisation
from probant.processors import queries
from probant.processors.domain import chain, contract, hosting, reviewing
from probant.processors.models import ACTIVE, Contract, Processor
from probant.processors.queries import Situation

NOTICE, END, REVIEW = (
    "processors.contract_notice",
    "processors.contract_end",
    "processors.contract_review",
)
CERTIFICATE, CHECK, OBJECTION = (
    "processors.certificate",
    "processors.check",
    "processors.objection",
)
KINDS = {
    NOTICE: _("Last day to end the contract for its term"),
    END: _("End of the processor’s contract"),
    REVIEW: _("Read the processor’s contract again"),
    CERTIFICATE: _("End of the host’s certificate"),
    CHECK: _("Check the processor again"),
    OBJECTION: _("Last day to object to a new sub-processor"),
}
MAY_SEE = "processors.view"
MONTHS_AHEAD = timedelta(days=90)
YEAR = Period(days=365)
ANCHORS = {CERTIFICATE: "hosting", CHECK: "reviews", OBJECTION: "chain"}


def due(organisation: Organisation, *, now: datetime) -> tuple[Due, ...]:
    """The dates of the processors in use; ends and reviews are told three months ahead."""
    today = timezone.localdate(now)
    found = queries.processors(organisation.pk).filter(status=ACTIVE)
    held = queries.situations(organisation.pk, found, {})
    return tuple(one for situation in held for one in _of(situation, today))


def _of(one: Situation, today: date) -> Iterator[Due]:
    held = one.contract(today)
    if held is not None:
        yield from _of_contract(one.processor, held, today)
    certified = hosting.ends_on(one.record, today)
    if one.is_host and certified is not None and _is_near(certified, today):
        yield _due(one.processor, CERTIFICATE, "certificate", certified)
    check = _next_check(one, today)
    if check is not None and _is_near(check, today):
        yield _due(one.processor, CHECK, "check", check)
    for sub in one.record.sub_processors:
        ends = chain.objection_ends(sub, one.objection_days(today))
        if ends and chain.may_object(sub, one.objection_days(today), today):
            yield _due(one.processor, OBJECTION, sub.id, ends)


def _next_check(one: Situation, today: date) -> date | None:
    """As the last review done says; before any is done, as the planned ones say."""
    facts = [(queries.facts_of(review), review.file is not None) for review in one.reviews]
    last = reviewing.last_done(facts, today)
    if last is not None:
        return last[0].next_on
    return max((said.next_on for said, _kept in facts if said.next_on), default=None)


def _of_contract(processor: Processor, held: Contract, today: date) -> Iterator[Due]:
    terms = queries.terms_of(held)
    last_day = contract.notice_by(terms)
    if last_day is not None and today <= last_day and _is_near(last_day, today):
        yield _due(processor, NOTICE, f"notice:{held.pk}", last_day)
    if held.ends_on and not held.is_renewed and _is_near(held.ends_on, today):
        yield _due(processor, END, f"end:{held.pk}", held.ends_on)
    if held.review_on and _is_near(held.review_on, today):
        yield _due(processor, REVIEW, f"review:{held.pk}", held.review_on)


def _is_near(day: date, today: date) -> bool:
    """Within three months, or past and still to be done."""
    return day <= today + MONTHS_AHEAD


def _due(processor: Processor, kind: str, subject: str, day: date) -> Due:
    ends = timezone.make_aware(datetime.combine(day, time(23, 59)))
    begins = timezone.make_aware(datetime.combine(day - timedelta(days=365), time()))
    page = reverse("processors:processor", args=[processor.organisation_id, processor.pk])
    return Due(
        organisation=processor.organisation_id,
        kind=kind,
        subject=f"{processor.pk}:{subject}",
        reference=processor.name,
        deadline=Deadline(begins, YEAR, ends, ends, ()),
        url=f"{page}#{ANCHORS.get(kind, 'contract')}",
        permission=MAY_SEE,
    )
