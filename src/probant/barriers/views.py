"""The pages of the ways: all of them, the usual ones, one of them, its edition, its versions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.barriers import actions, exports, labels, obligations, picture, queries
from probant.barriers.domain.ways import Way as WayFacts
from probant.barriers.domain.ways import WayShapeError, from_json
from probant.barriers.forms import Editing, Filters, Reason, UsualWays
from probant.barriers.models import Way
from probant.barriers.queries import Seen
from probant.common import clock
from probant.organisations import permissions
from probant.organisations import queries as organisations
from probant.organisations.access import MemberRequest, permission
from probant.organisations.models import Organisation
from probant.reference import access_paths, law

PAGE_SIZE = 50
METHODS = ["GET", "HEAD", "POST"]
LONGEST_NUMBER = 9


@permission("barriers.view")
@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """Every way that the reader asks for, with its count and what was found."""
    organisation, now = _organisation(request), clock.now()
    filters = Filters(request.GET)
    found = queries.listed(organisation, filters.wanted(), now=now)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    is_filtered = any(request.GET.get(name) for name in filters.fields)
    context = {
        "page": page,
        "rows": [_row(one) for one in page.object_list],
        "told": _columns(),
        "filters": filters,
        "is_filtered": is_filtered,
        "has_any": is_filtered or page.paginator.count > 0,
        "verdicts": _verdicts(organisation),
        "export_url": reverse("barriers:export", args=[organisation.pk]),
        "may_edit": _may_edit(request),
    }
    return render(request, "barriers/list.html", context)


@permission("barriers.edit")
@require_http_methods(METHODS)
def usual(request: MemberRequest) -> HttpResponse:
    """The usual ways of this kind of organisation, to take over."""
    organisation, language = _organisation(request), get_language() or "fr"
    told = set(queries.ways(organisation.pk).values_list("kind", flat=True))
    paths = [one for one in access_paths.for_sector(organisation.sector) if one.id not in told]
    offered = [(one.id, one.label.in_(language)) for one in paths]
    form = UsualWays(request.POST if request.method == "POST" else None, offered=offered)
    if request.method == "POST" and form.is_valid():
        names = form.cleaned_data["names"]
        made = actions.add_usual(organisation, names, by=request.member, at=clock.now())
        messages.success(request, _("Now say which barriers are there.") if made else "")
        return redirect("barriers:list", organisation.pk)
    lessons = [(one.label.in_(language), one.lesson.in_(language)) for one in paths if one.lesson]
    context = {
        "form": form,
        "offered": offered,
        "lessons": lessons,
        "breadcrumb": _trail(request, _("Usual ways")),
    }
    return render(request, "barriers/usual.html", context, status=422 if form.errors else 200)


@permission("barriers.edit")
@require_http_methods(METHODS)
def new(request: MemberRequest) -> HttpResponse:
    """A way that is none of the usual ones."""
    organisation = _organisation(request)
    editing = Editing(WayFacts(), queries.places(organisation.pk), _typed(request))
    if _is_saving(request) and editing.is_valid():
        try:
            made = actions.add(organisation, editing.way(), by=request.member, at=clock.now())
        except WayShapeError as error:
            _explain(editing, error)
        else:
            return redirect("barriers:way", organisation.pk, made.pk)
    return _edition(request, editing, title=_("A way to the data"), seen=0)


@permission("barriers.view")
@require_safe
def way(request: MemberRequest, way_id: UUID) -> HttpResponse:
    """One way: the picture, its barriers and why each counts, what was found."""
    found = _found(request, way_id)
    one = queries.seen(_organisation(request), [found], now=clock.now())[0]
    names = dict(queries.places(found.organisation_id).activities)
    path = access_paths.access_paths().get(found.kind)
    lesson = path.lesson.in_(get_language() or "fr") if path and path.lesson else ""
    context = {
        "way": found,
        "facts": one.facts,
        "depth": one.depth,
        "findings": _findings(one),
        "judgement": one.judgement,
        "picture": picture.svg(one.facts, one.depth),
        "barriers": _barriers(one),
        "told": _told(one.facts, names),
        "kind": labels.kind_label(found.kind),
        "lesson": lesson,
        "versions": _versions(found),
        "may_edit": _may_edit(request),
        "breadcrumb": _trail(request, found.reference),
    }
    return render(request, "barriers/way.html", context)


@permission("barriers.edit")
@require_http_methods(METHODS)
def edit(request: MemberRequest, way_id: UUID) -> HttpResponse:
    """The way as it is now; who saves second is told, and keeps what they typed."""
    found = _found(request, way_id)
    places = queries.places(found.organisation_id)
    editing = Editing(from_json(found.content), places, _typed(request))
    if not (_is_saving(request) and editing.is_valid()):
        return _edition(request, editing, title=found.reference, seen=found.version, way=found)
    try:
        actions.change(
            way_id, editing.way(), seen=_seen(request), by=request.member, at=clock.now()
        )
    except WayShapeError as error:
        _explain(editing, error)
        return _edition(request, editing, title=found.reference, seen=_seen(request), way=found)
    except actions.WayMovedError as error:
        return _moved(request, editing, found, error)
    except actions.WayStateError as error:
        raise Http404 from error
    messages.success(request, _("Saved."))
    return redirect("barriers:way", found.organisation_id, found.pk)


@permission("barriers.edit")
@require_http_methods(METHODS)
def retire(request: MemberRequest, way_id: UUID) -> HttpResponse:
    """Asks why, then gives the way up."""
    found = _found(request, way_id)
    form = Reason(request.POST if request.method == "POST" else None)
    back = reverse("barriers:way", args=[found.organisation_id, found.pk])
    if request.method == "POST" and form.is_valid():
        try:
            actions.retire(
                way_id, reason=form.cleaned_data["reason"], by=request.member, at=clock.now()
            )
        except actions.WayStateError as error:
            raise Http404 from error
        return redirect(back)
    context = {
        "heading": _("Give up %(reference)s") % {"reference": found.reference},
        "question": _("Does this way no longer exist?"),
        "consequences": [_("It no longer counts."), _("It stays readable, with its versions.")],
        "form": form,
        "confirm_label": _("It no longer exists"),
        "cancel_url": back,
        "breadcrumb": _trail(request, found.reference),
    }
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)


@permission("barriers.edit")
@require_POST
def take_up(request: MemberRequest, way_id: UUID) -> HttpResponse:
    """A way given up exists again."""
    found = _found(request, way_id)
    try:
        actions.take_up(way_id, by=request.member, at=clock.now())
    except actions.WayStateError as error:
        raise Http404 from error
    return redirect("barriers:way", found.organisation_id, found.pk)


@permission("barriers.view", traced_as="barriers.exported")
@require_safe
def export(request: MemberRequest) -> HttpResponse:
    """The ways that the list shows, in the reader's language."""
    asked = request.GET.get("format", "")
    if asked not in exports.MEDIA_TYPES:
        raise Http404
    organisation, now = _organisation(request), clock.now()
    sheet = exports.Sheet(
        organisation=organisation,
        ways=queries.listed(organisation, Filters(request.GET).wanted(), now=now),
        language=get_language() or "fr",
        at=now,
    )
    response = HttpResponse(exports.write(asked, sheet), content_type=exports.MEDIA_TYPES[asked])
    response["Content-Disposition"] = f'attachment; filename="{sheet.filename}.{asked}"'
    return response


