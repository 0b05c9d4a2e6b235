"""The flaws of the organisation: filtered, by page, as files."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.vulnerabilities import exports, labels, queries, tables
from probant.vulnerabilities.domain.standing import UNFIXED
from probant.vulnerabilities.forms.filters import Filters
from probant.vulnerabilities.models import Flaw
from probant.vulnerabilities.views import finding

PAGE_SIZE = 50
MOST_EXPORTED = 300_000


@require_safe
@permission("vulnerabilities.view")
def flaws(request: MemberRequest) -> HttpResponse:
    """The flaws that the reader asks for, the gravest first."""
    organisation, today = request.member.organisation_id, timezone.localdate(clock.now())
    filters = Filters(request.GET, queries.products(organisation))
    found = queries.listed(organisation, filters.wanted(), on=today)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    has_any = page.paginator.count > 0 or queries.flaws(organisation).exists()
    context: dict[str, Any] = {
        "page": page,
        "told": _columns(),
        "rows": [_row(request, one, today) for one in page.object_list],
        "filters": filters,
        "is_filtered": any(request.GET.get(name) for name in filters.fields),
        "has_any": has_any,
        "export_url": finding.url("export", request),
        "may_edit": finding.may_edit(request),
        "scan": _scan(request, filters),
    }
    return render(request, "vulnerabilities/list.html", context)


@require_safe
@permission("vulnerabilities.view", traced_as="vulnerabilities.exported")
def export(request: MemberRequest) -> HttpResponse:
    """The flaws that the list shows, in a table's formats or as a CycloneDX VEX."""
    asked = request.GET.get("format", "")
    organisation, at = finding.organisation_of(request), clock.now()
    filters = Filters(request.GET, queries.products(organisation.pk))
    found = queries.listed(organisation.pk, filters.wanted(), on=timezone.localdate(at))
    whole = found.defer(None)[:MOST_EXPORTED]
    if asked == "vex":
        made = exports.vex(organisation, whole, at=at)
        response: HttpResponse = JsonResponse(made, json_dumps_params={"indent": 1})
        response["Content-Disposition"] = 'attachment; filename="vex.cdx.json"'
        return response
    if asked not in tables.MEDIA_TYPES:
        raise Http404
    listing = exports.flaws_listing(organisation, whole, language=get_language() or "fr", at=at)
    return download(listing, asked)


def download(listing: tables.Listing, format_: str) -> HttpResponse:
    """A list as a file."""
    content = tables.write(format_, listing)
    response = HttpResponse(content, content_type=tables.MEDIA_TYPES[format_])
    response["Content-Disposition"] = f'attachment; filename="{listing.filename}.{format_}"'
    return response


def _scan(request: MemberRequest, filters: Filters) -> dict[str, Any] | None:
    """Which scan the list is narrowed to, with its change."""
    wanted = filters.wanted()
    found = wanted.scan and queries.scans(request.member.organisation_id).filter(pk=wanted.scan)
    one = found.first() if found else None
    if one is None:
        return None
    return {
        "reference": one.reference,
        "url": finding.url("scan", request, scan_id=one.pk),
        "change": labels.CHANGES.get(wanted.change, ""),
    }


def _columns() -> dict[str, str]:
    """The titles once: a cell repeats its own on a phone."""
    return {
        "flaw": _("Vulnerability"),
        "severity": _("Severity"),
        "product": _("Product"),
        "state": _("State"),
        "known": _("Known since"),
        "due": _("To be fixed before"),
        "scans": _("Audits"),
    }


def _row(request: MemberRequest, one: Flaw, today: date) -> dict[str, Any]:
    is_late = bool(one.due_on and one.due_on < today and one.state in UNFIXED)
    is_excused = one.accepted_until is not None and one.accepted_until >= today
    return {
        "url": finding.url("flaw", request, flaw_id=one.pk),
        "reference": one.reference,
        "title": one.title,
        "detail": " · ".join(filter(None, [one.component, one.location, one.owasp])),
        "severity": labels.SEVERITIES[one.severity],
        "severity_tone": labels.SEVERITY_TONES[one.severity],
        "score": "" if one.score is None else str(one.score),
        "product": one.product,
        "state": labels.STATES[one.state],
        "state_tone": labels.STATE_TONES[one.state],
        "is_exploitable": bool(one.is_exploitable or one.is_exploited),
        "known": finding.day(one.known_on),
        "due": finding.day(one.due_on) if one.state in UNFIXED else "",
        "is_late": is_late and not is_excused,
        "scans": one.scans,
    }
