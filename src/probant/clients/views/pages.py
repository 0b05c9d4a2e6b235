"""The pages of clients: who they are, what they were advised, of which flaws they were told."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from probant.clients import actions, exports, labels, queries
from probant.clients.forms import A_MONTH, AdviceForm, AnswerForm, ClientForm, NoticeForm
from probant.clients.models import Advice, Client
from probant.common import clock
from probant.organisations import permissions
from probant.organisations.access import MemberRequest, permission
from probant.organisations.models import Organisation
from probant.vulnerabilities import queries as vulnerabilities
from probant.vulnerabilities import tables
from probant.vulnerabilities.models import Flaw

PAGE_SIZE = 50
METHODS = ["GET", "HEAD", "POST"]


@require_safe
@permission("clients.view")
def clients(request: MemberRequest) -> HttpResponse:
    """Every client, by name."""
    of, words = request.member.organisation_id, request.GET.get("words", "")[:100]
    page = Paginator(queries.clients(of, words), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "words": words,
        "rows": [
            {
                "url": _url("client", request, client_id=one.pk),
                "one": one,
                "services": [item.spelled(str(labels.HOSTED)) for item in queries.services(one)],
            }
            for one in page.object_list
        ],
        "export_url": _url("export", request),
        "may_advise": _may(request, "clients.advise"),
    }
    return render(request, "clients/list.html", context)


@require_safe
@permission("clients.view", traced_as="clients.exported")
def export(request: MemberRequest) -> HttpResponse:
    """The clients that the list shows."""
    organisation = _organisation(request)
    found = list(queries.clients(organisation.pk, request.GET.get("words", "")[:100]))
    made = exports.clients_listing(organisation, found, language=_language(), at=clock.now())
    return _file(request, made)


@require_http_methods(METHODS)
@permission("clients.advise")
def new(request: MemberRequest) -> HttpResponse:
    """A new client."""
    return _edited(request, None)


@require_http_methods(METHODS)
@permission("clients.advise")
def edit(request: MemberRequest, client_id: UUID) -> HttpResponse:
    """A client changed, over the version that was on screen."""
    return _edited(request, _client(request, client_id))


@require_safe
@permission("clients.view")
def client(request: MemberRequest, client_id: UUID) -> HttpResponse:
    """One client, and everything that they were advised."""
    found = _client(request, client_id)
    advice = list(queries.advice_to(found))
    context = {
        "client": found,
        "services": [one.spelled(str(labels.HOSTED)) for one in queries.services(found)],
        "rows": [_advice_row(request, one) for one in advice],
        "may_advise": _may(request, "clients.advise"),
        "breadcrumb": _trail(request, found.name),
    }
    return render(request, "clients/client.html", context)


@require_http_methods(METHODS)
@permission("clients.advise")
def advise(request: MemberRequest, client_id: UUID) -> HttpResponse:
    """What a client was advised by a person."""
    found = _client(request, client_id)
    form = AdviceForm(request.POST or None)
    posted = request.method == "POST"
    if posted and form.is_valid():
        actions.advise(found, form.said(), by=request.member, at=clock.now())
        messages.success(request, _("The advice is kept."))
        return redirect(_url("client", request, client_id=found.pk))
    context = {
        "form": form,
        "client": found,
        "back_url": _url("client", request, client_id=found.pk),
        "breadcrumb": _trail(request, _("Record advice")),
    }
    return render(request, "clients/advise.html", context, status=422 if posted else 200)


@require_http_methods(METHODS)
@permission("clients.advise")
def notify(request: MemberRequest, flaw_id: UUID) -> HttpResponse:
    """One notice to every client that uses the product of a flaw."""
    organisation = _organisation(request)
    try:
        flaw = vulnerabilities.flaw(organisation.pk, flaw_id)
    except Flaw.DoesNotExist as error:
        raise Http404 from error
    today = timezone.localdate()
    held = queries.concerned(organisation.pk, flaw.product_key, today)
    told = queries.told_of(organisation.pk, [flaw.pk])
    offered = [
        (str(one.pk), _offered(one.name, service.version, is_told=(one.pk, flaw.pk) in told))
        for one, service in held
    ]
    initial = {"answer_before": today + A_MONTH, "is_critical": True}
    form = NoticeForm(request.POST or None, offered=offered, initial=initial)
    posted = request.method == "POST"
    if posted and form.is_valid():
        chosen = set(form.cleaned_data["clients"])
        wanted = [one for one, _service in held if str(one.pk) in chosen]
        made = actions.notify(
            organisation, flaw, wanted, form.said(), by=request.member, at=clock.now()
        )
        messages.success(request, _("Notices made: %(count)s.") % {"count": len(made)})
        return redirect(_url("told", request))
    context = {
        "form": form,
        "flaw": flaw,
        "has_clients": bool(held),
        "flaw_url": reverse("vulnerabilities:flaw", args=[organisation.pk, flaw.pk]),
        "breadcrumb": _trail(request, _("Notify the clients concerned")),
    }
    return render(request, "clients/notify.html", context, status=422 if posted else 200)


@require_safe
@permission("clients.view")
def told(request: MemberRequest) -> HttpResponse:
    """Which client was told of which grave flaw."""
    found = queries.matrix(request.member.organisation_id, timezone.localdate())
    context = {
        "flaws": [
            {
                "one": flaw,
                "url": reverse("vulnerabilities:flaw", args=[flaw.organisation_id, flaw.pk]),
                "notify_url": _url("notify", request, flaw_id=flaw.pk),
                "cells": [_cell(request, found, one, flaw) for one in found.clients],
            }
            for flaw in found.flaws
        ],
        "clients": found.clients,
        "untold": len(found.untold),
        "export_url": _url("told-export", request),
        "may_advise": _may(request, "clients.advise"),
        "breadcrumb": _trail(request, _("Clients told")),
    }
    return render(request, "clients/told.html", context)


@require_safe
@permission("clients.view", traced_as="clients.exported")
def export_told(request: MemberRequest) -> HttpResponse:
    """The same as a file, one pair a row."""
    made = exports.told_listing(_organisation(request), language=_language(), at=clock.now())
    return _file(request, made)


@require_http_methods(METHODS)
@permission("clients.advise")
def register(request: MemberRequest) -> HttpResponse:
    """Art. 30(2)(a): the processor's register beside the clients; named by one button."""
    of, today = request.member.organisation_id, timezone.localdate()
    may_write = _may(request, "register.edit")
    found = queries.missing_controllers(of, today)
    if request.method == "POST" and may_write:
        wanted = request.POST.get("activity", "")
        chosen = next((one for one, _missing in found if str(one.pk) == wanted), None)
        if chosen is None:
            raise Http404
        count = actions.name_in_register(chosen.pk, today, by=request.member, at=clock.now())
        messages.success(request, _("Clients named in the register: %(n)s.") % {"n": count})
        return redirect(_url("register", request))
    context = {
        "rows": [
            {"activity": one, "missing": missing,
             "url": reverse("register:activity", args=[of, one.pk])}
            for one, missing in found
        ],
        "may_write": may_write,
        "breadcrumb": _trail(request, _("Our processor’s register")),
    }  # fmt: skip
    return render(request, "clients/register.html", context)


