"""The register of art. 33(5) as a file; every export is journalled."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from probant.organisations.access import MemberRequest, permission


@require_safe
@permission("breaches.view", traced_as="breaches.exported")
def export(request: MemberRequest) -> HttpResponse:
    """The file."""
    raise Http404(request.path)
