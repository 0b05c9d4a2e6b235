"""Who belongs where."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, Manager, OuterRef, QuerySet

from probant.accounts.adapter import FACTORS
from probant.accounts.domain import digest
from probant.database import isolation
from probant.journal import queries as journal
from probant.organisations.domain import (
    InvitationRefusal,
    InvitationRefusedError,
    Member,
    Role,
    invitation_refusal,
)
from probant.organisations.models import Invitation, Membership, Organisation

NOWHERE = UUID(int=0)


def membership(organisation: UUID, *, person_id: UUID) -> Membership | None:
    """The person's membership with its organisation loaded, or None."""
    return (
        Membership.objects.select_related("organisation")
        .filter(organisation=organisation, person=person_id)
        .first()
    )


def member_of(found: Membership, *, name: str) -> Member:
    """The membership as a value, for rules and actions."""
    return Member(
        person_id=found.person_id,
        organisation_id=found.organisation_id,
        role=Role(found.role),
        name=name,
    )


def memberships_of(person_id: UUID) -> QuerySet[Membership]:
    """A person's organisations by name, with their role in each."""
    return (
        Membership.objects.select_related("organisation")
        .filter(person=person_id)
        .order_by("organisation__name")
    )


def members(organisation: UUID) -> QuerySet[Membership]:
    """The organisation's members, by name."""
    return (
        Membership.objects.select_related("person")
        .filter(organisation=organisation)
        .order_by("person__full_name")
    )


def identity(of: Organisation) -> dict[str, str]:
    """What art. 30(1)(a) asks of the controller and of its officer, as documents print it."""
    officer = ", ".join(filter(None, [of.dpo_name, of.dpo_contact]))
    return {
        "controller": of.name,
        "address": of.address,
        "contact": ", ".join(filter(None, [of.email, of.telephone])),
        "representative": of.representative,
        "siren": of.siren,
        "finess": of.finess,
        "dpo": officer or of.dpo_reason_for_none,
    }


def organisation(organisation_id: UUID, *, for_update: bool = False) -> Organisation:
    """The organisation, its row locked if asked; Organisation.DoesNotExist outside its context."""
    rows = Organisation.objects.select_for_update() if for_update else Organisation.objects
    return rows.get(pk=organisation_id)


def organisations_with_role(person_id: UUID) -> dict[UUID, Role]:
    """A person's organisations, whichever context is open, with their role in each."""
    with isolation.tenant(NOWHERE, person=person_id):
        found = Membership.objects.filter(person=person_id).values_list("organisation", "role")
        return {organisation: Role(role) for organisation, role in found}


def may_create(person_id: UUID) -> bool:
    """Whether the person administers an organisation that is not of the demonstration."""
    return (
        memberships_of(person_id)
        .filter(role=Role.ADMINISTRATOR.value, organisation__is_demonstration=False)
        .exists()
    )


def is_of_demonstration_only(person_id: UUID) -> bool:
    """Whether the person belongs to some organisation, and to invented ones only."""
    with isolation.tenant(NOWHERE, person=person_id):
        found = set(memberships_of(person_id).values_list("organisation__is_demonstration"))
        return found == {(True,)}


def open_invitations(organisation: UUID) -> QuerySet[Invitation]:
    """Places offered and not yet taken, the latest first; those too old are among them."""
    return Invitation.objects.filter(organisation=organisation, accepted_at=None).order_by(
        "-created_at"
    )


def invitation(
    offered: QuerySet[Invitation] | Manager[Invitation], token: str, *, at: datetime
) -> Invitation:
    """The invitation behind `token` in the open context, or InvitationRefusedError."""
    found = offered.select_related("organisation").filter(digest=digest(token)).first()
    if found is None:
        raise InvitationRefusedError(InvitationRefusal.UNKNOWN)
    if reason := invitation_refusal(
        accepted_at=found.accepted_at, expires_at=found.expires_at, at=at
    ):
        raise InvitationRefusedError(reason)
    return found


@dataclass(frozen=True)
class Access:
    """One member's access: since when, with which factor, last used when."""

    person_id: UUID
    name: str
    email: str
    role: Role
    since: datetime
    has_factor: bool
    signed_in_at: datetime | None

    @property
    def last_seen_at(self) -> datetime:
        """The last sign-in, or the day the access was given to whoever never came."""
        return max(self.signed_in_at or self.since, self.since)


def accesses(organisation: UUID) -> Iterator[Access]:
    """Every member's access, by name, in one query."""
    factors = Authenticator.objects.filter(user=OuterRef("person"), type__in=FACTORS)
    for found in members(organisation).annotate(has_factor=Exists(factors)):
        yield Access(
            person_id=found.person_id,
            name=found.person.full_name,
            email=found.person.email,
            role=Role(found.role),
            since=found.since,
            has_factor=found.has_factor,
            signed_in_at=found.person.last_login,
        )


@dataclass(frozen=True)
class Review:
    """A review of accesses, as the journal keeps it."""

    index: int
    at: datetime


def latest_review(organisation: UUID) -> Review | None:
    """The journal's last review of accesses, or None."""
    reviews = journal.entries(organisation).filter(event="access.reviewed")
    found = reviews.values_list("index", "at").first()
    return Review(*found) if found else None