@require_http_methods(METHODS)
@permission("clients.view")
def advice(request: MemberRequest, advice_id: UUID) -> HttpResponse:
    """One piece of advice; what the client answered by other means is written down here."""
    try:
        found = queries.advice(request.member.organisation_id, advice_id)
    except Advice.DoesNotExist as error:
        raise Http404 from error
    form = AnswerForm(request.POST or None)
    may_advise, posted = _may(request, "clients.advise"), request.method == "POST"
    if posted and may_advise and form.is_valid():
        try:
            actions.record_answer(found.pk, form.answer(), by=request.member, at=clock.now())
        except actions.AnsweredError:
            form.add_error(None, _("This notice was answered already: the first answer stands."))
        else:
            messages.success(request, _("The answer is kept."))
            return redirect(_url("advice", request, advice_id=found.pk))
    context = {
        "advice": found,
        "form": form,
        "row": _advice_row(request, found),
        "flaws": [
            (one, reverse("vulnerabilities:flaw", args=[one.organisation_id, one.pk]))
            for one in queries.flaws_of(found)
        ],
        "client_url": _url("client", request, client_id=found.client_id),
        "mail_url": found.mail_id
        and reverse("correspondence:mail", args=[found.organisation_id, found.mail_id]),
        "may_answer": may_advise and found.answered_at is None,
        "breadcrumb": _trail(request, found.reference),
    }
    return render(request, "clients/advice.html", context, status=422 if posted else 200)


