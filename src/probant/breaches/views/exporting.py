"""The register of art. 33(5) as a file; every export is journalled."""

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from probant.breaches import queries
from probant.breaches.exports import MEDIA_TYPES, sheet, write
from probant.breaches.forms.filters import Filters
from probant.breaches.views import finding
from probant.common import clock
from probant.organisations.access import MemberRequest, permission


@require_safe
@permission("breaches.view", traced_as="breaches.exported")
def export(request: MemberRequest) -> HttpResponse:
    """The breaches that the list shows, in the reader's language."""
    asked = request.GET.get("format", "")
    if asked not in MEDIA_TYPES:
        raise Http404
    organisation = finding.organisation_of(request)
    found = list(queries.listed(organisation.pk, Filters(request.GET).wanted()).defer(None))
    made = sheet(organisation, found, language=get_language() or "fr", at=clock.now())
    response = HttpResponse(write(asked, made), content_type=MEDIA_TYPES[asked])
    response["Content-Disposition"] = f'attachment; filename="{made.filename}.{asked}"'
    return response
