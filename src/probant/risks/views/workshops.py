"""EBIOS RM: one page a workshop, one form a table, and the risks that they feed."""

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
from probant.reference import risks as reference
from probant.reference.risks import Column
from probant.risks import actions, answers, labels, queries
from probant.risks.domain import workshops as rules
from probant.risks.forms.analyses import table_formset
from probant.risks.models import Analysis
from probant.risks.views import finding, listing


@require_safe
@permission("risks.view")
def workshop(request: MemberRequest, analysis_id: UUID, workshop_id: str) -> HttpResponse:
    """The tables of one workshop; the fifth shows the risks."""
    found, language = _ebios(request, analysis_id), labels.language()
    held = reference.workshops().workshops
    ids = [one.id for one in held]
    if workshop_id not in ids:
        raise Http404
    at = ids.index(workshop_id)
    activities = queries.scope(found.organisation_id).activities
    today = timezone.localdate(clock.now())
    risks = queries.risks_of(found).select_related("analysis") if not held[at].tables else []
    context = {
        "analysis": found,
        "label": held[at].label.in_(language),
        "help": held[at].help.in_(language),
        "steps": [
            {
                "label": one.label.in_(language),
                "url": finding.url("workshop", request, found.pk, one.id),
            }
            for one in held
        ],
        "current": at + 1,
        "tables": [_table(request, found, name, activities) for name in held[at].tables],
        "is_operational": workshop_id == "operational",
        "is_treatment": not held[at].tables,
        "told": listing.titles(),
        "rows": [listing.row(request, one, today) for one in risks],
        "source": reference.workshops().source,
        "confidence": reference.workshops().confidence,
        "may_edit": finding.may(request, "risks.edit"),
        "next_url": finding.url("workshop", request, found.pk, ids[at + 1])
        if at + 1 < len(ids)
        else "",
        "breadcrumb": finding.trail(request, held[at].label.in_(language), of=found),
    }
    return render(request, "risks/workshop.html", context)


@require_http_methods(finding.METHODS)
@permission("risks.edit")
def table(request: MemberRequest, analysis_id: UUID, table_id: str) -> HttpResponse:
    """The rows of one table; what was typed comes back whatever happens."""
    found, language = _ebios(request, analysis_id), labels.language()
    if table_id not in reference.workshops().tables:
        raise Http404
    back = _workshop_url(request, found, table_id)
    activities = queries.scope(found.organisation_id).activities
    data = request.POST if request.method == "POST" else None
    formset = table_formset(table_id, answers.tables(found), activities, data)
    if request.method == "POST" and formset.is_valid():
        try:
            actions.save_table(
                found.pk,
                table_id,
                formset.values(),
                seen=finding.seen(request),
                by=request.member,
                at=clock.now(),
            )
        except actions.MovedOnError as error:
            return finding.moved(request, error, next_url=request.path)
        messages.success(request, _("Saved."))
        return redirect(back)
    label = reference.workshops().tables[table_id].label.in_(language)
    context = {
        "analysis": found,
        "label": label,
        "formset": formset,
        "seen": request.POST.get("seen") or found.version,
        "back_url": back,
        "breadcrumb": finding.trail(request, label, of=found),
    }
    return render(request, "risks/table.html", context, status=422 if data else 200)


@require_POST
@permission("risks.edit")
def feed(request: MemberRequest, analysis_id: UUID) -> HttpResponse:
    """The operational scenarios become risks."""
    found = _ebios(request, analysis_id)
    made = actions.feed(found.pk, by=request.member, at=clock.now())
    told = _("%(count)s risks follow the operational scenarios.") % {"count": len(made)}
    messages.success(request, told)
    return redirect(finding.url("workshop", request, found.pk, "treatment"))


def _ebios(request: MemberRequest, analysis_id: UUID) -> Analysis:
    found = finding.analysis(request, analysis_id)
    if found.method != "ebios":
        raise Http404
    return found


def _workshop_url(request: MemberRequest, found: Analysis, table_id: str) -> str:
    held = reference.workshops().workshops
    named = next((one.id for one in held if table_id in one.tables), held[0].id)
    return finding.url("workshop", request, found.pk, named)


def _table(
    request: MemberRequest,
    found: Analysis,
    name: str,
    activities: Any,  # noqa: ANN401  ids to names
) -> dict[str, Any]:
    text, language = reference.workshops().tables[name], labels.language()
    tables = answers.tables(found)
    computed = {"relevance": _("Relevance"), "threat_level": _("Threat level")}
    return {
        "id": name,
        "label": text.label.in_(language),
        "header": [column.label.in_(language) for column in text.columns],
        "computed": computed.get(text.computed, ""),
        "rows": [
            {
                "code": row["code"],
                "cells": [
                    _cell(column, row.get(column.id), tables, activities) for column in text.columns
                ],
                "figure": rules.computed(name, row),
            }
            for row in tables.get(name, [])
        ],
        "url": finding.url("table", request, found.pk, name),
    }


def _cell(column: Column, held: Any, tables: rules.Tables, activities: Any) -> str:  # noqa: ANN401  JSON
    if column.kind == "yes_no":
        return _("Yes") if held else _("No")
    if held in (None, ""):
        return ""
    if column.kind == "ref":
        row = rules.row_of(tables, column.table, held)
        return rules.title_of(column.table, row) if row else str(held)
    if column.kind == "activity":
        return str(activities.get(held, held))
    if column.kind == "choice":
        return labels.word(reference.vocabulary().criteria, held)
    return str(held)
