"""The scans, and one of them beside the one before: new, persisting, fixed, come back."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from probant.organisations.access import MemberRequest, permission
from probant.vault import queries as vault
from probant.vault.domain.errors import VaultError
from probant.vault.serving import download
from probant.vulnerabilities import labels, queries
from probant.vulnerabilities.domain.trend import Trend
from probant.vulnerabilities.models import Flaw, Scan
from probant.vulnerabilities.views import finding, loading

PAGE_SIZE = 50
MOST_SHOWN = 25


@require_safe
@permission("vulnerabilities.view")
def scans(request: MemberRequest) -> HttpResponse:
    """Every scan and audit, the latest first, with what changed."""
    organisation = request.member.organisation_id
    page = Paginator(queries.scans(organisation), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(request, one) for one in page.object_list],
        "changes": list(labels.CHANGES.items()),
        "may_edit": finding.may_edit(request),
        "breadcrumb": finding.trail(request, (_("Scans and audits"), "")),
    }
    return render(request, "vulnerabilities/scans.html", context)


@require_safe
@permission("vulnerabilities.view")
def scan(request: MemberRequest, scan_id: UUID) -> HttpResponse:
    """One scan, compared with the one before of its scope, or with another that is chosen."""
    found = finding.scan(request, scan_id)
    earlier = list(queries.before(found))
    chosen = _chosen(request, earlier)
    change = queries.change_of(found, chosen)
    context = {
        "scan": found,
        "method": labels.METHODS[found.method],
        "format": labels.FORMATS.get(found.format, found.format),
        "earlier": [
            {"id": one.pk, "reference": one.reference, "done_on": one.done_on,
             "is_chosen": chosen is not None and one.pk == chosen.pk}
            for one in earlier
        ],
        "compared": chosen,
        "changes": _changes(request, found, change, is_last=not earlier or chosen == earlier[0]),
        "refused": [loading.shown(one) for one in found.refused],
        "told": [loading.shown(one) for one in found.told],
        "list_url": finding.url("list", request, {"scan": found.pk}),
        "breadcrumb": finding.trail(
            request, (_("Scans and audits"), finding.url("scans", request)), (found.reference, "")
        ),
    }  # fmt: skip
    return render(request, "vulnerabilities/scan.html", context)


@require_safe
@permission("vulnerabilities.view", traced_as="vulnerabilities.scan_file_read")
def file(request: MemberRequest, scan_id: UUID) -> StreamingHttpResponse:
    """The file itself, where it was kept."""
    found = finding.scan(request, scan_id)
    if found.file_id is None:
        raise Http404
    try:
        return download(vault.file(found.organisation_id, found.file_id))
    except VaultError as error:
        raise Http404 from error


def _chosen(request: MemberRequest, earlier: list[Scan]) -> Scan | None:
    """The scan that the reader compares with; the one before where none is named."""
    wanted = request.GET.get("with", "")
    named = next((one for one in earlier if str(one.pk) == wanted), None)
    return named or (earlier[0] if earlier else None)


def _changes(
    request: MemberRequest, found: Scan, change: Trend, *, is_last: bool
) -> list[dict[str, Any]]:
    """Each part of the change with its first flaws; the list shows them all."""
    told = []
    for name, label in labels.CHANGES.items():
        ids = getattr(change, name)
        flaws = queries.flaws(found.organisation_id).filter(pk__in=ids)
        link = finding.url("list", request, {"scan": found.pk, "change": name})
        told.append(
            {
                "name": name,
                "label": label,
                "tone": labels.CHANGE_TONES[name],
                "count": len(ids),
                "url": link if is_last else "",
                "flaws": [
                    _flaw(request, one)
                    for one in flaws.defer(*queries.HEAVY).order_by("rank", "number")[:MOST_SHOWN]
                ],
            }
        )
    return told


def _flaw(request: MemberRequest, one: Flaw) -> dict[str, Any]:
    return {
        "url": finding.url("flaw", request, flaw_id=one.pk),
        "reference": one.reference,
        "title": one.title,
        "severity": labels.SEVERITIES[one.severity],
        "tone": labels.SEVERITY_TONES[one.severity],
        "first_seen": finding.day(one.first_seen_on),
        "is_exploitable": bool(one.is_exploitable or one.is_exploited),
    }


def _row(request: MemberRequest, one: Scan) -> dict[str, Any]:
    return {
        "url": finding.url("scan", request, scan_id=one.pk),
        "reference": one.reference,
        "done_on": finding.day(one.done_on),
        "product": " ".join(filter(None, [one.product, one.product_version])),
        "what": " · ".join(
            filter(None, [str(labels.METHODS[one.method]), one.perimeter[:60], one.tool])
        ),
        "flaws": one.flaws,
        "counts": [(name, one.trend.get(name, 0)) for name in labels.CHANGES],
    }
