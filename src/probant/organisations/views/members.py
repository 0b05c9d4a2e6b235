"""Members, invitations, and the review of accesses."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from probant.common import clock
from probant.organisations import actions, mailing, permissions, queries
from probant.organisations.access import MemberRequest, permission
from probant.organisations.domain import (
    AlreadyMemberError,
    InvitationRefusal,
    LastAdministratorError,
    NotSoleAdministratorError,
    Role,
    invitation_refusal,
)
from probant.organisations.forms import InvitationForm, RoleForm
from probant.organisations.models import ROLES, Invitation


@permission("members.view")
def members(request: MemberRequest) -> HttpResponse:
    """Who may do what, with which factor, last seen when; invitations; the last review."""
    organisation = request.member.organisation_id
    found = queries.organisation(organisation)
    open_ones = queries.open_invitations(organisation)
    context = {
        "accesses": list(queries.accesses(organisation)),
        "invitations": [(offered, _is_expired(offered)) for offered in open_ones],
        "roles": dict(ROLES),
        "may_edit": permissions.is_allowed(request.member.role, "members.edit"),
        "reviewed_at": found.access_reviewed_at,
    }
    return render(request, "organisations/members.html", context)


@permission("members.edit")
def invite(request: MemberRequest) -> HttpResponse:
    """Offers a place; its link is shown once, and mailed where a mail server is named."""
    form = InvitationForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "organisations/invite.html", {"form": form, "roles": ROLES})
    email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
    try:
        invitation, token = actions.invite(request.member, email, role, at=clock.now())
    except AlreadyMemberError:
        form.add_error("email", _("This person is a member already."))
        return render(request, "organisations/invite.html", {"form": form, "roles": ROLES})
    path = reverse("organisations:join", args=[request.member.organisation_id, token])
    url = request.build_absolute_uri(path)
    is_mailed = mailing.send_invitation(invitation, url=url)
    context = {"invitation": invitation, "url": url, "is_mailed": is_mailed}
    return render(request, "organisations/invited.html", context)


@permission("members.edit")
def revoke(request: MemberRequest, invitation: UUID) -> HttpResponse:
    """Takes an invitation back."""
    offered = queries.open_invitations(request.member.organisation_id).filter(pk=invitation).first()
    if offered is None:
        raise Http404
    if request.method == "POST":
        actions.revoke_invitation(request.member, invitation, at=clock.now())
        messages.success(request, _("The invitation is withdrawn: its link opens nothing now."))
        return _to_members(request)
    context = {
        "heading": _("Withdraw this invitation?"),
        "question": _("The link sent to %(email)s will open nothing.") % {"email": offered.email},
        "confirm_label": _("Withdraw"),
        "cancel_url": _members_url(request),
        "tone": "bad",
    }
    return render(request, "web/confirm.html", context)


@permission("members.edit")
def change_role(request: MemberRequest, person: UUID) -> HttpResponse:
    """Gives a member another role."""
    access = _access(request, person)
    form = RoleForm(request.POST or None, initial={"role": access.role.value})
    if request.method == "POST" and form.is_valid():
        try:
            role = Role(form.cleaned_data["role"])
            actions.change_role(request.member, person, role, at=clock.now())
        except LastAdministratorError:
            form.add_error("role", _("Name another administrator first: one must remain."))
        else:
            messages.success(request, _("The role is changed."))
            return _to_members(request)
    return render(request, "organisations/role.html", {"form": form, "access": access})


@permission("members.edit")
def remove(request: MemberRequest, person: UUID) -> HttpResponse:
    """Ends a membership, after a confirmation."""
    access = _access(request, person)
    if request.method == "POST":
        try:
            actions.remove(request.member, person, at=clock.now())
        except LastAdministratorError:
            messages.error(request, _("Name another administrator first: one must remain."))
            return _to_members(request)
        messages.success(request, _("This person no longer has access."))
        return redirect("home") if person == request.member.person_id else _to_members(request)
    context = {
        "heading": _("Remove this member?"),
        "question": _("%(name)s will no longer reach this organisation.") % {"name": access.name},
        "consequences": [
            _("What they wrote and what the journal says of them stay."),
            _("Their account stays: other organisations may use it."),
        ],
        "confirm_label": _("Remove"),
        "cancel_url": _members_url(request),
        "tone": "bad",
    }
    return render(request, "web/confirm.html", context)


@permission("members.edit")
def sign_in_link(request: MemberRequest, person: UUID) -> HttpResponse:
    """A one-time link for a member who lost their password; shown once."""
    access = _access(request, person)
    if request.method != "POST":
        context = {
            "heading": _("Give a sign-in link?"),
            "question": _("With it, %(name)s chooses a new password.") % {"name": access.name},
            "consequences": [
                _("The link works once, for ten minutes."),
                _("Their second factor is still asked."),
                _("Their sessions end when they choose the password."),
            ],
            "confirm_label": _("Make the link"),
            "cancel_url": _members_url(request),
        }
        return render(request, "web/confirm.html", context)
    try:
        token = actions.issue_sign_in_link(request.member, person, at=clock.now())
    except NotSoleAdministratorError:
        return render(request, "organisations/link_not_yours.html", {"access": access}, status=409)
    url = request.build_absolute_uri(reverse("organisations:link", args=[token]))
    return render(request, "organisations/link_made.html", {"access": access, "url": url})


@permission("access.review")
@require_POST
def review(request: MemberRequest) -> HttpResponse:
    """One click: « I reviewed these accesses »."""
    actions.review_access(request.member, at=clock.now())
    messages.success(request, _("Your review is noted in the journal."))
    return _to_members(request)


def _access(request: MemberRequest, person: UUID) -> queries.Access:
    for access in queries.accesses(request.member.organisation_id):
        if access.person_id == person:
            return access
    raise Http404


def _is_expired(offered: Invitation) -> bool:
    reason = invitation_refusal(
        accepted_at=offered.accepted_at, expires_at=offered.expires_at, at=clock.now()
    )
    return reason is InvitationRefusal.EXPIRED


def _members_url(request: MemberRequest) -> str:
    return reverse("organisations:members", args=[request.member.organisation_id])


def _to_members(request: MemberRequest) -> HttpResponse:
    return redirect(_members_url(request))
