"""Clients kept, advice given, notices of a flaw sent to all whom it concerns, answers recorded.

ProbantError
├── MovedClientError      somebody saved this client first
├── NoClientError         a notice to nobody
├── UnnamedRiskError      a risk is accepted under a name
└── AnsweredError         this notice was answered already
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import formats, translation

from probant.clients import queries
from probant.clients.domain.services import Service
from probant.clients.models import NOTICE, Advice, AdviceFlaw, Client
from probant.common.errors import ProbantError
from probant.correspondence import actions as correspondence
from probant.correspondence import letters
from probant.journal import actions as journal
from probant.journal.domain import Actor
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.register import actions as register
from probant.register import queries as registers
from probant.register.domain.record import Party
from probant.register.domain.sections import Section
from probant.subject_requests.domain import follow
from probant.vulnerabilities import queries as vulnerabilities
from probant.vulnerabilities.models import Flaw

ADVISE = "clients.advise"
LETTER = "clients.flaw_notice"
READER = Actor(kind="client", id="notice_link")


class MovedClientError(ProbantError):
    """Somebody saved this client first; `client` is as they left it."""

    def __init__(self, client: Client) -> None:
        super().__init__(client.version)
        self.client = client


class NoClientError(ProbantError):
    """A notice to nobody."""


class UnnamedRiskError(ProbantError):
    """A risk is accepted in writing, under a name."""


class AnsweredError(ProbantError):
    """This notice was answered already."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who a client is and what they use."""

    name: str
    contact: str = ""
    email: str = ""
    services: Sequence[Service] = ()
    is_controller: bool = True
    contract_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a client is told: of which flaws, by which means, to be answered before when."""

    kind: str
    subject: str
    text: str
    means: str = "email"
    is_critical: bool = False
    answer_before: date | None = None
    flaws: Sequence[UUID] = ()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a client answers, and whether they accept the risk in writing."""

    by: str = ""
    text: str = ""
    is_risk_accepted: bool = False


@transaction.atomic
def keep(  # noqa: PLR0913  a client is whose, who, over which version, by whom and when
    organisation: Organisation,
    identity: Identity,
    *,
    client: Client | None = None,
    expected: int = 0,
    by: Member,
    at: datetime,
) -> Client:
    """A new client, or one changed over the version that was on screen."""
    permissions.require(by, ADVISE)
    if client is None:
        number = queries.next_number(Client, organisation.pk)
        found = Client(organisation=organisation, number=number)
    else:
        found = queries.client(by.organisation_id, client.pk, for_update=True)
        if found.version != expected:
            raise MovedClientError(found)
        found.version += 1
    for name, value in asdict(identity).items():
        setattr(found, name, value)
    found.services = [asdict(one) for one in identity.services]
    found.save()
    event = "clients.changed" if client else "clients.added"
    _record(event, found.pk, found.organisation_id, by.actor, at, {"number": found.number})
    return found


@transaction.atomic
def advise(client: Client, said: Said, *, by: Member, at: datetime) -> Advice:
    """What was advised by a person: Probant keeps it, and sends nothing."""
    permissions.require(by, ADVISE)
    made, _token = _given(client, said, by=by, at=at)
    return made


@transaction.atomic
def notify(  # noqa: PLR0913  a notice is of what, to whom, in which words, by whom and when
    organisation: Organisation,
    flaw: Flaw,
    clients: Sequence[Client],
    said: Said,
    *,
    by: Member,
    at: datetime,
) -> list[Advice]:
    """One notice a client, by e-mail with a private link; by post, answer noted by hand."""
    permissions.require(by, ADVISE)
    if not clients:
        raise NoClientError
    return [_notified(organisation, flaw, client, said, by=by, at=at) for client in clients]


@transaction.atomic
def acknowledge(token: str, answer: Answer, *, at: datetime) -> Advice | None:
    """By the private link, without an account; None where the link opens nothing."""
    organisation = follow.organisation_of(token)
    held = organisation and queries.by_digest(organisation, follow.digest(token))
    if not held:
        return None
    found = queries.advice(held.organisation_id, held.pk, for_update=True)
    return _answered(found, answer, by=READER, at=at)


@transaction.atomic
def record_answer(advice_id: UUID, answer: Answer, *, by: Member, at: datetime) -> Advice:
    """What a client answered by other means."""
    permissions.require(by, ADVISE)
    found = queries.advice(by.organisation_id, advice_id, for_update=True)
    return _answered(found, answer, by=by.actor, at=at)