def _edited(request: MemberRequest, found: Client | None) -> HttpResponse:
    posted, is_stale = request.method == "POST", False
    initial = ClientForm.initial_of(found) if found else None
    form = ClientForm(request.POST or None, initial=initial)
    if posted and form.is_valid():
        try:
            kept = actions.keep(
                _organisation(request),
                form.identity(),
                client=found,
                expected=form.cleaned_data["version"],
                by=request.member,
                at=clock.now(),
            )
        except actions.MovedClientError as error:
            is_stale, data = True, request.POST.copy()
            data["version"] = str(error.client.version)
            form = ClientForm(data)
        else:
            messages.success(request, _("The client is kept."))
            return redirect(_url("client", request, client_id=kept.pk))
    context = {
        "form": form,
        "client": found,
        "is_stale": is_stale,
        "breadcrumb": _trail(request, found.name if found else _("Add a client")),
    }
    status = 409 if is_stale else 422 if posted else 200
    return render(request, "clients/edit.html", context, status=status)


def _cell(request: MemberRequest, found: queries.Matrix, one: Client, flaw: Flaw) -> dict[str, Any]:
    if (one.pk, flaw.pk) not in found.pairs:
        return {"client": one.name, "word": "—", "tone": "", "url": ""}
    told = found.pairs[one.pk, flaw.pk]
    outcome = told.outcome if told else "untold"
    url = _url("advice", request, advice_id=told.advice.pk) if told else ""
    return {
        "client": one.name,
        "word": labels.OUTCOMES[outcome],
        "tone": labels.TONES[outcome],
        "url": url,
    }


def _advice_row(request: MemberRequest, one: Advice) -> dict[str, Any]:
    outcome = queries.Told(one, queries.mail_state(one)).outcome
    return {
        "one": one,
        "url": _url("advice", request, advice_id=one.pk),
        "outcome": labels.OUTCOMES[outcome],
        "tone": labels.TONES[outcome],
    }


def _offered(name: str, version: str, *, is_told: bool) -> str:
    told = _("told already") if is_told else ""
    return " · ".join(filter(None, [name, version, told]))


def _client(request: MemberRequest, client_id: UUID) -> Client:
    try:
        return queries.client(request.member.organisation_id, client_id)
    except Client.DoesNotExist as error:
        raise Http404 from error


def _file(request: MemberRequest, made: tables.Listing) -> HttpResponse:
    asked = request.GET.get("format", "")
    if asked not in tables.MEDIA_TYPES:
        raise Http404
    response = HttpResponse(tables.write(asked, made), content_type=tables.MEDIA_TYPES[asked])
    response["Content-Disposition"] = f'attachment; filename="{made.filename}.{asked}"'
    return response


def _url(name: str, request: MemberRequest, **parts: Any) -> str:  # noqa: ANN401  URL values
    where = {"organisation": request.member.organisation_id, **parts}
    return reverse(f"clients:{name}", kwargs=where)


def _organisation(request: MemberRequest) -> Organisation:
    found: Organisation = request.organisation  # type: ignore[attr-defined]
    return found


def _may(request: MemberRequest, name: str) -> bool:
    return permissions.is_allowed(request.member.role, name)


def _language() -> str:
    return get_language() or "fr"


def _trail(request: MemberRequest, here: Any) -> list[tuple[Any, str]]:  # noqa: ANN401  words
    return [(labels.CLIENTS, _url("list", request)), (here, "")]
