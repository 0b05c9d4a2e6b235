"""Declaring a breach, and following what one declared."""

import uuid
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from probant.breaches import actions, queries
from probant.breaches.clocks import AUTHORITY, clock_of
from probant.breaches.files import files_of
from probant.breaches.forms.declaration import DeclarationForm
from probant.breaches.models import Breach
from probant.breaches.statements import Alert, Declaration, Kind
from probant.breaches.views import finding
from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.reference.first_steps import incidents
from probant.vault.domain.errors import VaultError
from probant.vault.reception import RefusedFileError, accepts_files
from probant.vault.reception import told as refusal_told

MOST = 26_000_000  # the rule of the purpose, and the rest of the form


@require_http_methods(finding.METHODS)
@permission("breaches.declare")
@accepts_files(most=MOST)
def declare(request: MemberRequest) -> HttpResponse:
    """One page; whatever is refused comes back as it was typed."""
    if request.method != "POST":
        return _page(request, DeclarationForm(initial={"key": uuid.uuid4()}), 200)
    form = DeclarationForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, 422)
    found = _declared(request, form)
    return redirect(finding.url("declared", request, found))


def _declared(request: MemberRequest, form: DeclarationForm) -> Breach:
    """The declaration first; the attachment, if it is refused, costs nothing but itself."""
    at, organisation = clock.now(), finding.organisation_of(request)
    key = form.cleaned_data["key"]
    is_new = queries.by_key(organisation.pk, key) is None
    found = actions.declare(organisation, form.declaration(), key=key, by=request.member, at=at)
    if is_new:
        path = finding.url("breach", request, found)
        address = request.build_absolute_uri(path)
        actions.alert(organisation, found, address=address, by=request.member, at=at)
    sent = request.FILES.get("file")
    if sent and (is_new or not _has_files(found)):
        try:
            actions.attach(found.pk, sent, purpose="declaration", by=request.member, at=at)
        except RefusedFileError as error:
            refusal = _("Your declaration is kept; the file is not: %s") % refusal_told(error)
            messages.warning(request, refusal)
        except VaultError:
            messages.warning(request, _("Your declaration is kept; the file could not be kept."))
    return found


def _has_files(found: Breach) -> bool:
    """Whether the same form brought its file already: sent twice, it is kept once."""
    made = queries.statements(found.organisation_id, found.pk)
    return made.filter(kind=Kind.FILE.value).exists()


def _page(request: MemberRequest, form: DeclarationForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "incidents": list(_incidents(form["incident"])),
        "lost_file": bool(request.FILES),
        "breadcrumb": None,
    }
    return render(request, "breaches/declare.html", context, status=status)


def _incidents(field: BoundField) -> Iterator[dict[str, Any]]:
    """Each choice with its picture and its examples."""
    language = get_language() or "fr"
    for radio, incident in zip(field, incidents().values(), strict=True):
        yield {"radio": radio, "icon": incident.icon, "hint": incident.hint.in_(language)}


@require_safe
@permission("breaches.declare")
def declared(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """What to do now, who was told, the clock: for the declarer and the officers."""
    found = finding.breach(request, breach_id)
    may_view = finding.may(request, "breaches.view")
    if found.declared_by != request.member.person_id and not may_view:
        raise Http404
    told = queries.history(found)
    language = get_language() or "fr"
    incident = incidents()[found.incident]
    context = {
        "breach": found,
        "declaration": queries.the_one(told, Kind.DECLARATION, Declaration),
        "alert": queries.the_one(told, Kind.ALERT, Alert),
        "files": files_of(found, told),
        "incident": incident.label.in_(language),
        "steps": [
            (step.label.in_(language), step.why.in_(language), step.telephone)
            for step in incident.steps
        ],
        "confidence": incident.confidence,
        "clock": clock_of(found, AUTHORITY, now=clock.now()),
        "may_view": may_view,
        "breadcrumb": finding.trail(request, None, found.reference) if may_view else None,
    }
    return render(request, "breaches/declared.html", context)


@require_safe
@permission("breaches.declare")
def mine(request: MemberRequest) -> HttpResponse:
    """What this person declared, and how each stands."""
    found = queries.declared_by(request.member.organisation_id, request.member.person_id)
    return render(request, "breaches/mine.html", {"breaches": found})
