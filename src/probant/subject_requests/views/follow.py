"""The pages of the private link: the link itself is exchanged at once for a short visit.

Its secret stays in no address, log or referrer after that. A wrong, expired or revoked link gets
one same answer, and few tries.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.accounts.access import public
from probant.common import clock
from probant.database import isolation
from probant.organisations.models import Organisation
from probant.subject_requests import actions, handover, queries, throttle
from probant.subject_requests import following as acts
from probant.subject_requests.actions import REQUESTER
from probant.subject_requests.domain.abuse import Counter
from probant.subject_requests.domain.state import NotPossibleError
from probant.subject_requests.following import Found, PaperNotAskedError, Visit
from probant.subject_requests.forms.public import Code, Paper, Precision
from probant.subject_requests.models import HandOver
from probant.subject_requests.throttle import Counted, TooManyError
from probant.vault.domain.errors import VaultError
from probant.vault.domain.rules import RULES
from probant.vault.reception import RefusedFileError, accepts_files, told
from probant.vault.serving import download

VISIT = "request_visit"
MOST_PAPER = RULES["identity"].most_bytes
ALONE = "default-src 'none'; sandbox"
FOLDER = "subject_requests/public"
Page = Callable[..., HttpResponseBase]


def private(view: Page) -> Page:
    """No copy kept, no address told: what these pages show concerns one person.

    A referrer names the site alone: with none at all, browsers send forms from the origin "null",
    which the protection against forged requests refuses (Fetch standard, `Origin`).
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401  URL values
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return sensitive_post_parameters()(never_cache(wrapped))


def visited(view: Page) -> Page:
    """A page for whoever holds a visit, in its organisation's context."""

    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401  URL values
        now = clock.now()
        visit = Visit.kept(request.session.get(VISIT), at=now)
        if visit is None:
            return _nothing(request)
        with isolation.tenant(visit.organisation):
            found = acts.found(visit, at=now)
            if found is None:
                request.session.pop(VISIT, None)
                return _nothing(request)
            return view(request, found, at=now, **kwargs)

    return private(wrapped)


@public
@private
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button: previewers of links only look, the button opens a visit."""
    if request.method != "POST":
        return render(request, f"{FOLDER}/follow.html")
    now = clock.now()
    try:
        throttle.take(Counted(Counter.LINK, throttle.network(request)), at=now)
    except TooManyError as error:
        return _slowed(request, error)
    visit = Visit.of(token, at=now)
    if visit is None or not _opens(visit, now):
        return _nothing(request)
    request.session.cycle_key()
    request.session[VISIT] = visit.to_session()
    return redirect("requests:following")


@public
@visited
@require_safe
def following(request: HttpRequest, found: Found, *, at: datetime) -> HttpResponse:
    """Where the request stands, what was said, and what the person may do."""
    return _shown(request, found, at)


@public
@visited
@require_POST
def add(request: HttpRequest, found: Found, *, at: datetime) -> HttpResponse:
    """A precision, or the answer to a question."""
    form = Precision(request.POST)
    if not form.is_valid():
        return _shown(request, found, at, precision=form)
    if found.hand_over or not acts.may_add(found.request, acts.told(found.request)):
        raise Http404
    acts.add(found.request, form.cleaned_data["text"], at=at)
    return redirect("requests:following")


@public
@accepts_files(most=MOST_PAPER)
@visited
@require_POST
def send_paper(request: HttpRequest, found: Found, *, at: datetime) -> HttpResponse:
    """The paper that was asked for."""
    form = Paper(request.POST, request.FILES)
    if found.hand_over:
        raise Http404
    if form.is_valid():
        try:
            acts.send_paper(found.request, form.cleaned_data["paper"], at=at)
        except RefusedFileError as error:
            form.add_error("paper", told(error))
        except PaperNotAskedError:
            form.add_error("paper", _("No paper is asked for any more."))
        else:
            return redirect("requests:following")
    return _shown(request, found, at, paper=form)


@public
@visited
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, found: Found, *, at: datetime) -> HttpResponse:
    """Asks, then withdraws."""
    if found.hand_over or not acts.may_withdraw(found.request):
        return redirect("requests:following")
    if request.method != "POST":
        return render(request, f"{FOLDER}/withdraw.html", _frame(found))
    with suppress(NotPossibleError):  # over in the meantime: the page says how
        actions.withdraw(found.request.organisation_id, found.request.pk, by=REQUESTER, at=at)
    return redirect("requests:following")


@public
@visited
@require_http_methods(["GET", "HEAD", "POST"])
def answer(
    request: HttpRequest, found: Found, *, at: datetime, hand_over: UUID
) -> HttpResponseBase:
    """The answer's files, as one archive, for whoever has the code where one is asked."""
    held = _answer_of(found, hand_over)
    form = Code(request.POST or None) if held.code_digest else None
    if request.method != "POST" or (form is not None and not form.is_valid()):
        return _answer_page(request, found, held, form)
    try:
        throttle.take(Counted(Counter.LINK, throttle.network(request)), at=at)
    except TooManyError as error:
        return _slowed(request, error)
    code = form.cleaned_data["code"] if form else ""
    try:
        tried = handover.attempt(held.organisation_id, held.pk, code=code, at=at)
    except VaultError:
        return _answer_page(request, found, held, form, refusal="lost")
    if tried.is_wrong_code and form is not None:
        form.add_error("code", _wrong(tried.tries_left))
    if tried.refusal or tried.is_wrong_code:
        return _answer_page(request, found, held, form, refusal=tried.refusal or "")
    return _sent(found, tried, at)