def _edition(  # noqa: PLR0913  what is edited, under which title, over which version
    request: MemberRequest,
    editing: Editing,
    *,
    title: str,
    seen: int,
    way: Way | None = None,
    conflict: dict[str, Any] | None = None,
) -> HttpResponse:
    organisation = request.member.organisation_id
    back = (
        reverse("barriers:way", args=[organisation, way.pk])
        if way
        else reverse("barriers:list", args=[organisation])
    )
    context = {
        "editing": editing,
        "title": title,
        "seen": seen,
        "back_url": back,
        "conflict": conflict,
        "kind_help": [(labels.KINDS[kind], text) for kind, text in labels.KIND_HELP.items()],
        "breadcrumb": _trail(request, title),
    }
    status = 409 if conflict else 422 if _is_saving(request) else 200
    return render(request, "barriers/edit.html", context, status=status)


def _moved(
    request: MemberRequest, editing: Editing, found: Way, error: actions.WayMovedError
) -> HttpResponse:
    """409: theirs and mine side by side; what was typed stays in the form, over theirs."""
    theirs, mine = from_json(error.theirs.content), error.mine
    names = dict(editing.places.activities)
    conflict = {
        "by": error.theirs.by_name,
        "at": error.theirs.at,
        "rows": [
            (label, before, after)
            for (label, before), (_label, after) in zip(
                _compared(theirs, names), _compared(mine, names), strict=True
            )
            if before != after
        ],
    }
    return _edition(
        request,
        editing,
        title=found.reference,
        seen=error.theirs.number,
        way=found,
        conflict=conflict,
    )


def _compared(facts: WayFacts, names: dict[str, str]) -> list[tuple[str, str]]:
    lines = "\n".join(
        " · ".join(
            filter(
                None,
                [
                    str(labels.KINDS[one.kind]),
                    str(labels.STANDINGS[one.standing]),
                    one.component,
                    exports.day(one.checked_on),
                    one.evidence,
                    one.note,
                ],
            )
        )
        for one in facts.barriers
    )
    return [(_("Name"), facts.name), *_told(facts, names), (_("Barriers"), lines)]


