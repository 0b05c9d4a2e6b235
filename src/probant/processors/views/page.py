"""One processor: all that is known of it, how it stands, and the edition of each part."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.processors import actions, labels, queries, standings
from probant.processors.domain import record as records
from probant.processors.domain.record import ProcessorRecord, RecordShapeError
from probant.processors.forms.sections import Editing
from probant.processors.models import ACTIVE, ENDED, Processor
from probant.processors.views import finding, summaries
from probant.register import queries as register

MOST_VERSIONS = 20


@require_safe
@permission("processors.view")
def processor(request: MemberRequest, processor_id: UUID) -> HttpResponse:
    """The processor's page."""
    found = finding.processor(request, processor_id)
    one, today = queries.situation(found), timezone.localdate(clock.now())
    standing = standings.of(one, on=today)
    context = {
        "processor": found,
        "is_ended": found.status != ACTIVE,
        "states": _states(standing),
        "lacking": [labels.LACKING[name] for name in records.lacking(one.record)],
        "sections": summaries.sections(request, one),
        "hosting": summaries.pieces(standing),
        "chain": summaries.chain_of(one, today),
        "contracts": summaries.contracts(request, one, today),
        "reviews": summaries.reviews(request, one),
        "documents": summaries.documents(request, one),
        "versions": _versions(found),
        "may_edit": finding.may(request, "processors.edit"),
        "breadcrumb": finding.trail(request, None, found.name),
    }
    return render(request, "processors/processor.html", context)


@require_http_methods(finding.METHODS)
@permission("processors.edit")
def edit(request: MemberRequest, processor_id: UUID, section: str) -> HttpResponse:
    """One part of what is known of it."""
    if section not in labels.SECTIONS:
        raise Http404
    found = finding.processor(request, processor_id)
    activities = register.processor_lines(found.organisation_id)
    is_post = request.method == "POST"
    editing = Editing(
        section, queries.record_of(found), activities, request.POST if is_post else None
    )
    if not is_post:
        return _form(request, found, editing)
    if not editing.is_valid():
        return _form(request, found, editing, status=422)
    return _saved(request, found, editing)


@require_POST
@permission("processors.edit")
def status(request: MemberRequest, processor_id: UUID) -> HttpResponse:
    """No longer used, or used again."""
    found = finding.processor(request, processor_id)
    wanted = ENDED if request.POST.get("status") == ENDED else ACTIVE
    actions.set_status(found.pk, wanted, by=request.member, at=clock.now())
    messages.success(request, _("Saved."))
    return redirect(finding.page_of(request, found))


def _saved(request: MemberRequest, found: Processor, editing: Editing) -> HttpResponse:
    seen = finding.seen(request) or found.version
    try:
        actions.describe(found.pk, editing.changed(), seen=seen, by=request.member, at=clock.now())
    except actions.MovedError as error:
        return _conflict(request, found, editing, error.latest)
    except actions.KnownProcessorError:
        editing.form.add_error("name", _("A processor of this name is in the list already."))
        return _form(request, found, editing, status=422)
    except RecordShapeError as error:
        editing.refuse(error.field, error.reason)
        return _form(request, found, editing, status=422)
    messages.success(request, _("Saved."))
    return redirect(finding.page_of(request, found, editing.section))


def _conflict(
    request: MemberRequest, found: Processor, editing: Editing, latest: int
) -> HttpResponse:
    """409: what stands now beside what was typed, which another « Save » would put in its place."""
    mine = editing.changed()
    names = records.changed(queries.record_of(found), mine)
    theirs = queries.versions(found.organisation_id, found.pk).first()
    context = {
        "who": theirs.by_name if theirs else "",
        "when": theirs.at if theirs else None,
        "differences": [
            (labels.FIELDS[name], summaries.told(queries.record_of(found), name), _told(mine, name))
            for name in names
        ],
    }
    return _form(request, found, editing, status=409, seen=latest, conflict=context)


def _told(record: ProcessorRecord, name: str) -> str:
    return summaries.told(record, name)


def _form(  # noqa: PLR0913  the page of a form is of what, with which answer
    request: MemberRequest,
    found: Processor,
    editing: Editing,
    *,
    status: int = 200,
    seen: int = 0,
    conflict: dict[str, Any] | None = None,
) -> HttpResponse:
    icon, title, article = labels.SECTIONS[editing.section]
    context = {
        "processor": found,
        "editing": editing,
        "icon": icon,
        "title": title,
        "article": article,
        "seen": seen or finding.seen(request) or found.version,
        "conflict": conflict,
        "others": [
            (name, words[1], finding.url("edit", request, processor_id=found.pk, section=name))
            for name, words in labels.SECTIONS.items()
        ],
        "back_url": finding.page_of(request, found, editing.section),
        "breadcrumb": finding.trail(request, found, title),
    }
    return render(request, "processors/edit.html", context, status=status)


def _states(standing: standings.Standing) -> list[dict[str, Any]]:
    told = (
        (_("Contract and clauses"), standing.contract, "contract"),
        (_("Hosting of health data"), standing.hosting, "hosting"),
        (_("Its own processors"), standing.chain, "chain"),
        (_("Questionnaires and audits"), standing.audited, "reviews"),
    )
    return [
        {"label": label, "anchor": anchor, **labels.look(state)} for label, state, anchor in told
    ]


def _versions(found: Processor) -> list[dict[str, Any]]:
    made = queries.versions(found.organisation_id, found.pk).defer("content")[:MOST_VERSIONS]
    return [
        {"number": one.number, "event": labels.EVENTS[one.event], "at": one.at, "who": one.by_name}
        for one in made
    ]
