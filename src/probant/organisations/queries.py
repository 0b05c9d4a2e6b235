"""Who belongs where."""

from uuid import UUID

from django.db.models import QuerySet

from probant.organisations.domain import Member, Role
from probant.organisations.models import Membership, Organisation


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


def organisation(organisation_id: UUID) -> Organisation:
    """The organisation; Organisation.DoesNotExist outside its context."""
    return Organisation.objects.get(pk=organisation_id)
