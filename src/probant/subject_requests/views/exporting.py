"""The register of requests as a file; every export is journalled; names for who decides alone."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.register.exchange.register_file import TYPES
from probant.subject_requests import exports, queries
from probant.subject_requests.exports import Sheet
from probant.subject_requests.forms.filters import wanted
from probant.subject_requests.views import finding


@require_safe
@permission("subject_requests.view", traced_as="subject_requests.exported")
def export(request: MemberRequest) -> HttpResponse:
    """`?format=csv|xlsx|ods|pdf|json`, with the list's filters, and `names=1` for the names."""
    kind = request.GET.get("format", "")
    kind = kind if kind in exports.FORMATS else "csv"
    now = clock.now()
    found = queries.listed(request.member.organisation_id, wanted(request.GET), now=now)
    has_names = bool(request.GET.get("names")) and finding.may_handle(request)
    sheet = Sheet(finding.organisation_of(request), list(found), has_names, now)
    response = HttpResponse(exports.write(kind, sheet), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{sheet.filename}.{kind}"'
    return response