def _told(facts: WayFacts, names: dict[str, str]) -> list[tuple[str, str]]:
    activities = [names.get(id_, id_) for id_ in facts.activities]
    leads = ", ".join([*facts.systems, *activities]) or _("All the sensitive data")
    return [
        (_("From outside"), str(labels.OUTSIDE[facts.outside])),
        (_("One account opens"), str(labels.REACH[facts.reach])),
        (_("Why one account opens everything"), facts.reach_reason),
        (_("Leads to"), leads),
        (_("Notes"), facts.note),
    ]


def _barriers(one: Seen) -> list[dict[str, Any]]:
    return [
        {
            "number": place,
            "kind": labels.KINDS[barrier.kind],
            "standing": labels.STANDINGS[barrier.standing],
            "component": barrier.component,
            "checked_on": exports.day(barrier.checked_on),
            "evidence": barrier.evidence,
            "note": barrier.note,
            "reason": labels.reason(judged),
            "is_counted": judged.reason == "counted",
        }
        for place, (barrier, judged) in enumerate(
            zip(one.facts.barriers, one.depth.judged, strict=True), start=1
        )
    ]


def _findings(one: Seen) -> list[tuple[str, str]]:
    return [
        (str(labels.FINDINGS[finding]), labels.tone(finding)) for finding in one.judgement.findings
    ]


def _versions(found: Way) -> list[dict[str, Any]]:
    return [
        {
            "number": one.number,
            "event": labels.EVENTS[one.event],
            "at": one.at,
            "by_name": one.by_name,
            "note": one.note,
            "digest": one.digest[:16],
        }
        for one in queries.versions(found.organisation_id, found.pk)[:50]
    ]


def _row(one: Seen) -> dict[str, Any]:
    """A line, in words: fifty of them are written without a template each."""
    return {
        "url": reverse("barriers:way", args=[one.way.organisation_id, one.way.pk]),
        "reference": one.way.reference,
        "name": one.facts.name,
        "kind": labels.kind_label(one.way.kind),
        "sure": one.depth.sure,
        "more": one.depth.possible - one.depth.sure,
        "outside": labels.OUTSIDE[one.facts.outside],
        "findings": _findings(one),
    }


def _columns() -> dict[str, str]:
    return {
        "way": _("Way"),
        "barriers": _("Independent barriers"),
        "outside": _("From outside"),
        "findings": _("Findings"),
    }


def _verdicts(organisation: Organisation) -> list[dict[str, Any]]:
    language, texts = get_language() or "fr", law.obligations()
    found = obligations.verdicts(organisation, now=clock.now())
    return [
        {
            "state": one.state,
            "id": one.obligation_id,
            "text": texts[one.obligation_id].label.in_(language),
        }
        for one in found
    ]


def _typed(request: MemberRequest) -> QueryDict | None:
    """What was typed; « add a row » without JavaScript adds one and saves nothing."""
    if request.method != "POST":
        return None
    if "add" not in request.POST:
        return request.POST
    typed = request.POST.copy()
    total = typed.get("barriers-TOTAL_FORMS", "0")
    is_number = total.isdecimal() and len(total) <= LONGEST_NUMBER
    typed["barriers-TOTAL_FORMS"] = str(int(total) + 1 if is_number else 1)
    return typed


def _is_saving(request: MemberRequest) -> bool:
    return request.method == "POST" and "add" not in request.POST


def _explain(editing: Editing, error: WayShapeError) -> None:
    words = str(labels.SHAPES.get(error.reason, labels.SHAPES["too_long"]))
    parts = error.field.split(".")
    if parts[0] == "barriers" and len(parts) > 2:  # noqa: PLR2004  barriers.<row>.<field>
        kept = [row for row in editing.rows.forms if row.is_kept]
        kept[int(parts[1])].add_error(parts[2], words)
    else:
        editing.form.add_error(error.field if error.field in editing.form.fields else None, words)


def _seen(request: MemberRequest) -> int:
    number = request.POST.get("seen", "")
    return int(number) if number.isdecimal() and len(number) <= LONGEST_NUMBER else -1


def _found(request: MemberRequest, way_id: UUID) -> Way:
    try:
        return queries.way(request.member.organisation_id, way_id)
    except Way.DoesNotExist as error:
        raise Http404 from error


def _organisation(request: MemberRequest) -> Organisation:
    return organisations.organisation(request.member.organisation_id)


def _may_edit(request: MemberRequest) -> bool:
    return permissions.is_allowed(request.member.role, "barriers.edit")


def _trail(request: MemberRequest, title: str) -> list[tuple[str, str]]:
    home = reverse("barriers:list", args=[request.member.organisation_id])
    return [(_("Ways and barriers"), home), (title, "")]
