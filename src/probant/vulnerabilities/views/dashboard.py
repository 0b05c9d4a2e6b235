"""How the organisation's flaws stand, each figure leading to what it counts; its periods."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.vulnerabilities import actions, figures, labels, queries
from probant.vulnerabilities.forms.loading import PeriodsForm
from probant.vulnerabilities.views import finding

TRENDS = 12


@require_safe
@permission("vulnerabilities.view")
def dashboard(request: MemberRequest) -> HttpResponse:
    """By severity, age, class and product; the audits' trend; how fast flaws are fixed."""
    organisation = request.member.organisation_id
    today = timezone.localdate(clock.now())
    audits = queries.scans(organisation).exclude(format="hand")[:TRENDS]
    context: dict[str, Any] = {
        "standing": figures.standing(organisation, today),
        "late_url": finding.url("list", request, {"late": "on"}),
        "grave_url": finding.url("list", request, {"severity": "grave", "state": "unfixed"}),
        "persisting_url": finding.url("list", request, {"persisting": "on"}),
        "said_url": finding.url("list", request, {"state": "fixed_said"}),
        "unfixed_url": finding.url("list", request, {"state": "unfixed"}),
        "tables": _tables(request, today),
        "audits": [
            {"one": one, "url": finding.url("scan", request, scan_id=one.pk),
             "counts": [(label, one.trend.get(name, 0)) for name, label in labels.CHANGES.items()]}
            for one in audits
        ],
        "changes": list(labels.CHANGES.values()),
        "reactivity": [
            (labels.SEVERITIES[one.severity], one) for one in figures.reactivity(organisation)
        ],
        "breadcrumb": finding.trail(request, (_("Dashboard"), "")),
    }  # fmt: skip
    return render(request, "vulnerabilities/dashboard.html", context)


def _tables(request: MemberRequest, today: Any) -> list[dict[str, Any]]:  # noqa: ANN401  a day
    organisation = request.member.organisation_id
    severities = figures.unfixed_by(organisation, "severity")
    classes = figures.unfixed_by(organisation, "owasp")
    products = figures.unfixed_by(organisation, "product")
    known = {name: labels.class_label(name) or _("No class") for name in sorted(classes)}
    own = {name: name for name in sorted(products)}
    return [
        _table(request, _("Severity"), "severity", labels.SEVERITIES, severities),
        _table(request, _("Known for"), "age", labels.AGES, figures.by_age(organisation, today)),
        _table(request, _("OWASP class"), "owasp", known, classes),
        _table(request, _("Product"), "product", own, products),
    ]


def _table(
    request: MemberRequest,
    title: str,
    name: str,
    told: Mapping[str, Any],
    counts: Mapping[str, int],
) -> dict[str, Any]:
    most = max(counts.values(), default=0)
    return {
        "title": title,
        "rows": [
            {
                "label": label,
                "count": counts.get(value, 0),
                "most": most,
                "url": finding.url("list", request, {name: value or "none", "state": "unfixed"}),
            }
            for value, label in told.items()
            if counts.get(value)
        ],
    }


@require_http_methods(finding.METHODS)
@permission("vulnerabilities.edit")
def periods(request: MemberRequest) -> HttpResponse:
    """From known to fixed: the organisation's own periods, within bounds."""
    organisation = finding.organisation_of(request)
    posted = request.method == "POST"
    initial = queries.periods(organisation.pk)
    form = PeriodsForm(request.POST or None, initial=initial, language=get_language() or "fr")
    if posted and form.is_valid():
        actions.choose_periods(organisation, form.cleaned_data, by=request.member, at=clock.now())
        messages.success(request, _("Every clock that runs is counted again."))
        return redirect(finding.url("dashboard", request))
    context = {"form": form, "breadcrumb": finding.trail(request, (_("Periods"), ""))}
    status = 422 if posted else 200
    return render(request, "vulnerabilities/periods.html", context, status=status)
