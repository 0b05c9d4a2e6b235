"""Reading the policies of one organisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from probant.organisations import queries as organisations
from probant.policies.domain import policy as rules
from probant.policies.models import Acknowledgement, Policy, PolicyVersion


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which policies a list shows; an empty value asks for nothing."""

    words: str = ""
    kind: str = ""
    state: str = ""


def policies(organisation: UUID) -> QuerySet[Policy]:
    """Every policy that is not archived, by number."""
    found = Policy.objects.filter(organisation=organisation, is_archived=False)
    return found.order_by("number")


def policy(organisation: UUID, policy_id: UUID) -> Policy:
    """One policy; Policy.DoesNotExist for another organisation's."""
    return Policy.objects.get(organisation=organisation, pk=policy_id)


def listed(organisation: UUID, wanted: Wanted, *, on: date) -> QuerySet[Policy]:
    """The policies of a list page."""
    is_archived = wanted.state == "archived"
    found = Policy.objects.filter(organisation=organisation, is_archived=is_archived)
    if wanted.words:
        found = found.filter(title__icontains=wanted.words)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    states = {
        "draft": Q(approved__isnull=True),
        "approved": Q(approved__isnull=False),
        "late": Q(review_on__lt=on),
    }
    return found.filter(states.get(wanted.state, Q())).order_by("number")


def versions(found: Policy) -> QuerySet[PolicyVersion]:
    """Its versions, the latest first."""
    made = PolicyVersion.objects.filter(organisation=found.organisation_id, policy=found)
    return made.order_by("-number")


def version(found: Policy, number: int) -> PolicyVersion:
    """One version; PolicyVersion.DoesNotExist where there is none."""
    return versions(found).get(number=number)


def readings(found: Policy, number: int | None = None) -> QuerySet[Acknowledgement]:
    """Who read the policy, or one of its versions, by name."""
    made = Acknowledgement.objects.filter(organisation=found.organisation_id, policy=found)
    if number is not None:
        made = made.filter(number=number)
    return made.order_by("name")


def has_read(found: Policy, person: UUID) -> Acknowledgement | None:
    """What a member said of the version in force, or None."""
    if found.approved is None:
        return None
    return readings(found, found.approved).filter(person=person).first()


def coverage(found: Policy) -> rules.Coverage:
    """How many of those concerned read the version in force."""
    return coverages(found.organisation_id, [found])[found.pk]


def coverages(organisation: UUID, found: list[Policy]) -> Mapping[UUID, rules.Coverage]:
    """The same for several policies, in two queries."""
    members = [str(one.person_id) for one in organisations.members(organisation)]
    said = Acknowledgement.objects.filter(organisation=organisation, policy__in=found)
    by_policy: dict[UUID, list[str]] = {one.pk: [] for one in found}
    in_force = {one.pk: one.approved for one in found}
    others: dict[UUID, int] = dict.fromkeys(by_policy, 0)
    members_said = said.filter(person__isnull=False)
    for policy_id, number, person in members_said.values_list("policy_id", "number", "person"):
        if number == in_force[policy_id]:
            by_policy[policy_id].append(str(person))
    counted = said.filter(person__isnull=True).values_list("policy_id", "number")
    others |= {
        policy_id: count
        for policy_id, number, count in counted.annotate(count=Count("pk"))
        if number == in_force[policy_id]
    }
    return {
        one.pk: rules.coverage(members, by_policy[one.pk], one.others_expected, others[one.pk])
        for one in found
    }
