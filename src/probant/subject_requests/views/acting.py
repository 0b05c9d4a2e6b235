"""One page an act: its form, what it will do, and a preview of the letter before it leaves.

Whoever acts on a version that somebody changed meanwhile gets the page back with what they typed
and what was done; a second press then acts knowingly.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from probant.common import clock
from probant.correspondence.domain.rendering import TemplateRefusedError
from probant.correspondence.letters import Letter
from probant.organisations.access import MemberRequest, permission
from probant.subject_requests import letters, performing, queries, wording
from probant.subject_requests.actions import RequestConflictError
from probant.subject_requests.domain.next_step import possible
from probant.subject_requests.domain.state import overall
from probant.subject_requests.forms.acts import ActForm
from probant.subject_requests.models import SubjectRequest
from probant.subject_requests.views import finding
from probant.subject_requests.views.acts import ACTS, context_of
from probant.vault.domain.rules import RULES
from probant.vault.reception import RefusedFileError, accepts_files, told

PREVIEWS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_http_methods(["GET", "HEAD", "POST"])
@permission("subject_requests.handle")
@accepts_files(most=RULES["identity"].most_bytes)
def act(request: MemberRequest, request_id: UUID, act: str) -> HttpResponse:
    """The act named in the address, while the request's state allows it."""
    page = ACTS.get(act)
    found = finding.request_of(request, request_id)
    if page is None:
        raise Http404
    offered = context_of(found, page)
    initial = _initial(found, act) | dict(request.GET.items())
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = page.form(data, files, initial=initial, context=offered)
    if request.method == "POST" and form.is_valid():
        preview = request.POST.get("preview", "")
        if preview in PREVIEWS:
            return _previewed(request, found, act, form, preview)
        return _done(request, found, act, form)
    return _page(request, found, act, form, status=422 if form.is_bound else 200)


def _initial(found: SubjectRequest, act: str) -> dict[str, Any]:
    """What is known already: the version that is read, and the answer that was decided."""
    known: dict[str, Any] = {"version": found.version}
    if act == "answer":
        decisions = queries.state_of(queries.event_rows(found)).decisions or {}
        known["outcome"] = overall(decisions)
    return known


def _done(request: MemberRequest, found: SubjectRequest, act: str, form: ActForm) -> HttpResponse:
    page = ACTS[act]
    try:
        with transaction.atomic():
            performing.ACTS[act].do(found, form.cleaned_data, request.member, clock.now())
    except RequestConflictError as error:
        return _conflict(request, error.theirs, act)
    except TemplateRefusedError:
        form.add_error(None, _("The letter cannot be written: look at its template."))
    except RefusedFileError as error:
        form.add_error("file", told(error))
    except wording.FORESEEN as error:
        form.add_error(None, wording.told(error))
    else:
        messages.success(request, str(page.done))
        return redirect(finding.url("detail", request, request_id=found.pk))
    return _page(request, found, act, form, status=422)


def _conflict(request: MemberRequest, theirs: SubjectRequest, act: str) -> HttpResponse:
    """What was typed stays in its fields; the next press acts on the version shown here."""
    kept = request.POST.copy()
    kept["version"] = str(theirs.version)
    again = ACTS[act].form(kept, context=context_of(theirs, ACTS[act]))
    extra = {"theirs": queries.timeline(theirs)[-1]}
    return _page(request, theirs, act, again, status=409, extra=extra)


def _previewed(
    request: MemberRequest, found: SubjectRequest, act: str, form: ActForm, kind: str
) -> HttpResponse:
    try:
        letter = _letter(request, found, act, form)
    except TemplateRefusedError as error:
        raise Http404 from error
    content = letter.pdf() if kind == "pdf" else letter.docx()
    response = HttpResponse(content, content_type=PREVIEWS[kind])
    response["Content-Disposition"] = f'attachment; filename="{found.number}.{kind}"'
    return response


def _letter(request: MemberRequest, found: SubjectRequest, act: str, form: ActForm) -> Letter:
    letter_of = performing.ACTS[act].letter
    if letter_of is None:
        raise Http404
    kind, values = letter_of(found, form.cleaned_data, clock.now())
    message = form.cleaned_data.get("message", "")
    organisation = finding.organisation_of(request)
    return letters.compose(organisation, found, kind, values, message=message)


def _page(  # noqa: PLR0913  a page is of whom, about what, with which form and status
    request: MemberRequest,
    found: SubjectRequest,
    act: str,
    form: ActForm,
    *,
    status: int,
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    page, now = ACTS[act], clock.now()
    state = queries.state_of(queries.event_rows(found))
    context = {
        "found": found,
        "act": act,
        "page": page,
        "has_letter": performing.ACTS[act].letter is not None,
        "form": form,
        "is_possible": act in possible(state) or act == "confirm",
        "clock": queries.clock_of(found, state, now=now),
        "breadcrumb": finding.trail(request, found, page.title),
        "detail_url": finding.url("detail", request, request_id=found.pk),
        **(extra or {}),
    }
    return render(request, "subject_requests/act.html", context, status=status)
