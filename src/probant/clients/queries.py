"""Reading the clients of one organisation, and what they were told."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Max, Q, QuerySet

from probant.clients.domain.services import Service, uses
from probant.clients.models import Advice, AdviceFlaw, Client
from probant.correspondence import queries as correspondence
from probant.register import queries as register
from probant.register.domain.record import ActivityRole
from probant.register.models import Activity
from probant.vulnerabilities import queries as vulnerabilities
from probant.vulnerabilities.models import Flaw

NUMBERING = 0x636C6965  # the lock's class: one numbering of clients and advice at a time


@dataclass(frozen=True)
class Told:
    """One piece of advice about a flaw, and where its message stands."""

    advice: Advice
    mail_state: str

    @property
    def outcome(self) -> str:
        """waiting, failed, cancelled, told, read, or answered."""
        if self.advice.answered_at:
            return "answered"
        if self.advice.read_at:
            return "read"
        return "told" if self.mail_state in {"", "sent"} else self.mail_state


def clients(organisation: UUID, words: str = "") -> QuerySet[Client]:
    """Every client, by name."""
    found = Client.objects.filter(organisation=organisation).order_by("name", "number")
    return found.filter(Q(name__icontains=words) | Q(services__icontains=words)) if words else found


def present(organisation: UUID, on: date) -> QuerySet[Client]:
    """The clients whose contract runs."""
    return clients(organisation).filter(Q(ended_on=None) | Q(ended_on__gte=on))


def client(organisation: UUID, client_id: UUID, *, for_update: bool = False) -> Client:
    """One client; Client.DoesNotExist for another organisation's."""
    rows = Client.objects.select_for_update() if for_update else Client.objects
    return rows.get(organisation=organisation, pk=client_id)


def services(found: Client) -> tuple[Service, ...]:
    """What a client uses."""
    return tuple(Service(**one) for one in found.services)


def advice_to(found: Client) -> QuerySet[Advice]:
    """What a client was advised, the latest first."""
    rows = Advice.objects.filter(organisation=found.organisation_id, client=found)
    return rows.order_by("-given_at", "-number")


def advice(organisation: UUID, advice_id: UUID, *, for_update: bool = False) -> Advice:
    """One piece of advice; Advice.DoesNotExist for another organisation's."""
    rows = Advice.objects.select_for_update() if for_update else Advice.objects
    return rows.select_related("client").get(organisation=organisation, pk=advice_id)


def by_digest(organisation: UUID, digest: bytes) -> Advice | None:
    """What a private link shows, or None."""
    found = Advice.objects.filter(organisation=organisation, digest=digest)
    return found.select_related("client", "organisation").first()


def unanswered(organisation: UUID) -> QuerySet[Advice]:
    """Critical notices whose answer is awaited, the nearest first."""
    found = Advice.objects.filter(
        organisation=organisation, is_critical=True, answered_at=None, answer_before__isnull=False
    )
    return found.select_related("client").order_by("answer_before", "number")


def concerned(organisation: UUID, product_key: str, on: date) -> list[tuple[Client, Service]]:
    """The clients that use a product, with their version."""
    found = ((one, uses(services(one), product_key)) for one in present(organisation, on))
    return [(one, service) for one, service in found if service is not None]


def told_of(organisation: UUID, flaws: Collection[UUID]) -> Mapping[tuple[UUID, UUID], Told]:
    """The last piece of advice by client and flaw, with its message's state."""
    rows = AdviceFlaw.objects.filter(organisation=organisation, flaw_id__in=flaws)
    links = list(rows.select_related("advice").order_by("advice__given_at"))
    wanted = [one.advice.mail_id for one in links if one.advice.mail_id]
    mails = dict(
        correspondence.mails(organisation).filter(pk__in=wanted).values_list("id", "state")
    )
    return {
        (one.client_id, one.flaw_id): Told(one.advice, _state(one.advice, mails)) for one in links
    }


def mail_state(found: Advice) -> str:
    """Where its message stands; nothing where Probant sent none."""
    if found.mail_id is None:
        return ""
    rows = correspondence.mails(found.organisation_id).filter(pk=found.mail_id)
    return rows.values_list("state", flat=True).first() or "waiting"


def _state(found: Advice, mails: Mapping[UUID, str]) -> str:
    return mails.get(found.mail_id, "waiting") if found.mail_id else ""


def flaws_of(found: Advice) -> list[Flaw]:
    """The flaws that a piece of advice tells of."""
    ids = AdviceFlaw.objects.filter(organisation=found.organisation_id, advice=found)
    rows = vulnerabilities.flaws(found.organisation_id)
    return list(rows.filter(pk__in=ids.values("flaw_id")).order_by("rank", "number"))


def grave_flaws(organisation: UUID, products: Iterable[str]) -> list[Flaw]:
    """The unfixed critical and high flaws of these products: clients are to be told of them."""
    rows = vulnerabilities.unfixed(organisation).filter(
        severity__in=vulnerabilities.GRAVE, product_key__in=set(products)
    )
    return list(rows.defer(*vulnerabilities.HEAVY).order_by("rank", "due_on", "number"))


@dataclass(frozen=True)
class Matrix:
    """Which clients use the products of which grave flaws, and who was told."""

    flaws: list[Flaw]
    clients: list[Client]
    pairs: Mapping[tuple[UUID, UUID], Told | None]

    @property
    def untold(self) -> list[tuple[UUID, UUID]]:
        """Client and flaw, where nobody told the client."""
        return [pair for pair, told in self.pairs.items() if told is None]

    @property
    def unsent(self) -> list[tuple[UUID, UUID]]:
        """Told in a message that has not left, or never will."""
        states = {"waiting", "failed", "cancelled"}
        return [pair for pair, told in self.pairs.items() if told and told.outcome in states]


def matrix(organisation: UUID, on: date) -> Matrix:
    """Client × flaw: in five queries, whatever there is."""
    held = list(present(organisation, on))
    by_product: dict[str, list[Client]] = defaultdict(list)
    for one in held:
        for key in {service.key for service in services(one)}:
            by_product[key].append(one)
    flaws = grave_flaws(organisation, by_product)
    told = told_of(organisation, [flaw.pk for flaw in flaws])
    pairs = {
        (one.pk, flaw.pk): told.get((one.pk, flaw.pk))
        for flaw in flaws
        for one in by_product[flaw.product_key]
    }
    shown = {client_id for client_id, _flaw in pairs}
    return Matrix(flaws, [one for one in held if one.pk in shown], pairs)


def missing_controllers(organisation: UUID, on: date) -> list[tuple[Activity, list[Client]]]:
    """The activities done for others, each with the clients that it does not name: 30(2)(a)."""
    wanted = [one for one in present(organisation, on) if one.is_controller]
    found = []
    for activity, record in register.records(organisation, ActivityRole.PROCESSOR):
        named = {party.name.strip().casefold() for party in record.controllers}
        found.append((activity, [one for one in wanted if one.name.casefold() not in named]))
    return found


def next_number(kind: type[Client] | type[Advice], organisation: UUID) -> int:
    """The number after the last; whoever numbers too waits until the transaction's end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [NUMBERING, str(organisation)]
        )
    rows = kind.objects.filter(organisation=organisation)
    last: int | None = rows.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
