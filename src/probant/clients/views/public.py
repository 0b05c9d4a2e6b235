"""A notice by its private link: looking changes nothing, the button acknowledges it.

A wrong link gets one same answer, and few tries.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from probant.accounts.access import public
from probant.clients import actions, queries
from probant.clients.forms import AnswerForm
from probant.clients.models import Advice
from probant.common import clock
from probant.database import isolation
from probant.subject_requests import throttle
from probant.subject_requests.domain import follow
from probant.subject_requests.domain.abuse import Counter
from probant.subject_requests.throttle import Counted, TooManyError


@public
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, token: str) -> HttpResponse:
    """What the publisher advises, and the client's answer."""
    organisation = follow.organisation_of(token)
    if organisation is None:
        return _shown(request, None, None, status=404)
    if request.method == "POST":
        try:
            throttle.take(Counted(Counter.LINK, throttle.network(request)), at=clock.now())
        except TooManyError:
            return _shown(request, None, None, status=429)
    with isolation.tenant(organisation):
        found = queries.by_digest(organisation, follow.digest(token))
        if found is None:
            return _shown(request, None, None, status=404)
        return _answering(request, found, token)


def _answering(request: HttpRequest, found: Advice, token: str) -> HttpResponse:
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _shown(request, found, form)
    if not form.is_valid():
        return _shown(request, found, form, status=422)
    try:
        kept = actions.acknowledge(token, form.answer(), at=clock.now())
    except actions.AnsweredError:
        form.add_error(None, _("This notice was answered already: the first answer stands."))
        return _shown(request, found, form, status=409)
    return _shown(request, kept, AnswerForm(), is_kept=True)


def _shown(
    request: HttpRequest,
    found: Advice | None,
    form: AnswerForm | None,
    *,
    status: int = 200,
    is_kept: bool = False,
) -> HttpResponse:
    context = {
        "advice": found,
        "form": form,
        "is_kept": is_kept,
        "is_slowed": status == 429,  # noqa: PLR2004  Too Many Requests
    }
    response = render(request, "clients/public.html", context, status=status)
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
