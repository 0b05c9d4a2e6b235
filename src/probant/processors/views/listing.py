"""The list of processors, its export, and the register's names taken into it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.processors import actions, exports, labels, queries, standings
from probant.processors.domain.record import RecordShapeError
from probant.processors.forms.filters import Filters
from probant.processors.forms.sections import NewProcessor
from probant.processors.models import ACTIVE
from probant.processors.queries import Situation
from probant.processors.views import finding
from probant.register import queries as register

PAGE_SIZE = 50
MOST_NAMED = 8


@require_safe
@permission("processors.view")
def processors(request: MemberRequest) -> HttpResponse:
    """The processors that the reader asks for, and those that the register names besides."""
    filters, today = Filters(request.GET), timezone.localdate(clock.now())
    organisation = request.member.organisation_id
    asked = queries.listed(organisation, filters.wanted())
    known = queries.keys(organisation, asked)
    pages = Paginator(asked, PAGE_SIZE)
    pages.count = sum(known.values())
    page = pages.get_page(request.GET.get("page"))
    lines = queries.named(organisation)
    unmatched = [lines[key][0].name for key in lines if key not in known]
    context: dict[str, Any] = {
        "page": page,
        "told": _columns(),
        "rows": [
            _row(request, one, today)
            for one in queries.situations(organisation, page.object_list, lines)
        ],
        "filters": filters,
        "is_filtered": any(request.GET.get(name) for name in filters.fields),
        "has_any": bool(known),
        "unmatched": unmatched[:MOST_NAMED],
        "unmatched_count": len(unmatched),
        "unmatched_more": max(0, len(unmatched) - MOST_NAMED),
        "may_edit": finding.may(request, "processors.edit"),
        "export_url": finding.url("export", request),
    }
    return render(request, "processors/list.html", context)


@require_safe
@permission("processors.view", traced_as="processors.exported")
def export(request: MemberRequest) -> HttpResponse:
    """The processors that the list shows, in the reader's language."""
    asked = request.GET.get("format", "")
    if asked not in exports.FORMATS:
        raise Http404
    organisation = finding.organisation_of(request)
    found = queries.listed(organisation.pk, Filters(request.GET).wanted())
    made = exports.write(asked, organisation, found, at=clock.now())
    response = HttpResponse(made.content, content_type=made.kind)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


@require_POST
@permission("processors.edit")
def take(request: MemberRequest) -> HttpResponse:
    """Adds every processor that the register names."""
    made = actions.take_from_register(by=request.member, at=clock.now())
    said = ngettext(
        "%(count)d processor was taken from the register: complete it.",
        "%(count)d processors were taken from the register: complete them.",
        len(made),
    )
    messages.success(request, said % {"count": len(made)})
    return redirect(finding.url("list", request))


@require_http_methods(finding.METHODS)
@permission("processors.edit")
def new(request: MemberRequest) -> HttpResponse:
    """A processor in its first words."""
    activities = register.processor_lines(request.member.organisation_id)
    form = NewProcessor(request.POST or None, activities=activities)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add(form.record(), by=request.member, at=clock.now())
        except actions.KnownProcessorError:
            form.add_error("name", _("A processor of this name is in the list already."))
        except RecordShapeError as error:
            form.add_error(None, labels.shape(error.reason))
        else:
            messages.success(request, _("The processor is in the list. Next: its contract."))
            return redirect(finding.page_of(request, made))
    context = {"form": form, "breadcrumb": finding.trail(request, None, _("Add a processor"))}
    return render(request, "processors/new.html", context, status=422 if form.errors else 200)


def _columns() -> dict[str, str]:
    return {
        "name": _("Processor"),
        "contract": _("Contract and clauses"),
        "hosting": _("Hosting of health data"),
        "chain": _("Its own processors"),
        "audited": _("Checked"),
    }


def _row(request: MemberRequest, one: Situation, today: date) -> dict[str, Any]:
    found = standings.of(one, on=today)
    return {
        "url": finding.page_of(request, one.processor),
        "name": one.processor.name,
        "services": one.record.services.splitlines()[0] if one.record.services else "",
        "is_ended": one.processor.status != ACTIVE,
        "contract": labels.look(found.contract),
        "hosting": labels.look(found.hosting),
        "chain": labels.look(found.chain),
        "audited": labels.look(found.audited),
    }
