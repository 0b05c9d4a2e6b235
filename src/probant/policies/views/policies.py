"""The pages of policies: the list, one policy, its writing, approval, versions, documents."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from probant.common import clock
from probant.correspondence.domain.markdown import parse
from probant.organisations.access import MemberRequest, permission
from probant.policies import actions, exports, labels, queries
from probant.policies.actions.writing import DOSSIER
from probant.policies.forms.policies import Filters, Settings, Template, Writing
from probant.policies.models import Policy
from probant.policies.views import finding
from probant.reference import policies as reference
from probant.reference.crisis import size_of
from probant.vault import queries as vault
from probant.vault.domain.errors import VaultError
from probant.vault.domain.rules import RULES
from probant.vault.reception import RefusedFileError, accepts_files
from probant.vault.reception import told as refusal_told
from probant.vault.serving import download

PAGE_SIZE, MOST_VERSIONS = 50, 200
METHODS = ["GET", "HEAD", "POST"]


@require_safe
@permission("policies.view")
def policies(request: MemberRequest) -> HttpResponse:
    """The policies that the reader asks for, and those they have to read."""
    organisation, filters = finding.organisation_of(request), Filters(request.GET)
    today = timezone.localdate(clock.now())
    found = queries.listed(organisation.pk, filters.wanted(), on=today)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    read = queries.coverages(organisation.pk, shown)
    context = {
        "page": page,
        "told": _titles(),
        "rows": [_row(request, one, read[one.pk], today) for one in shown],
        "filters": filters,
        "is_filtered": any(request.GET.get(name) for name in filters.fields),
        "has_any": bool(shown) or queries.policies(organisation.pk).exists(),
        "export_url": finding.url(request, "export"),
        "may_edit": finding.may_edit(request),
    }
    return render(request, "policies/list.html", context)


@require_safe
@permission("policies.view", traced_as="policies.exported")
def export(request: MemberRequest) -> HttpResponse:
    """The list as a file."""
    organisation, now = finding.organisation_of(request), clock.now()
    wanted = Filters(request.GET).wanted()
    found = list(queries.listed(organisation.pk, wanted, on=timezone.localdate(now))[:5_000])
    rows = exports.policy_rows(organisation, found, now)
    return finding.table_file(request, rows, _("Policies"), "policies")


@require_http_methods(METHODS)
@permission("policies.edit")
@accepts_files(most=RULES["letter"].most_bytes)
def new(request: MemberRequest) -> HttpResponse:
    """From a template, a blank page, or a file that exists already."""
    organisation = finding.organisation_of(request)
    form = Template(request.POST or None, request.FILES or None, size=size_of(organisation.sector))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        template = reference.templates().get(said["template"])
        language = organisation.language
        title = said["title"] or (template.label.in_(language) if template else "")
        try:
            made = actions.begin(
                organisation,
                template.kind if template else said["kind"],
                title=title,
                text=template.written(language, organisation.name) if template else "",
                template=said["template"],
                upload=said["file"],
                by=request.member,
                at=clock.now(),
            )
        except RefusedFileError as error:
            form.add_error("file", refusal_told(error))
        else:
            return redirect(
                finding.url(request, "edit" if template or not said["file"] else "policy", made.pk)
            )
    context = {"form": form, "breadcrumb": finding.trail(request, None, _("New policy"))}
    return render(request, "policies/new.html", context, status=422 if form.errors else 200)


@require_safe
@permission("policies.view")
def policy(request: MemberRequest, policy_id: UUID) -> HttpResponse:
    """The version in force (or the draft), its state, and whether the reader read it."""
    found, now = finding.policy(request, policy_id), clock.now()
    today = timezone.localdate(now)
    latest = queries.versions(found).first()
    asked = request.GET.get("version", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 9 else found.approved  # noqa: PLR2004  a version's digits
    shown = finding.version(found, number) if number else latest
    state = labels.state_of(found, today)
    covered = queries.coverage(found) if found.approved else None
    context: dict[str, Any] = {
        "policy": found,
        "shown": shown,
        "latest": latest,
        "blocks": parse(shown.text) if shown else (),
        "kind": labels.KINDS[found.kind],
        "state": {"word": labels.STATES[state], "tone": labels.TONES.get(state, "neutral")},
        "is_in_force": bool(shown and shown.number == found.approved),
        "reading": queries.has_read(found, request.member.person_id),
        "coverage": covered,
        "formats": ("pdf", "docx", "md"),
        "may_edit": finding.may_edit(request) and not found.is_archived,
        "breadcrumb": finding.trail(request, found),
    }
    return render(request, "policies/policy.html", context)


@require_http_methods(METHODS)
@permission("policies.edit")
@accepts_files(most=RULES["letter"].most_bytes)
def edit(request: MemberRequest, policy_id: UUID) -> HttpResponse:
    """The text; who saves second sees both, and nothing typed is lost."""
    found = finding.policy(request, policy_id)
    latest = queries.versions(found).first()
    initial = {"title": found.title, "text": latest.text if latest else ""}
    form = Writing(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.write(
                found.pk,
                title=said["title"],
                text=said["text"],
                note=said["note"],
                upload=said["file"],
                seen=finding.seen(request),
                by=request.member,
                at=clock.now(),
            )
        except actions.PolicyMovedError as error:
            return _moved(request, found, error, said["text"])
        except RefusedFileError as error:
            form.add_error("file", refusal_told(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{finding.url(request, 'policy', found.pk)}?version={_number(found)}")
    context = {
        "policy": found,
        "form": form,
        "seen": request.POST.get("seen") or found.version,
        "breadcrumb": finding.trail(request, found, _("Write")),
    }
    return render(request, "policies/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(METHODS)
@permission("policies.edit")
def settings(request: MemberRequest, policy_id: UUID) -> HttpResponse:
    """How often it is read again, and by whom it is read."""
    found = finding.policy(request, policy_id)
    names = Settings.base_fields
    form = Settings(request.POST or None, initial={name: getattr(found, name) for name in names})
    if request.method == "POST" and form.is_valid():
        actions.settle(found.pk, **form.cleaned_data, by=request.member, at=clock.now())
        messages.success(request, _("Saved."))
        return redirect(finding.url(request, "policy", found.pk))
    context = {
        "policy": found,
        "form": form,
        "title": _("Review and reading"),
        "submit": _("Save"),
        "breadcrumb": finding.trail(request, found, _("Review and reading")),
    }
    return render(request, "policies/form.html", context, status=422 if form.errors else 200)


@require_http_methods(METHODS)
@permission("policies.edit")
def approve(request: MemberRequest, policy_id: UUID) -> HttpResponse:
    """Asks, then puts the latest version in force under this person's name."""
    found = finding.policy(request, policy_id)
    if request.method == "POST":
        try:
            actions.approve(found.pk, seen=finding.seen(request), by=request.member, at=clock.now())
        except actions.PolicyMovedError as error:
            return _moved(request, found, error, "")
        except actions.NothingToApproveError:
            messages.error(request, _("There is nothing to approve: write a text or add a file."))
            return redirect(finding.url(request, "policy", found.pk))
        messages.success(request, _("In force from today, under your name."))
        return redirect(finding.url(request, "policy", found.pk))
    consequences = [
        _("It bears your name and today’s date."),
        _("It is to be read again within %(count)s months.") % {"count": found.review_months},
    ]
    if found.is_read_by_all and found.approved != found.version:
        consequences.append(_("Everyone is asked to read this version."))
    context = {
        "heading": _("Approve version %(number)s") % {"number": found.version},
        "question": _("Have you read it through?"),
        "consequences": consequences,
        "confirm_label": _("Approve"),
        "hidden": {"seen": found.version},
        "cancel_url": finding.url(request, "policy", found.pk),
        "breadcrumb": finding.trail(request, found, _("Approve")),
    }
    return render(request, "web/confirm.html", context)


