"""Every obligation, as a table, as files, and one by one."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from probant.accountability import exports, queries
from probant.accountability.explanations import STATES, THEMES, Explained, explained
from probant.accountability.views.home import exposure_context
from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.organisations.models import Organisation


@require_safe
@permission("accountability.view")
def obligations(request: MemberRequest) -> HttpResponse:
    """The table, filtered by state and part; with `?format=`, the file."""
    shown = _shown(request)
    form = request.GET.get("format", "")
    if form in exports.FORMATS:
        return _file(request, shown, form)
    context = {
        "shown": shown,
        "state": request.GET.get("state", ""),
        "theme": request.GET.get("theme", ""),
        "states": STATES.items(),
        "themes": THEMES.items(),
        "now": clock.now(),
    }
    return render(request, "accountability/obligations.html", context)


@require_safe
@permission("accountability.view")
def obligation(request: MemberRequest, obligation: str) -> HttpResponse:
    """One obligation: why, what was read, what proves it, what to do, what it exposes to."""
    organisation = _organisation(request)
    now = clock.now()
    standing = queries.standing(organisation, now=now)
    found = next((it for it in standing.verdicts if it.obligation_id == obligation), None)
    if found is None:
        raise Http404
    context = {
        "item": explained(found, organisation.pk),
        "now": now,
        **exposure_context(standing, organisation),
    }
    return render(request, "accountability/obligation.html", context)


def _shown(request: MemberRequest) -> list[Explained]:
    organisation = _organisation(request)
    standing = queries.standing(organisation, now=clock.now())
    theme, state = request.GET.get("theme", ""), request.GET.get("state", "")
    found = (explained(item, organisation.pk) for item in standing.with_state(state))
    return [item for item in found if not theme or item.theme == theme]


def _file(request: MemberRequest, shown: list[Explained], form: str) -> HttpResponse:
    at = clock.now()
    made = exports.write(form, shown, _organisation(request).name, at=at)
    response = HttpResponse(made.content, content_type=made.kind)
    name = f"{_('obligations')}-{at:%Y-%m-%d}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _organisation(request: MemberRequest) -> Organisation:
    found: Organisation = request.organisation  # type: ignore[attr-defined]  # set by access
    return found