@public
@visited
@require_safe
def letter(request: HttpRequest, found: Found, *, at: datetime, file_id: UUID) -> HttpResponseBase:  # noqa: ARG001  as every visit
    """A letter that was sent, as it left."""
    held = None if found.hand_over else acts.letter(found.request, file_id)
    if held is None:
        raise Http404
    return download(held)


@public
@private
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Ends the visit on this device."""
    request.session.pop(VISIT, None)
    return render(request, f"{FOLDER}/left.html")


def _opens(visit: Visit, at: datetime) -> bool:
    with isolation.tenant(visit.organisation):
        return acts.found(visit, at=at) is not None


def _shown(
    request: HttpRequest,
    found: Found,
    at: datetime,
    *,
    precision: forms.Form | None = None,
    paper: forms.Form | None = None,
) -> HttpResponse:
    if found.hand_over is not None:
        return redirect("requests:answer", hand_over=found.hand_over.pk)
    happened = acts.told(found.request)
    state = queries.state_of(queries.event_rows(found.request))
    is_waiting = state.suspended_since is not None
    may_add = acts.may_add(found.request, happened)
    context = {
        **_frame(found),
        "happened": happened,
        "clock": queries.clock_of(found.request, state, now=at),
        "state": state,
        "is_waiting": is_waiting,
        "precision": (precision or Precision()) if may_add else None,
        "paper": (paper or Paper()) if is_waiting else None,
        "answers": handover.open_to_person(found.request, at=at),
        "may_withdraw": acts.may_withdraw(found.request),
    }
    status = 422 if (precision or paper) else 200
    return render(request, f"{FOLDER}/following.html", context, status=status)


def _answer_page(
    request: HttpRequest,
    found: Found,
    held: HandOver,
    form: forms.Form | None,
    *,
    refusal: str = "",
) -> HttpResponse:
    shut = refusal or handover.opening_of(held).refusal(clock.now()) or ""
    context = {**_frame(found), "hand_over": held, "form": form, "refusal": str(shut)}
    status = 410 if shut else 422 if form is not None and form.errors else 200
    return render(request, f"{FOLDER}/answer.html", context, status=status)


def _answer_of(found: Found, hand_over: UUID) -> HandOver:
    """Only an answer of the request that the visit follows, or the one answer of its link."""
    if found.hand_over is not None and found.hand_over.pk != hand_over:
        raise Http404
    held = queries.hand_overs(found.request).filter(pk=hand_over, means=handover.LINK).first()
    if held is None:
        raise Http404
    return held


def _sent(found: Found, tried: handover.Tried, at: datetime) -> HttpResponseBase:
    pieces = handover.packed(found.request, tried.files, at=at)
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    name = f"{found.request.number}.zip"
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = ALONE
    return response


def _frame(found: Found) -> dict[str, Any]:
    organisation = Organisation.objects.get(pk=found.request.organisation_id)
    return {
        "request_": found.request,
        "controller": organisation,
        "demonstration": organisation.is_demonstration,
    }


def _wrong(left: int) -> str:
    if not left:
        return _("This is not the code. Too many tries: ask the organisation for another code.")
    return _("This is not the code. Tries left: %(left)s.") % {"left": left}


def _nothing(request: HttpRequest) -> HttpResponse:
    """One answer for every link that opens nothing."""
    return render(request, f"{FOLDER}/nothing.html", status=404)


def _slowed(request: HttpRequest, error: TooManyError) -> HttpResponse:
    seconds = max(1, round(error.after.total_seconds()))
    response = render(request, f"{FOLDER}/slowed.html", {"seconds": seconds}, status=429)
    response["Retry-After"] = str(seconds)
    return response