@require_http_methods(METHODS)
@permission("policies.edit")
def archive(request: MemberRequest, policy_id: UUID) -> HttpResponse:
    """Asks, then takes it out of force."""
    found = finding.policy(request, policy_id)
    if request.method == "POST":
        actions.archive(found.pk, by=request.member, at=clock.now())
        messages.success(request, _("Archived: its versions and readings stay."))
        return redirect(finding.url(request, "list"))
    context = {
        "heading": _("Archive the policy"),
        "question": _("Is it no longer in force?"),
        "consequences": [_("It leaves the list and the obligations; its versions stay.")],
        "confirm_label": _("Archive"),
        "cancel_url": finding.url(request, "policy", found.pk),
        "breadcrumb": finding.trail(request, found, _("Archive")),
    }
    return render(request, "web/confirm.html", context)


@require_safe
@permission("policies.view")
def versions(request: MemberRequest, policy_id: UUID) -> HttpResponse:
    """Every version, and what changed between two of them."""
    found = finding.policy(request, policy_id)
    listed = list(queries.versions(found)[:MOST_VERSIONS])
    numbers = {str(one.number): one for one in listed}
    newer = numbers.get(request.GET.get("newer", ""), listed[0] if listed else None)
    older = numbers.get(request.GET.get("older", ""), listed[1] if len(listed) > 1 else None)
    context = {
        "policy": found,
        "versions": listed,
        "older": older,
        "newer": newer,
        "breadcrumb": finding.trail(request, found, _("Versions")),
    }
    return render(request, "policies/versions.html", context)


