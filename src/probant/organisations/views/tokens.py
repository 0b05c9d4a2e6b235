"""Tokens of the programming interface: listed, made, shown once, revoked."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from probant.common import clock
from probant.organisations import tokens as rules
from probant.organisations.access import MemberRequest, permission
from probant.organisations.forms import TokenForm
from probant.organisations.tokens import TokenState

COMMAND = "probant token save"


@permission("tokens.edit")
def tokens(request: MemberRequest) -> HttpResponse:
    """Which programs may act here, with which role, until when, last used when."""
    listed = rules.listed(request.member.organisation_id, at=clock.now())
    context = {"tokens": list(listed)}
    return render(request, "organisations/tokens.html", context)


@permission("tokens.edit")
def create(request: MemberRequest) -> HttpResponse:
    """Makes a token; its text is shown on this answer and never again."""
    form = TokenForm(request.POST or None, maker=request.member.role)
    if request.method != "POST" or not form.is_valid():
        return render(request, "organisations/token_new.html", {"form": form})
    token, text = rules.create(
        request.member,
        name=form.cleaned_data["name"],
        role=form.chosen_role,
        lifetime=form.lifetime,
        at=clock.now(),
    )
    context = {"token": token, "text": text, "command": COMMAND}
    return render(request, "organisations/token_made.html", context)


@permission("tokens.edit")
def revoke(request: MemberRequest, token: UUID) -> HttpResponse:
    """Ends a token, after a confirmation."""
    found = rules.of(request.member.organisation_id).filter(pk=token).first()
    if found is None or rules.state_of(found, at=clock.now()) is TokenState.REVOKED:
        raise Http404
    if request.method == "POST":
        rules.revoke(request.member, token, at=clock.now())
        messages.success(request, _("The token is revoked: it opens nothing now."))
        return redirect("organisations:tokens", organisation=request.member.organisation_id)
    used = date_format(found.last_used_on) if found.last_used_on else _("never")
    context = {
        "heading": _("Revoke this token?"),
        "question": _("Programs that use « %(name)s » will be refused.") % {"name": found.name},
        "consequences": [
            _("Last used: %(day)s.") % {"day": used},
            _("A revoked token cannot be restored; you may make another."),
        ],
        "confirm_label": _("Revoke"),
        "cancel_url": reverse("organisations:tokens", args=[request.member.organisation_id]),
        "tone": "bad",
    }
    return render(request, "web/confirm.html", context)
