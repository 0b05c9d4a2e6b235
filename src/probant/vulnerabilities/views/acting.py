"""One flaw: its facts, its scans, what was said of it; and what people say next."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from probant.common import clock
from probant.organisations import permissions
from probant.organisations.access import MemberRequest, permission
from probant.organisations.domain import Sector
from probant.vulnerabilities import actions, labels, queries
from probant.vulnerabilities.actions import Act, Facts, Rating
from probant.vulnerabilities.domain.occurrence import Justification
from probant.vulnerabilities.domain.severity import Severity
from probant.vulnerabilities.domain.standing import (
    ACTS,
    UNFIXED,
    AcceptanceError,
    FlawStateError,
)
from probant.vulnerabilities.forms.acting import FORMS, ActForm
from probant.vulnerabilities.models import Flaw
from probant.vulnerabilities.views import finding

Said = Mapping[str, Any]


@require_safe
@permission("vulnerabilities.view")
def flaw(request: MemberRequest, flaw_id: UUID) -> HttpResponse:
    """Everything that is known of one flaw."""
    found = finding.flaw(request, flaw_id)
    today = timezone.localdate(clock.now())
    is_excused = found.accepted_until is not None and found.accepted_until >= today
    context: dict[str, Any] = {
        "flaw": found,
        "severity": labels.SEVERITIES[found.severity],
        "severity_tone": labels.SEVERITY_TONES[found.severity],
        "state": labels.STATES[found.state],
        "state_tone": labels.STATE_TONES[found.state],
        "class_label": labels.class_label(found.owasp),
        "ends_on": found.due_on if found.state in UNFIXED and not is_excused else None,
        "now": clock.now(),
        "justification": labels.JUSTIFICATIONS.get(found.justification, ""),
        "exploitation": _exploitation(found),
        "sightings": [
            {"one": one, "url": finding.url("scan", request, scan_id=one.scan_id),
             "method": labels.METHODS[one.scan.method]}
            for one in queries.sightings(found)
        ],
        "steps": [(one, labels.DONE.get(one.act, one.act)) for one in queries.steps(found)],
        "acts": _acts(request, found),
        "may_notify": _may_notify(request, found),
        "breadcrumb": finding.trail(request, (found.reference, "")),
    }  # fmt: skip
    return render(request, "vulnerabilities/flaw.html", context)


@require_http_methods(finding.METHODS)
@permission("vulnerabilities.edit")
def act(request: MemberRequest, flaw_id: UUID, act: str) -> HttpResponse:
    """One act on a flaw; what was typed stays whatever refuses it."""
    found = finding.flaw(request, flaw_id)
    if act not in FORMS:
        raise Http404
    kind = FORMS[act]
    posted = request.method == "POST"
    form = kind(request.POST or None, initial={**kind.initial_of(found), **_today()})
    theirs: Flaw | None = None
    if posted and form.is_valid():
        try:
            kept = _do(request, found, act, form.cleaned_data)
        except actions.MovedFlawError as error:
            theirs = error.flaw
            form = _again(form, kind, theirs)
        except tuple(PROBLEMS) as error:
            field, message = PROBLEMS[type(error)]
            form.add_error(field, str(message()))
        else:
            messages.success(request, _("Recorded."))
            return redirect(finding.url("flaw", request, flaw_id=kept.pk))
    context = {
        "form": form,
        "flaw": found,
        "theirs": theirs and labels.STATES[theirs.state],
        "title": labels.ACTS[act],
        "about": labels.ABOUT[act],
        "back_url": finding.url("flaw", request, flaw_id=found.pk),
        "breadcrumb": finding.trail(
            request,
            (found.reference, finding.url("flaw", request, flaw_id=found.pk)),
            (labels.ACTS[act], ""),
        ),
    }
    status = 409 if theirs else 422 if posted else 200
    return render(request, "vulnerabilities/act.html", context, status=status)


PROBLEMS: dict[type[Exception], tuple[str | None, Callable[[], str]]] = {
    FlawStateError: (None, lambda: _("The state of this vulnerability no longer allows this.")),
    AcceptanceError: ("until", lambda: _("Give a day to come, within a year.")),
    actions.FutureScanError: (
        "done_on",
        lambda: _("A retest is not done before the scan that showed the flaw."),
    ),
    actions.MergeError: ("other", lambda: _("Choose another vulnerability of the same product.")),
    Flaw.DoesNotExist: ("other", lambda: _("There is no vulnerability of this number.")),
}


def _again(form: ActForm, kind: type[ActForm], theirs: Flaw) -> ActForm:
    """The same words, over the version that others saved."""
    data = form.data.copy()  # type: ignore[attr-defined]
    data["version"] = theirs.version
    return kind(data)


def _do(request: MemberRequest, found: Flaw, name: str, said: Said) -> Flaw:
    how = Act(request.member, clock.now(), said["version"])
    return DOING[name](found, said, how)


def _merge(found: Flaw, said: Said, how: Act) -> Flaw:
    other = queries.by_reference(found.organisation_id, said["other"].strip())
    return actions.merge(found.pk, other, said["why"], how)


def _rate(found: Flaw, said: Said, how: Act) -> Flaw:
    vector = said["vector"].vector if said["vector"] else ""
    rating = Rating(vector=vector, severity=Severity(said["severity"]), cwe=said["cwe"])
    return actions.rate(found.pk, rating, said["why"], how)


def _state_facts(found: Flaw, said: Said, how: Act) -> Flaw:
    names = ("is_exploitable", "has_public_exploit", "is_exploited", "source", "on")
    return actions.state_facts(found.pk, Facts(**{name: said[name] for name in names}), how)


def _retest(found: Flaw, said: Said, how: Act) -> Flaw:
    is_shown = said["is_shown"] == "yes"
    day, why = said["done_on"], said["why"]
    return actions.retest(found.pk, is_shown=is_shown, done_on=day, why=why, act=how)


DOING: Mapping[str, Callable[[Flaw, Said, Act], Flaw]] = {
    "say_fixed": lambda found, said, how: actions.say_fixed(found.pk, said["why"], how),
    "accept": lambda found, said, how: actions.accept(found.pk, said["why"], said["until"], how),
    "not_affected": lambda found, said, how: actions.not_affected(
        found.pk, said["why"], Justification(said["justification"]), how
    ),
    "reopen": lambda found, said, how: actions.reopen(found.pk, said["why"], how),
    "retest": _retest,
    "facts": _state_facts,
    "rate": _rate,
    "merge": _merge,
}


def _may_notify(request: MemberRequest, found: Flaw) -> bool:
    """Whether the reader warns clients: a publisher's officer, of a flaw that is not fixed."""
    is_publisher = finding.organisation_of(request).sector == Sector.PUBLISHER
    may = permissions.is_allowed(request.member.role, "clients.advise")
    return is_publisher and may and found.state in UNFIXED and not found.merged_into_id


def _today() -> dict[str, Any]:
    return dict.fromkeys(("on", "done_on"), timezone.localdate())


def _acts(request: MemberRequest, found: Flaw) -> list[dict[str, Any]]:
    """What this reader may say of this flaw as it stands."""
    if not finding.may_edit(request) or found.merged_into_id:
        return []
    return [
        {"label": label, "url": finding.url("act", request, flaw_id=found.pk, act=name)}
        for name, label in labels.ACTS.items()
        if name not in ACTS or found.state in ACTS[name]
    ]


def _exploitation(found: Flaw) -> list[dict[str, Any]]:
    words = {True: _("Yes"), False: _("No"), None: _("Not known")}
    return [
        {
            "label": label,
            "value": words[getattr(found, name)],
            "tone": "bad" if getattr(found, name) else "neutral",
            **found.sources.get(name, {}),
        }
        for name, label in labels.EXPLOITATION.items()
    ]
