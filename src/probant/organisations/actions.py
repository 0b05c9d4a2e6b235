"""What is done with an organisation: its identity, its members, the review of their accesses."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from probant.accounts import actions as accounts
from probant.accounts.domain import LinkPurpose, digest, new_token
from probant.accounts.models import Person
from probant.database import isolation
from probant.journal import actions as journal
from probant.journal.domain import Actor
from probant.organisations import domain, permissions, queries
from probant.organisations.domain import Member, Role, Sector
from probant.organisations.models import Invitation, Membership, Organisation


@transaction.atomic
def create(  # noqa: PLR0913  an organisation is its name, kind and identity; the rest is the act
    *,
    name: str,
    sector: Sector | str,
    administrator: Person,
    at: datetime,
    by: Actor | None = None,
    identity: Mapping[str, Any] | None = None,
    is_demonstration: bool = False,
) -> Organisation:
    """A new organisation whose first administrator is `administrator`."""
    facts = {**(identity or {}), "name": name, "sector": Sector(sector).value}
    _refuse_unknown(facts)
    organisation = Organisation(**facts, is_demonstration=is_demonstration)
    acting = by or named(administrator)
    with isolation.tenant(organisation.pk, person=administrator.pk):
        organisation.save(force_insert=True)
        _record(organisation.pk, "organisation.created", by=acting, at=at, identity=facts)
        add(organisation, administrator, Role.ADMINISTRATOR, by=acting, at=at)
    return organisation


@transaction.atomic
def update_identity(
    organisation: Organisation, changes: Mapping[str, Any], *, by: Member, at: datetime
) -> Organisation:
    """Art. 30(1)(a): the controller's name and contact details, and its officer's."""
    permissions.require(by, "organisation.edit")
    _refuse_unknown(changes)
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    changed = {field: value for field, value in changes.items() if getattr(locked, field) != value}
    if not changed:
        return locked
    for field, value in changed.items():
        setattr(locked, field, value)
    locked.save(update_fields=sorted(changed))
    _record(locked.pk, "organisation.identity_changed", by=by.actor, at=at, identity=changed)
    return locked


@transaction.atomic
def add(
    organisation: Organisation, person: Person, role: Role, *, by: Actor, at: datetime
) -> Membership:
    """A member with a role: the first administrator, an accepted invitation, the demonstration.

    Whoever calls has decided that they may; an invented person joins invented organisations only.
    """
    if person.is_demonstration and not organisation.is_demonstration:
        raise domain.DemonstrationPersonError
    if queries.membership(organisation.pk, person_id=person.pk):
        raise domain.AlreadyMemberError
    membership = Membership.objects.create(
        organisation=organisation, person=person, role=Role(role).value
    )
    _record(
        organisation.pk, "member.joined", by=by, at=at, subject=person.pk, role=Role(role).value
    )
    return membership


@transaction.atomic
def change_role(by: Member, person_id: UUID, role: Role, *, at: datetime) -> None:
    """Gives a member another role; only administrators do, and one of them remains."""
    permissions.require(by, "members.edit")
    roles = _locked_roles(by.organisation_id)
    before = roles.get(person_id)
    if before is None:
        raise domain.NotAMemberError
    domain.keep_an_administrator(roles, person_id, role)
    if before is role:
        return
    queries.members(by.organisation_id).filter(person=person_id).update(role=role.value)
    _record(
        by.organisation_id,
        "member.role_changed",
        by=by.actor,
        at=at,
        subject=person_id,
        role=role.value,
        role_before=before.value,
    )


@transaction.atomic
def remove(by: Member, person_id: UUID, *, at: datetime) -> None:
    """Ends a membership; the account itself stays, and one administrator remains."""
    permissions.require(by, "members.edit")
    roles = _locked_roles(by.organisation_id)
    if person_id not in roles:
        raise domain.NotAMemberError
    domain.keep_an_administrator(roles, person_id, None)
    queries.members(by.organisation_id).filter(person=person_id).delete()
    _record(
        by.organisation_id,
        "member.removed",
        by=by.actor,
        at=at,
        subject=person_id,
        role=roles[person_id].value,
    )


@transaction.atomic
def review_access(by: Member, *, at: datetime) -> int:
    """States that every access was looked at; the journal keeps who had which role that day."""
    permissions.require(by, "access.review")
    roles = _locked_roles(by.organisation_id)
    Organisation.objects.filter(pk=by.organisation_id).update(access_reviewed_at=at)
    return _record(
        by.organisation_id,
        "access.reviewed",
        by=by.actor,
        at=at,
        members=[{"person": str(person), "role": role.value} for person, role in roles.items()],
    )


@transaction.atomic
def issue_sign_in_link(by: Member, person_id: UUID, *, at: datetime) -> str:
    """The token of a one-time link with which a member sets a new password.

    Refused (NotSoleAdministratorError) when the member also belongs to an organisation that `by`
    does not administer: only the operator may then, since a password opens every organisation.
    """
    permissions.require(by, "members.edit")
    found = queries.membership(by.organisation_id, person_id=person_id)
    if found is None:
        raise domain.NotAMemberError
    theirs = queries.organisations_with_role(person_id)
    mine = queries.organisations_with_role(by.person_id)
    if any(mine.get(organisation) is not Role.ADMINISTRATOR for organisation in theirs):
        raise domain.NotSoleAdministratorError
    link_by = Actor(kind="person", id=str(by.person_id))
    token = accounts.issue_link(LinkPurpose.SIGN_IN, found.person, at, by=link_by)
    _record(by.organisation_id, "member.link_issued", by=by.actor, at=at, subject=person_id)
    return token


@transaction.atomic
def invite(by: Member, email: str, role: Role, *, at: datetime) -> tuple[Invitation, str]:
    """Offers a place to an e-mail address; returns the invitation and its token, shown once.

    A second invitation to the same address replaces the first.
    """
    permissions.require(by, "members.edit")
    address, token = email.strip().lower(), new_token()
    if queries.members(by.organisation_id).filter(person__email=address).exists():
        raise domain.AlreadyMemberError
    queries.open_invitations(by.organisation_id).filter(email=address).delete()
    invitation = Invitation.objects.create(
        organisation_id=by.organisation_id,
        email=address,
        role=Role(role).value,
        digest=digest(token),
        invited_by=by.person_id,
        expires_at=at + domain.INVITATION_LIFETIME,
    )
    _record(
        by.organisation_id,
        "invitation.sent",
        by=by.actor,
        at=at,
        subject=invitation.pk,
        personal={"email": address},
        role=Role(role).value,
    )
    return invitation, token


@transaction.atomic
def revoke_invitation(by: Member, invitation_id: UUID, *, at: datetime) -> None:
    """Takes back a place not yet accepted; its link opens nothing any more."""
    permissions.require(by, "members.edit")
    deleted, _ = queries.open_invitations(by.organisation_id).filter(pk=invitation_id).delete()
    if deleted:
        _record(by.organisation_id, "invitation.revoked", by=by.actor, at=at, subject=invitation_id)


@transaction.atomic
def accept(organisation: UUID, token: str, person: Person, *, at: datetime) -> Membership:
    """Takes the place offered; of two acceptances at once the row's lock lets one through."""
    with isolation.tenant(organisation, person=person.pk):
        offered = Invitation.objects.select_for_update(of=["self"])
        invitation = queries.invitation(offered, token, at=at)
        if invitation.email != person.email.lower():
            raise domain.InvitationRefusedError(domain.InvitationRefusal.OTHER_ADDRESS)
        invitation.accepted_at = at
        invitation.save(update_fields=["accepted_at"])
        role = Role(invitation.role)
        return add(invitation.organisation, person, role, by=named(person), at=at)


