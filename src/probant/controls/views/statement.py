"""The statement of applicability: approved as it stands, then never changed."""

from typing import Any

import msgspec
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from probant.common import clock
from probant.controls import actions, queries
from probant.controls.models import ApplicabilityStatement
from probant.controls.statement import UndecidedError
from probant.controls.views import finding
from probant.controls.views.deciding import trail
from probant.organisations.access import MemberRequest, permission


@require_http_methods(finding.METHODS)
@permission("controls.edit")
def approve(request: MemberRequest, framework: str) -> HttpResponse:
    """Approves the statement, once confirmed; the controls to decide first are named."""
    found = finding.framework(request, framework)
    if not found.has_statement:
        raise Http404
    organisation = finding.organisation_of(request)
    address = finding.url("framework", request, framework=found.id)
    if request.method == "POST":
        try:
            made = actions.approve_statement(
                organisation, found.id, by=request.member, at=clock.now()
            )
        except UndecidedError as error:
            names = ", ".join(one.number for one in error.controls[:10])
            told = _("Decide first whether these controls apply: %(names)s.") % {"names": names}
            return finding.refused(request, told, f"{address}?state=undecided")
        messages.success(request, _("Statement no. %(number)s approved.") % {"number": made.number})
        return redirect(address)
    board = queries.board(organisation.pk, found, today=finding.today())
    context: dict[str, Any] = {
        "heading": _("Approve the statement of applicability"),
        "question": _("Approve the statement of %(name)s as it stands?") % {"name": found.name},
        "consequences": [
            _("%(count)s controls apply, %(aside)s do not.")
            % {
                "count": board.coverage.applicable,
                "aside": board.coverage.total - board.coverage.applicable,
            },
            _("It is frozen with today’s date and your name; later changes make another one due."),
        ],
        "confirm_label": _("Approve"),
        "cancel_url": address,
        "breadcrumb": trail(request, found, (_("Statement of applicability"), "")),
    }
    return render(request, "web/confirm.html", context)


@require_safe
@permission("controls.view")
def approved(request: MemberRequest, framework: str, number: int) -> HttpResponse:
    """An approved statement, as it was frozen."""
    found = finding.framework(request, framework)
    try:
        made = queries.statement(request.member.organisation_id, found.id, number)
    except ApplicabilityStatement.DoesNotExist as error:
        raise Http404 from error
    value = {
        "number": made.number,
        "approved_at": made.at,
        "approved_by": made.by_name,
        "sha256": made.digest,
        **made.content,
    }
    content = msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
    response = HttpResponse(content, content_type="application/json")
    name = f"{found.id}-{made.number}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
