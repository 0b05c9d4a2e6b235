"""The messages on their way out: what waits, what failed, what a person can do about it."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.common import clock
from probant.correspondence import actions, keeping, letters, papers, queries, words
from probant.correspondence.domain.markdown import paragraphs
from probant.correspondence.domain.sending import State, Way
from probant.correspondence.forms import MailFilters, NoteForm, SentForm
from probant.correspondence.models import OutgoingMail
from probant.correspondence.permissions import ensure_readable
from probant.organisations import permissions
from probant.organisations import queries as organisations
from probant.organisations.access import MemberRequest, permission
from probant.vault import queries as vaults
from probant.vault.domain.errors import VaultError

PER_PAGE = 25
OPEN = {State.WAITING.value, State.FAILED.value}


@permission("letters.view")
@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """Messages by state, then the kinds of letters."""
    organisation = request.member.organisation_id
    filters = MailFilters(request.GET)
    found = queries.mails(organisation, state=filters.chosen)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    counts = queries.counts(organisation)
    context = {
        "page_obj": page,
        "rows": [_row(mail) for mail in page],
        "filters": filters,
        "counts": [
            {
                "state": state,
                "label": label,
                "count": counts.get(state, 0),
                "icon": words.ICONS[state],
                "tone": words.TONES[state] if counts.get(state) else "neutral",
            }
            for state, label in words.STATES.items()
        ],
        "failed": counts.get(State.FAILED.value, 0),
        "waiting": counts.get(State.WAITING.value, 0),
        "has_server": _has_server(request),
        "kinds": _kinds(organisation),
        "may_write": permissions.is_allowed(request.member.role, "letters.edit"),
    }
    return render(request, "correspondence/list.html", context)


@permission("letters.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: MemberRequest) -> HttpResponse:
    """A free message, in the words of its letter."""
    form = NoteForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "breadcrumb": _trail(request, _("Write a message"))}
        status = 422 if form.is_bound else 200
        return render(request, "correspondence/write.html", context, status=status)
    organisation = organisations.organisation(request.member.organisation_id)
    note = actions.Note(**form.cleaned_data)
    mail = actions.write(organisation, note, by=request.member, at=clock.now())
    messages.success(request, _("Written: it leaves as soon as the mail server takes it."))
    return redirect(_page(request, mail.pk))


@permission("letters.view", traced_as="mail.read")
@require_safe
def detail(request: MemberRequest, mail_id: UUID) -> HttpResponse:
    """What a message says, where it stands, and what can be done; the reading is journalled."""
    return _shown(request, _opened(request, mail_id), SentForm())


@permission("letters.view", traced_as="mail.read")
@require_safe
def paper(request: MemberRequest, mail_id: UUID) -> HttpResponse:
    """The message as a letter, to print and post."""
    mail = _opened(request, mail_id)
    organisation = organisations.organisation(request.member.organisation_id)
    blocks = paragraphs(_content(mail).text)
    sender = papers.Sender.of(organisation)
    made = papers.pdf(mail.subject, blocks, sender, language=organisation.language)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{mail.pk}.pdf"'
    return response


@permission("letters.view", traced_as="mail.read")
@require_safe
def file(request: MemberRequest, mail_id: UUID, index: int) -> HttpResponseBase:
    """One attachment, never opened inside the page."""
    mail = _opened(request, mail_id)
    held = keeping.files(mail, _content(mail))
    if index >= len(held):
        raise Http404
    pieces = iter(list(vaults.content(held[index])))  # read inside the organisation's context
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    response["Content-Disposition"] = _named(vaults.name(held[index]))
    response["X-Content-Type-Options"] = "nosniff"
    return response


@permission("letters.edit")
@require_POST
def retry(request: MemberRequest, mail_id: UUID) -> HttpResponse:
    """The message goes at the worker's next round."""
    try:
        actions.retry(request.member.organisation_id, mail_id, by=request.member, at=clock.now())
    except OutgoingMail.DoesNotExist:
        raise Http404 from None
    except actions.MailStateError as error:
        return _too_late(request, mail_id, error)
    messages.success(request, _("Probant tries again within seconds."))
    return redirect(_page(request, mail_id))


@permission("letters.edit")
@require_POST
def mark_sent(request: MemberRequest, mail_id: UUID) -> HttpResponse:
    """A person sent it by other means."""
    form = SentForm(request.POST)
    if not form.is_valid():
        return _shown(request, _opened(request, mail_id), form, status=422)
    way = Way(form.cleaned_data["way"])
    try:
        actions.mark_sent(
            request.member.organisation_id, mail_id, way=way, by=request.member, at=clock.now()
        )
    except OutgoingMail.DoesNotExist:
        raise Http404 from None
    except actions.MailStateError as error:
        return _too_late(request, mail_id, error)
    messages.success(request, _("Noted: Probant will not send it."))
    return redirect(_page(request, mail_id))