@transaction.atomic
def name_in_register(activity_id: UUID, on: date, *, by: Member, at: datetime) -> int:
    """Art. 30(2)(a): the clients that an activity done for others does not name yet; how many."""
    permissions.require(by, ADVISE)
    activity = registers.activity(by.organisation_id, activity_id)
    missing = dict(queries.missing_controllers(by.organisation_id, on)).get(activity, [])
    if missing:
        record = registers.record_of(activity)
        parties = tuple(Party(name=one.name, contact=one.email or one.contact) for one in missing)
        register.save_section(
            activity.pk,
            Section.IDENTITY,
            {"controllers": (*record.controllers, *parties)},
            by=by,
            at=at,
            expected_version=activity.version,
        )
    return len(missing)


def _given(client: Client, said: Said, *, by: Member, at: datetime) -> tuple[Advice, str]:
    token = follow.new_token(client.organisation_id)
    made = Advice.objects.create(
        organisation_id=client.organisation_id,
        client=client,
        number=queries.next_number(Advice, client.organisation_id),
        kind=said.kind,
        subject=said.subject,
        text=said.text,
        means=said.means,
        given_at=at,
        given_by=by.person_id,
        given_by_name=by.name,
        is_critical=said.is_critical,
        answer_before=said.answer_before,
        digest=follow.digest(token),
    )
    known = vulnerabilities.flaws(client.organisation_id).filter(pk__in=said.flaws)
    flaws = list(known.values_list("id", flat=True))
    AdviceFlaw.objects.bulk_create(
        AdviceFlaw(
            organisation_id=client.organisation_id, advice=made, client_id=client.pk, flaw_id=id_
        )
        for id_ in flaws
    )
    facts = {"number": made.number, "client": client.number, "kind": made.kind,
             "flaws": sorted(map(str, flaws)), "is_critical": made.is_critical}  # fmt: skip
    _record("clients.advised", made.pk, client.organisation_id, by.actor, at, facts)
    return made, token


def _notified(  # noqa: PLR0913  a notice is of what, to whom, in which words, by whom and when
    organisation: Organisation,
    flaw: Flaw,
    client: Client,
    said: Said,
    *,
    by: Member,
    at: datetime,
) -> Advice:
    means = "email" if client.email else "post"
    own = Said(**{**vars(said), "kind": NOTICE, "means": means, "flaws": (flaw.pk,)})
    made, token = _given(client, own, by=by, at=at)
    if client.email:
        values = _values(organisation, made, flaw, token)
        letter = letters.compose(organisation, LETTER, organisation.language, values)
        made.mail_id = correspondence.send(
            organisation.pk,
            to=[client.email],
            subject=letter.subject,
            text=letter.text,
            about=f"clients:{made.pk}",
            at=at,
            by=by.actor,
        ).pk
        made.save(update_fields=["mail_id"])
    return made


def _values(organisation: Organisation, made: Advice, flaw: Flaw, token: str) -> dict[str, object]:
    with translation.override(organisation.language):
        before = made.answer_before
        ends = formats.date_format(before, "SHORT_DATE_FORMAT") if before else ""
    return {
        "client": made.client.name,
        "number": made.reference,
        "product": flaw.product,
        "flaw": made.subject,
        "message": made.text,
        "before": ends,
        "link": settings.PROBANT_ORIGIN + reverse("notices-to-clients:notice", args=[token]),
    }


def _answered(found: Advice, answer: Answer, *, by: Actor, at: datetime) -> Advice:
    """The first answer stands; reading again changes nothing."""
    if found.answered_at is not None:
        raise AnsweredError
    if answer.is_risk_accepted and not answer.by.strip():
        raise UnnamedRiskError
    found.read_at = found.read_at or at
    found.read_by = found.read_by or answer.by
    if answer.text.strip() or answer.is_risk_accepted:
        found.answer, found.answered_at = answer.text, at
        found.is_risk_accepted = answer.is_risk_accepted
        found.accepted_by = answer.by if answer.is_risk_accepted else ""
    found.save()
    event = "clients.answered" if found.answered_at else "clients.read"
    facts = {"number": found.number, "is_risk_accepted": found.is_risk_accepted}
    _record(event, found.pk, found.organisation_id, by, at, facts)
    return found


def _record(  # noqa: PLR0913, PLR0917  an act is what, of whom, by whom, when, with which facts
    event: str, subject: UUID, organisation: UUID, by: Actor, at: datetime, facts: dict[str, Any]
) -> None:
    journal.record(
        event, by=by, at=at, organisation=organisation, subject=str(subject), facts=facts
    )
