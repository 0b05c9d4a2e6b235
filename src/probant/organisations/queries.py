"""Who belongs where."""

from uuid import UUID

from django.db.models import QuerySet

from probant.database import isolation
from probant.organisations.domain import Member, Role
from probant.organisations.models import Membership, Organisation

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


def organisation(organisation_id: UUID) -> Organisation:
    """The organisation; Organisation.DoesNotExist outside its context."""
    return Organisation.objects.get(pk=organisation_id)


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