@require_safe
@permission("policies.view")
def document(request: MemberRequest, policy_id: UUID, number: int, suffix: str) -> HttpResponse:
    """One version as PDF, DOCX or markdown."""
    found = finding.policy(request, policy_id)
    if suffix not in exports.DOCUMENTS:
        raise Http404
    version = finding.version(found, number)
    content = exports.document(suffix, version, finding.organisation_of(request), found.language)
    response = HttpResponse(content, content_type=exports.DOCUMENTS[suffix])
    name = f"{found.reference}-v{version.number}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@permission("policies.view", traced_as="policies.file_read")
def file(request: MemberRequest, policy_id: UUID, number: int) -> HttpResponseBase:
    """The file of one version, as it came."""
    found = finding.policy(request, policy_id)
    version = finding.version(found, number)
    if version.file_id is None:
        raise Http404
    try:
        dossier = vault.dossier(found.organisation_id, DOSSIER, found.pk)
        stored = vault.file(found.organisation_id, version.file_id)
    except VaultError as error:
        raise Http404 from error
    if stored.dossier != dossier.id:
        raise Http404
    return download(stored)


def _number(found: Policy) -> int:
    found.refresh_from_db(fields=["version"])
    return found.version


def _row(request: MemberRequest, one: Policy, read: Any, today: Any) -> dict[str, Any]:  # noqa: ANN401  a coverage and a day
    state = labels.state_of(one, today)
    return {
        "url": finding.url(request, "policy", one.pk),
        "reference": one.reference,
        "title": one.title,
        "kind": labels.KINDS[one.kind],
        "state": labels.STATES[state],
        "tone": labels.TONES.get(state, "neutral"),
        "review_on": one.review_on,
        "read": f"{read.read} / {read.expected}" if one.is_read_by_all and one.approved else "",
    }


def _titles() -> dict[str, str]:
    return {
        "number": _("Number"),
        "title": _("Title"),
        "state": _("State"),
        "review": _("To read again on"),
        "read": _("Read by"),
    }


def _moved(
    request: MemberRequest, found: Policy, error: actions.PolicyMovedError, mine: str
) -> HttpResponse:
    """409: theirs beside mine, as a difference; mine can be copied."""
    latest = queries.versions(found).first()
    context = {
        "policy": found,
        "by_name": error.by_name,
        "mine": mine,
        "theirs": latest.text if latest else "",
        "next_url": finding.url(request, "edit" if mine else "policy", found.pk),
        "breadcrumb": finding.trail(request, found),
    }
    return render(request, "policies/moved.html", context, status=409)
