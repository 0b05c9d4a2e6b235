"""The journal's pages: its entries, each with its proof, its seal, its recomputation."""

import json
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from probant.accountability import actions, listing, queries
from probant.accountability.forms import JournalFilter
from probant.common import clock
from probant.journal import key
from probant.journal import queries as journal
from probant.journal.domain import Check, NotInTreeError
from probant.organisations import permissions
from probant.organisations.access import MemberRequest, permission

PAGE = 50


@require_safe
@permission("journal.view")
def entries(request: MemberRequest) -> HttpResponse:
    """The entries that the reader asks for, and the state of the seal."""
    organisation = request.member.organisation_id
    filters = _filters(request)
    page = Paginator(journal.listed(organisation, filters.wanted), PAGE).get_page(
        request.GET.get("page")
    )
    context: dict[str, Any] = {
        "filters": filters,
        "is_filtered": any(request.GET.get(name) for name in filters.fields),
        "page": page,
        "lines": list(queries.lines(page.object_list)),  # type: ignore[arg-type]  # a queryset's page
        "state": journal.state(organisation),
        "checkpoint": journal.latest_checkpoint(organisation),
        "verifier": str(key.verifier()),
        "may_seal": permissions.is_allowed(request.member.role, "journal.seal"),
        "now": clock.now(),
    }
    return render(request, "accountability/journal.html", context)


@require_safe
@permission("journal.view", traced_as="journal.exported")
def export(request: MemberRequest) -> StreamingHttpResponse:
    """The entries asked for as CSV or JSON lines, streamed; the export itself is journalled."""
    form = "json" if request.GET.get("format") == "json" else "csv"
    wanted = _filters(request).wanted
    organisation = request.member.organisation_id
    write = listing.FORMATS[form]
    response = StreamingHttpResponse(
        listing.streamed(organisation, wanted, write), content_type=listing.TYPES[form]
    )
    name = f"journal-{clock.now():%Y-%m-%d}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@permission("journal.view")
def entry(request: MemberRequest, index: int) -> HttpResponse:
    """One entry, byte for byte, with its hash and what it commits to."""
    organisation = request.member.organisation_id
    found = _entry(request, index)
    sealed = journal.latest_checkpoint(organisation)
    context = {
        "line": next(
            queries.lines(journal.named(journal.entries(organisation).filter(index=index)))
        ),
        "entry": found,
        "body": json.dumps(journal.body_of(found), ensure_ascii=False, indent=2),
        "leaf": bytes(found.leaf_hash).hex(),
        "opened": journal.opened(organisation, [index]).get(index, []),
        "commitments": journal.body_of(found)["commitments"],
        "is_sealed": sealed is not None and index < sealed.size,
        "checkpoint": sealed,
    }
    return render(request, "accountability/entry.html", context)


@require_safe
@permission("journal.view")
def proof(request: MemberRequest, index: int) -> HttpResponse:
    """The inclusion proof under the latest checkpoint, as a file (RFC 9162 §2.1.3)."""
    found = _entry(request, index)
    try:
        made = journal.inclusion(request.member.organisation_id, index)
    except NotInTreeError:
        return render(request, "409.html", _not_sealed(request, index), status=409)
    said = made.to_json() | {"entry": bytes(found.body).decode()}
    response = JsonResponse(said, json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="proof-{index}.json"'
    return response


@require_safe
@permission("journal.view")
def checkpoint(request: MemberRequest) -> HttpResponse:
    """The latest signed checkpoint, as its note."""
    found = journal.latest_checkpoint(request.member.organisation_id)
    if found is None:
        raise Http404
    response = HttpResponse(found.note, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="checkpoint-{found.size}.txt"'
    return response


@require_POST
@permission("journal.seal")
def seal(request: MemberRequest) -> HttpResponse:
    """Recomputes the tree from every entry, and signs its head when all is whole."""
    found = actions.seal(request.member, at=clock.now())
    tell(request, found)
    where = {"organisation": request.member.organisation_id}
    return redirect(reverse("accountability:journal", kwargs=where) + "#seal")


def tell(request: MemberRequest, found: Check) -> None:
    """What the recomputation gave, in words."""
    if found.is_whole:
        said = _(
            "The journal is whole: the tree recomputed from %(count)s entries equals its head,"
            " and the checkpoint is signed."
        )
        messages.success(request, said % {"count": found.size})
        return
    said = _(
        "The journal was altered: the tree recomputed from %(count)s entries does not equal its"
        " head. Nothing was signed. Entries concerned: %(indexes)s."
    )
    indexes = ", ".join(map(str, found.changed)) or _("unknown")
    messages.error(request, said % {"count": found.size, "indexes": indexes})


def _filters(request: MemberRequest) -> JournalFilter:
    return JournalFilter(request.GET, codes=journal.events(request.member.organisation_id))


def _entry(request: MemberRequest, index: int) -> journal.Entry:
    try:
        return journal.entry(request.member.organisation_id, index)
    except journal.Entry.DoesNotExist as error:
        raise Http404 from error


def _not_sealed(request: MemberRequest, index: int) -> dict[str, Any]:
    where = {"organisation": request.member.organisation_id}
    return {
        "title": _("Not sealed yet"),
        "detail": _("No checkpoint covers entry no. %(index)s yet.") % {"index": index},
        "kept": _("The entry stands in the journal; nothing was changed."),
        "advice": _("Seal the journal, then ask for the proof again."),
        "next_url": reverse("accountability:journal", kwargs=where) + "#seal",
        "next_label": _("To the seal"),
    }
