"""The page « Public form »: opened or shut, its link, its poster."""

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from probant.common import clock
from probant.organisations import queries as organisations
from probant.organisations.access import MemberRequest, permission
from probant.subject_requests import opening as acts
from probant.subject_requests.forms.opening import Opening
from probant.subject_requests.opening import FormSettings


@permission("subject_requests.handle")
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: MemberRequest) -> HttpResponse:
    """The setting, the link to give and the snippet for a web site."""
    here = request.member.organisation_id
    form = Opening(request.POST or None, initial=vars(acts.settings_of(here)))
    if request.method == "POST" and form.is_valid():
        acts.change(request.member, FormSettings(**form.cleaned_data), at=clock.now())
        messages.success(request, _("Saved."))
        return redirect("subject_requests:form", organisation=here)
    context = {"form": form, **_shown(request)}
    status = 422 if form.errors else 200
    return render(request, "subject_requests/form_settings.html", context, status=status)


@permission("subject_requests.view")
@require_safe
def poster(request: MemberRequest) -> HttpResponse:
    """A page to print: how to make a request, with the code that a telephone reads."""
    organisation = organisations.organisation(request.member.organisation_id)
    context = {"controller": organisation, **_shown(request)}
    return render(request, "subject_requests/form_poster.html", context)


def _shown(request: MemberRequest) -> dict[str, Any]:
    here = request.member.organisation_id
    address = _address(request)
    return {
        "address": address,
        "snippet": f'<a href="{address}">{_("Make a request about your data online")}</a>',
        "code": _code(address),
        "is_open": acts.settings_of(here).is_open,
        "breadcrumb": [
            (_("Requests"), reverse("subject_requests:list", args=[here])),
            (_("Public form"), ""),
        ],
    }


def _address(request: HttpRequest) -> str:
    organisation = request.member.organisation_id  # type: ignore[attr-defined]  # a MemberRequest
    return request.build_absolute_uri(reverse("requests:form", args=[organisation]))


def _code(address: str) -> SafeString:
    """The address as a QR code (ISO 18004); drawn here, from nothing but the address."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        scale=4, border=4, svgclass="poster-code", lineclass=None, omitsize=True
    )
    return mark_safe(drawn)  # noqa: S308  segno's own drawing; the address is encoded, not written
