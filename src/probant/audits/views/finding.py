"""What the pages of audits share: finding things, addresses, trails, conflicts, evidence."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from probant.audits import actions, labels, queries
from probant.audits.domain.campaigns import CampaignShapeError, Checked
from probant.audits.models import AuditRecord, Campaign, CorrectiveAction, Finding, Proof
from probant.controls import queries as controls
from probant.organisations import permissions
from probant.organisations import queries as organisations
from probant.organisations.access import MemberRequest
from probant.organisations.models import Organisation
from probant.vault.domain.errors import RefusedFileError
from probant.vault.reception import told as refusal_told

METHODS = ["GET", "HEAD", "POST"]
LONGEST_NUMBER = 9
SHOWN = 50


def campaign(request: MemberRequest, campaign_id: UUID) -> Campaign:
    """One audit, or 404."""
    try:
        return queries.campaign(request.member.organisation_id, campaign_id)
    except Campaign.DoesNotExist as error:
        raise Http404 from error


def finding(request: MemberRequest, finding_id: UUID) -> Finding:
    """One finding, or 404."""
    try:
        return queries.finding(request.member.organisation_id, finding_id)
    except Finding.DoesNotExist as error:
        raise Http404 from error


def action(request: MemberRequest, action_id: UUID) -> CorrectiveAction:
    """One corrective action, or 404."""
    try:
        return queries.action(request.member.organisation_id, action_id)
    except CorrectiveAction.DoesNotExist as error:
        raise Http404 from error


def organisation(request: MemberRequest) -> Organisation:
    """Whose page it is."""
    return organisations.organisation(request.member.organisation_id)


def url(request: MemberRequest, name: str, *args: object) -> str:
    """The address of a page of audits."""
    return reverse(f"audits:{name}", args=[request.member.organisation_id, *args])


def may_edit(request: MemberRequest) -> bool:
    """Whether the reader may audit."""
    return permissions.is_allowed(request.member.role, "audits.edit")


def language() -> str:
    """The reader's."""
    return get_language() or "fr"


def seen(request: MemberRequest) -> int:
    """The version that was on screen; without a readable one, none is: a conflict, no loss."""
    number = request.POST.get("seen", "")
    return int(number) if number.isdecimal() and len(number) <= LONGEST_NUMBER else -1


def typed(request: MemberRequest) -> Any:  # noqa: ANN401  a QueryDict or nothing
    """What was posted."""
    return request.POST if request.method == "POST" else None


def trail(
    request: MemberRequest, here: str, of: Campaign | None = None, *more: tuple[str, str]
) -> list[tuple[str, str]]:
    """From the list of audits to here."""
    told = [(_("Audits"), url(request, "list"))]
    if of is not None:
        told.append((of.reference, url(request, "campaign", of.pk)))
    return [*told, *more, (here, "")]


@contextmanager
def explained(form: forms.Form) -> Iterator[None]:
    """What an act refuses, said beside the field that it is about; nothing typed is lost."""
    try:
        yield
    except CampaignShapeError as error:
        field = error.field if error.field in form.fields else None
        form.add_error(field, str(labels.SHAPES.get(error.reason, labels.SHAPES["unknown"])))
    except RefusedFileError as error:
        form.add_error("file", refusal_told(error))
    except actions.ClosedCampaignError:
        form.add_error(None, _("The audit is concluded: its results no longer change."))


def conflict(error: actions.AuditMovedError, known: Mapping[str, Checked]) -> dict[str, Any]:
    """Theirs and mine, field by field, for the page that keeps what was typed."""
    theirs = error.theirs.content if error.theirs else {}
    rows = [
        (labels.FIELDS.get(name, name), _said(name, theirs.get(name, ""), known), mine)
        for name, value in error.mine.items()
        for mine in [_said(name, value, known)]
        if name in labels.FIELDS
    ]
    return {
        "by": error.theirs.by_name if error.theirs else "",
        "at": error.theirs.at if error.theirs else None,
        "rows": [row for row in rows if row[1] != row[2]],
        "version": error.version,
    }


def _said(name: str, value: Any, known: Mapping[str, Checked]) -> str:  # noqa: ANN401  JSON
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value)
    if name == "control" and value in known:
        return known[value].name
    words = {"result": labels.RESULT, "severity": labels.SEVERITY, "kind": labels.KIND}
    return str(words.get(name, {}).get(value, value))


def history(records: Any) -> list[dict[str, Any]]:  # noqa: ANN401  a queryset of records
    """The last statements, as lines."""
    return [_line(one) for one in records[:SHOWN]]


def _line(one: AuditRecord) -> dict[str, Any]:
    at = formats.date_format(timezone.localtime(one.at), "SHORT_DATETIME_FORMAT")
    reason = one.content.get("reason", "")
    return {
        "event": labels.EVENTS[one.event],
        "at": at,
        "by_name": one.by_name,
        "reason": reason,
        "digest": one.digest[:16],
    }


def proofs(request: MemberRequest, found: Any) -> list[dict[str, Any]]:  # noqa: ANN401  proofs
    """Proofs as lines, with where they can be opened."""
    return [_proof(request, one) for one in found]


def _proof(request: MemberRequest, one: Proof) -> dict[str, Any]:
    return {
        "title": one.title or _("File"),
        "sha256": one.sha256,
        "size": one.size,
        "at": one.added_at,
        "by_name": one.added_by_name,
        "url": url(request, "file", one.campaign_id, one.pk) if one.file else "",
    }


def known_evidence(request: MemberRequest, of: Campaign, control: str) -> dict[str, str]:
    """The evidence of the controls, those that arrive at this control first (H3)."""
    organisation_id = of.organisation_id
    found = controls.evidences(organisation_id).filter(withdrawn_at__isnull=True)
    known = {one.number: one for one in found.defer("note")}
    numbers = [number for number in _arriving(request, of, control) if number in known]
    ordered = [*numbers, *(number for number in known if number not in numbers)]
    return {
        str(known[number].pk): f"{known[number].reference} · {known[number].title}"
        for number in ordered
    }


def _arriving(request: MemberRequest, of: Campaign, control: str) -> list[int]:
    try:
        framework = controls.framework(organisation(request), of.framework, language())
    except controls.UnknownFrameworkError:
        return []
    board = controls.board(of.organisation_id, framework, today=timezone.localdate())
    standing = board.standings.get(control)
    return [one.number for one in standing.arrivals] if standing else []