def named(person: Person) -> Actor:
    """How an organisation's journal names a person: the name is a commitment beside it."""
    return Actor(kind="person", id=str(person.pk), name=str(person))


def _locked_roles(organisation: UUID) -> dict[UUID, Role]:
    """Each member's role, the organisation's row locked so that two changes follow each other."""
    Organisation.objects.select_for_update().get(pk=organisation)
    members = queries.members(organisation)
    return {member.person_id: Role(member.role) for member in members}


def _refuse_unknown(facts: Mapping[str, Any]) -> None:
    for field in facts:
        if field not in domain.IDENTITY:
            raise domain.UnknownIdentityFieldError(field)


def _record(  # noqa: PLR0913  an act is who, when, where and what
    organisation: UUID,
    event: str,
    *,
    by: Actor,
    at: datetime,
    subject: UUID | None = None,
    identity: Mapping[str, Any] | None = None,
    personal: Mapping[str, str] | None = None,
    **facts: Any,  # noqa: ANN401  JSON values
) -> int:
    values = {field: _json(value) for field, value in (identity or {}).items()}
    plain = {k: v for k, v in values.items() if k in domain.FACTS_OF_IDENTITY}
    hidden = {k: str(v) for k, v in values.items() if k in domain.PERSONAL_FACTS_OF_IDENTITY}
    return journal.record(
        event,
        by=by,
        at=at,
        organisation=organisation,
        subject=str(subject or organisation),
        facts={**plain, **facts},
        personal={k: v for k, v in {**hidden, **(personal or {})}.items() if v},
    )


def _json(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