@permission("letters.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: MemberRequest, mail_id: UUID) -> HttpResponse:
    """Asks, then gives the message up."""
    mail = _mail(request, mail_id)
    if request.method != "POST":
        return render(request, "web/confirm.html", _question(request, mail))
    try:
        actions.cancel(request.member.organisation_id, mail_id, by=request.member, at=clock.now())
    except actions.MailStateError as error:
        return _too_late(request, mail_id, error)
    messages.success(request, _("Probant will not send this message."))
    return redirect(_page(request, mail_id))


def _opened(request: MemberRequest, mail_id: UUID) -> OutgoingMail:
    """A message whose words this member may read."""
    mail = _mail(request, mail_id)
    try:
        ensure_readable(mail, request.member)
    except permissions.PermissionDeniedError as error:
        raise PermissionDenied(error.permission) from error
    return mail


def _shown(
    request: MemberRequest, mail: OutgoingMail, form: SentForm, *, status: int = 200
) -> HttpResponse:
    is_open = mail.state in OPEN
    context = {
        "mail": _row(mail),
        "form": form,
        "is_open": is_open,
        "may_act": is_open and permissions.is_allowed(request.member.role, "letters.edit"),
        "has_server": _has_server(request),
        "breadcrumb": _trail(request, mail.subject),
        **_sealed_part(mail),
    }
    return render(request, "correspondence/mail.html", context, status=status)


def _sealed_part(mail: OutgoingMail) -> dict[str, Any]:
    try:
        content = keeping.content(mail)
        files = keeping.files(mail, content)
    except VaultError:
        return {"is_readable": False}
    return {
        "is_readable": True,
        "to": content.to,
        "left": content.left if mail.is_partial else (),
        "text": content.text,
        "files": [{"name": vaults.name(one), "size": one.size} for one in files],
    }


def _has_server(request: MemberRequest) -> bool:
    """Whether messages of this organisation leave by themselves."""
    return bool(settings.MAIL_IS_CONFIGURED and not _is_invented(request))


def _is_invented(request: MemberRequest) -> bool:
    return bool(request.organisation.is_demonstration)  # type: ignore[attr-defined]


def _row(mail: OutgoingMail) -> dict[str, Any]:
    return {
        "kept": mail,
        "state": words.STATES[mail.state],
        "tone": words.TONES[mail.state],
        "icon": words.ICONS[mail.state],
        "about": words.about(mail.about),
        "about_url": words.page(mail.about, mail.organisation_id),
        "reason": words.reason(mail.last_code) if mail.state in OPEN else "",
        "way": words.WAYS.get(mail.sent_by_way, ""),
        "is_waiting": mail.state == State.WAITING.value,
    }


def _kinds(organisation: UUID) -> list[dict[str, Any]]:
    language = (get_language() or "fr")[:2]
    own = {
        (found.kind, found.language)
        for found in queries.latest_versions(organisation).defer("subject")
        if not found.is_default
    }
    return [
        {
            "id": kind.id,
            "title": kind.title.in_(language),
            "about": words.about(kind.about),
            "is_own": any((kind.id, code) in own for code in letters.LANGUAGES),
        }
        for kind in letters.kinds().values()
    ]


def _mail(request: MemberRequest, mail_id: UUID) -> OutgoingMail:
    try:
        return queries.mail(request.member.organisation_id, mail_id)
    except OutgoingMail.DoesNotExist:
        raise Http404 from None


def _content(mail: OutgoingMail) -> keeping.Content:
    try:
        return keeping.content(mail)
    except VaultError:
        raise Http404 from None


def _named(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"


def _too_late(request: MemberRequest, mail_id: UUID, error: actions.MailStateError) -> HttpResponse:
    state = words.STATES[error.state]
    context = {
        "detail": _("This message is no longer waiting: %(state)s.") % {"state": state},
        "kept": _("Nothing was changed."),
        "next_url": _page(request, mail_id),
        "next_label": _("See the message"),
    }
    return render(request, "409.html", context, status=409)


def _question(request: MemberRequest, mail: OutgoingMail) -> dict[str, Any]:
    return {
        "heading": _("Give up this message"),
        "question": _("Nobody will receive “%(subject)s”.") % {"subject": mail.subject},
        "consequences": [_("It stays listed, with your name."), _("It can no longer be sent.")],
        "confirm_label": _("Give up"),
        "cancel_url": _page(request, mail.pk),
        "tone": "bad",
        "breadcrumb": _trail(request, mail.subject),
    }


def _page(request: MemberRequest, mail_id: UUID) -> str:
    return reverse("correspondence:mail", args=[request.member.organisation_id, mail_id])


def _trail(request: MemberRequest, here: str) -> list[tuple[str, str]]:
    listed = reverse("correspondence:list", args=[request.member.organisation_id])
    return [(_("Letters and e-mails"), listed), (here, "")]
