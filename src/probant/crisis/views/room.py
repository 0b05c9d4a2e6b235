"""The room: one timeline, one board, what is typed into it, and the stream that tells of it."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.breaches import queries as breaches
from probant.common import clock
from probant.crisis import live
from probant.crisis.actions import room as actions
from probant.crisis.clocks import clocks_of
from probant.crisis.domain.entries import TEAMS, Entry, EntryRefusedError
from probant.crisis.domain.room import Room, fold
from probant.crisis.forms.room import COMPOSED, DIGITS, LAYOUT, EntryForm, OpeningForm
from probant.crisis.models import Crisis
from probant.crisis.queries import room as queries
from probant.organisations import permissions
from probant.organisations.access import MemberRequest, permission
from probant.organisations.permissions import PermissionDeniedError

NO_SCRIPT_REFRESH = 10
RENDERED = 2_000


@permission("crisis.lead")
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: MemberRequest) -> HttpResponse:
    """A new crisis: what is happening, and its room opens."""
    breach = request.GET.get("breach", "")
    form = OpeningForm(request.POST or None, initial={"breach": breach})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        found = breaches.breaches(request.member.organisation_id).filter(pk=values["breach"])
        made = actions.open_crisis(
            request.organisation,  # type: ignore[attr-defined]  # set by `permission`
            title=values["title"],
            kind=values["kind"],
            text=values["text"],
            breach_id=values["breach"] if found.exists() else None,
            by=request.member,
            at=clock.now(),
        )
        return redirect("crisis:room", made.organisation_id, made.pk)
    home = reverse("crisis:home", args=[request.member.organisation_id])
    trail = [(_("Crisis"), home), (_("Open a crisis"), "")]
    return render(request, "crisis/room/open.html", {"form": form, "breadcrumb": trail})


@permission("crisis.view")
@require_safe
def room(request: MemberRequest, crisis_id: UUID) -> HttpResponse:
    """The room; `?team=` shows one team's entries, `?follow` refreshes without script."""
    crisis, entries = _read(request, crisis_id)
    team = request.GET.get("team", "")
    team = team if team in TEAMS else ""
    shown = [entry for entry in entries if not team or entry.team == team]
    follows = "follow" in request.GET
    context = {
        **_board(request, crisis, fold(entries)),
        "entries": shown[::-1],
        "team": team,
        "follows": follows,
        "dossier_url": dossier_url(request, crisis),
        "breach_url": breach_url(request, crisis),
        "composers": [] if follows else _composers(request, crisis),
        "refresh_seconds": NO_SCRIPT_REFRESH if follows else 0,
        "breadcrumb": trail(request, crisis),
    }
    return render(request, "crisis/room/room.html", context)


@permission("crisis.view")
@require_safe
def board(request: MemberRequest, crisis_id: UUID) -> HttpResponse:
    """The board alone, as the room fetches it again when something was entered."""
    crisis, entries = _read(request, crisis_id)
    return render(request, "crisis/room/_board.html", _board(request, crisis, fold(entries)))


@permission("crisis.act")
@require_POST
def enter(request: MemberRequest, crisis_id: UUID) -> HttpResponse:
    """One entry; a script that asks for JSON is told its number, or what is wrong with it."""
    return _enter(request, crisis_id)


def _enter(request: MemberRequest, crisis_id: UUID) -> HttpResponse:
    crisis, kind = crisis_of(request, crisis_id), request.POST.get("kind", "")
    if kind not in LAYOUT or kind == "evidence":
        raise Http404
    about = request.POST.get("about", "")
    form = EntryForm(kind, request.POST, about=_whole(about))
    made = _entered(request, crisis_id, form)
    if _wants_json(request):
        return _told(form, made)
    if made is None:
        return _written(request, crisis, form)
    place = reverse("crisis:room", args=[request.member.organisation_id, crisis_id])
    return redirect(f"{place}#e{made}")


@permission("crisis.act")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: MemberRequest, crisis_id: UUID, kind: str) -> HttpResponse:
    """One kind of entry on a page of its own, about another entry or not."""
    if kind not in LAYOUT or kind == "evidence":
        raise Http404
    if request.method == "POST":
        return _enter(request, crisis_id)
    crisis = crisis_of(request, crisis_id)
    about = request.GET.get("about", "")
    chosen = {name: request.GET[name] for name in ("aid", "state") if name in request.GET}
    form = EntryForm(kind, initial=chosen, about=_whole(about) or None)
    return _written(request, crisis, form)


@permission("crisis.view")
@require_safe
def entries(request: MemberRequest, crisis_id: UUID) -> JsonResponse:
    """What was entered after a sequence, as values and as the timeline shows it."""
    organisation = request.member.organisation_id
    crisis_of(request, crisis_id)
    found = queries.entries(organisation, crisis_id, after=_after(request))
    language = _language()
    shown = [
        {"sequence": one.sequence, "kind": one.kind, "html": shown_entry(crisis_id, one, language)}
        for one in found
    ]
    return JsonResponse({"entries": shown})


@permission("crisis.view")
@require_safe
def stream(request: MemberRequest, crisis_id: UUID) -> HttpResponseBase:
    """Server-sent events: every entry after the last one that the reader has."""
    organisation = request.member.organisation_id
    crisis_of(request, crisis_id)
    language = _language()
    reader = live.Stream(organisation, crisis_id, request.member.person_id, _after(request))
    events = reader.messages(lambda entry: shown_entry(crisis_id, entry, language))
    response = StreamingHttpResponse(events, content_type="text/event-stream; charset=utf-8")
    response["X-Accel-Buffering"] = "no"
    return response


