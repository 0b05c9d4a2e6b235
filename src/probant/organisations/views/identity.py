"""An organisation's identity, and the creation of a further organisation."""

import hashlib
import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from probant.accounts.access import signed_in
from probant.accounts.models import Person
from probant.common import clock
from probant.organisations import actions, permissions, queries
from probant.organisations.access import MemberRequest, permission
from probant.organisations.domain import IDENTITY
from probant.organisations.forms import IdentityForm, NewOrganisation
from probant.organisations.models import Organisation


@permission("organisation.view")
def identity(request: MemberRequest) -> HttpResponse:
    """Art. 30(1)(a): who the controller is, and whether an officer is designated."""
    context = {
        "found": queries.organisation(request.member.organisation_id),
        "may_edit": permissions.is_allowed(request.member.role, "organisation.edit"),
        "may_make_tokens": permissions.is_allowed(request.member.role, "tokens.edit"),
    }
    return render(request, "organisations/identity.html", context)


@permission("organisation.edit")
def edit_identity(request: MemberRequest) -> HttpResponse:
    """Changes the identity; whoever was overtaken is told, and keeps what they typed."""
    is_saving = request.method == "POST"
    found = queries.organisation(request.member.organisation_id, for_update=is_saving)
    seen = fingerprint(found)
    if not is_saving:
        form = IdentityForm(instance=found, initial={"seen": seen})
        return render(request, "organisations/identity_edit.html", {"form": form})
    form = IdentityForm(request.POST, instance=queries.organisation(found.pk))
    is_overtaken = request.POST.get("seen") != seen
    if is_overtaken or not form.is_valid():
        return _again(request, form, found, is_overtaken=is_overtaken)
    actions.update_identity(found, _changes(form), by=request.member, at=clock.now())
    for doubt in form.doubts():
        messages.warning(request, doubt)
    messages.success(request, _("Your changes are saved."))
    return redirect("organisations:identity", organisation=found.pk)


def _again(
    request: MemberRequest, form: IdentityForm, found: Organisation, *, is_overtaken: bool
) -> HttpResponse:
    typed = request.POST.copy()
    typed["seen"] = fingerprint(found)
    form.data = typed
    context = {"form": form, "is_overtaken": is_overtaken, "found": found}
    status = 409 if is_overtaken else 200
    return render(request, "organisations/identity_edit.html", context, status=status)


@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """A further organisation, for whoever administers one already."""
    person = request.user
    if not isinstance(person, Person) or not queries.may_create(person.pk):
        raise PermissionDenied
    form = NewOrganisation(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "organisations/create.html", {"form": form})
    actions.create(
        name=form.cleaned_data["name"],
        sector=form.cleaned_data["sector"],
        administrator=person,
        at=clock.now(),
        identity=form.identity(),
    )
    for doubt in form.doubts():
        messages.warning(request, doubt)
    return redirect("home")


def fingerprint(found: Organisation) -> str:
    """What the identity was when its page was opened, to notice that somebody changed it."""
    values = {field: getattr(found, field) for field in sorted(IDENTITY)}
    return hashlib.sha256(json.dumps(values, cls=DjangoJSONEncoder).encode()).hexdigest()


def _changes(form: IdentityForm) -> dict[str, Any]:
    return {field: form.cleaned_data[field] for field in form.cleaned_data if field in IDENTITY}