@permission("crisis.view")
@require_safe
def worker(request: MemberRequest, crisis_id: UUID) -> HttpResponse:
    """The room's service worker: its scope is the room's own address."""
    crisis_of(request, crisis_id)
    place = reverse("crisis:room", args=[request.member.organisation_id, crisis_id])
    body = render_to_string("crisis/room/worker.js", {"room": place})
    return HttpResponse(body, content_type="text/javascript; charset=utf-8")


class Keyed:
    """An entry in a cache whose key is made of other things."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Keyed)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=RENDERED)
def _rendered(crisis_id: UUID, sequence: int, language: str, keyed: Keyed) -> str:  # noqa: ARG001  the key
    with translation.override(language):
        return render_to_string("crisis/room/_entry.html", {"entry": keyed.entry})


def shown_entry(crisis_id: UUID, entry: Entry, language: str) -> str:
    """An entry as the timeline shows it; the same for every reader of one language."""
    return _rendered(crisis_id, entry.sequence, language, Keyed(entry))


def crisis_of(request: MemberRequest, crisis_id: UUID) -> Crisis:
    """The crisis named in the address, or 404."""
    try:
        return queries.crisis(request.member.organisation_id, crisis_id)
    except Crisis.DoesNotExist as error:
        raise Http404 from error


def breach_url(request: MemberRequest, crisis: Crisis) -> str:
    """The breach that the crisis was opened from, for those who may see breaches."""
    may_see = permissions.is_allowed(request.member.role, "breaches.view")
    if crisis.breach_id is None or not may_see:
        return ""
    return reverse("breaches:breach", args=[crisis.organisation_id, crisis.breach_id])


def dossier_url(request: MemberRequest, crisis: Crisis) -> str:
    """Where the crisis's dossier is made, for those who may make one."""
    if not permissions.is_allowed(request.member.role, "dossiers.make"):
        return ""
    where = {"organisation": crisis.organisation_id, "kind": "crisis", "subject": crisis.pk}
    return reverse("accountability:dossier-of", kwargs=where)


def trail(request: MemberRequest, crisis: Crisis, here: str = "") -> list[tuple[str, str]]:
    """Where a page of the room stands."""
    organisation = request.member.organisation_id
    place = reverse("crisis:room", args=[organisation, crisis.pk])
    steps = [(_("Crisis"), reverse("crisis:home", args=[organisation])), (crisis.reference, place)]
    return [*steps, (here, "")] if here else [steps[0], (crisis.reference, "")]


def _read(request: MemberRequest, crisis_id: UUID) -> tuple[Crisis, tuple[Entry, ...]]:
    organisation = request.member.organisation_id
    return crisis_of(request, crisis_id), queries.entries(organisation, crisis_id)


def _board(request: MemberRequest, crisis: Crisis, state: Room) -> dict[str, Any]:
    now = clock.now()
    may_act = permissions.is_allowed(request.member.role, "crisis.act")
    return {
        "crisis": crisis,
        "room": state,
        "now": now,
        "clocks": clocks_of(crisis, state, now=now),
        "seats": crisis.participants.exclude(last_seen_at=None),
        "teams": TEAMS,
        "may_act": may_act and state.is_open,
        "may_lead": permissions.is_allowed(request.member.role, "crisis.lead"),
        "me": str(request.member.person_id),
        "key": f"{crisis.pk}:{request.member.person_id}",
    }


def _composers(request: MemberRequest, crisis: Crisis) -> list[EntryForm]:
    may_act = permissions.is_allowed(request.member.role, "crisis.act")
    if not may_act or crisis.closed_at is not None:
        return []
    return [EntryForm(kind) for kind in COMPOSED]


def _entered(request: MemberRequest, crisis_id: UUID, form: EntryForm) -> int | None:
    """The entry's number, or None with the form's errors."""
    if not form.is_valid():
        return None
    try:
        row = actions.enter(crisis_id, form.said(), by=request.member, at=clock.now())
    except EntryRefusedError as error:
        form.refuse(error)
    except PermissionDeniedError as error:
        raise PermissionDenied(error.permission) from error
    else:
        return row.sequence
    return None


def _told(form: EntryForm, made: int | None) -> JsonResponse:
    if made is not None:
        return JsonResponse({"sequence": made})
    errors = {
        str(form.fields[name].label) if name in form.fields else "": list(map(str, found))
        for name, found in form.errors.items()
    }
    return JsonResponse({"errors": errors}, status=422)


def _written(request: MemberRequest, crisis: Crisis, form: EntryForm) -> HttpResponse:
    about = form["about"].value()
    found = queries.rows(crisis.organisation_id, crisis.pk)
    subject = found.filter(sequence=_whole(about)).first()
    context = {
        "crisis": crisis,
        "form": form,
        "subject": queries.entry_of(subject) if subject else None,
        "breadcrumb": trail(request, crisis, _("Write")),
    }
    return render(request, "crisis/room/write.html", context)


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _after(request: HttpRequest) -> int:
    """The last entry that the reader has: of a reconnection, or of the page."""
    given = [request.headers.get("Last-Event-ID", ""), request.GET.get("after", "")]
    return max(map(_whole, given))


def _whole(value: object) -> int:
    """A number as a browser sends it; anything else is none."""
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) <= DIGITS else 0


def _language() -> str:
    return (translation.get_language() or "fr")[:2]
