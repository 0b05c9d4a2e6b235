"""Letters in the organisation's own words: read, edited with a preview, set back."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from probant.common import clock
from probant.correspondence import actions, letters, queries, words
from probant.correspondence.actions import LetterMovedError
from probant.correspondence.domain.rendering import TemplateRefusedError, check
from probant.correspondence.domain.wording import Wording
from probant.correspondence.forms import LetterForm, Seen
from probant.correspondence.letters import Letter
from probant.organisations import permissions
from probant.organisations import queries as organisations
from probant.organisations.access import MemberRequest, permission
from probant.reference.letters import LetterKind

SHOWN_VERSIONS = 20
CONDITION = "{% if … %} … {% endif %}"
Printer = Callable[[Letter], bytes]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS: Mapping[str, tuple[str, Printer]] = {
    "pdf": ("application/pdf", Letter.pdf),
    "docx": (DOCX, Letter.docx),
    "txt": ("text/plain; charset=utf-8", lambda letter: letter.text.encode()),
}


@permission("letters.view")
@require_safe
def detail(request: MemberRequest, kind: str) -> HttpResponse:
    """The letter with invented values, its templates and its versions."""
    stated, language = _kind(kind), _language(request)
    organisation = organisations.organisation(request.member.organisation_id)
    versions = list(queries.versions(organisation.pk, kind, language)[:SHOWN_VERSIONS])
    wording = _wording(request, kind, language)
    context = _context(request, stated, language) | {
        "letter": letters.preview(organisation, kind, language, wording),
        "wording": wording,
        "is_own": bool(versions) and not versions[0].is_default,
        "versions": versions,
        "seen": versions[0].number if versions else 0,
        "may_edit": permissions.is_allowed(request.member.role, "letters.edit"),
    }
    return render(request, "correspondence/letter.html", context)


@permission("letters.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, kind: str) -> HttpResponse:
    """The editor: look first, then save; nothing typed is lost."""
    stated, language = _kind(kind), _language(request)
    if request.method != "POST":
        wording = _wording(request, kind, language)
        seen = _seen(request, kind, language)
        initial = {"subject": wording.subject, "body": wording.body, "seen": seen}
        return _editor(request, stated, language, LetterForm(initial=initial))
    form = LetterForm(request.POST)
    letter = _tried(request, kind, language, form)
    if letter is None:
        return _editor(request, stated, language, form, status=422)
    asked = request.POST.get("do", "save")
    if asked == "pdf":
        return _file(letter, kind, "pdf")
    if asked == "look":
        return _editor(request, stated, language, form, letter)
    return _saved(request, stated, language, form)


@permission("letters.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: MemberRequest, kind: str) -> HttpResponse:
    """Asks, then goes back to Probant's own words."""
    stated, language = _kind(kind), _language(request)
    page = _page(request, kind, language)
    if request.method != "POST":
        context = {
            "heading": _("Go back to Probant’s own words"),
            "question": _("Your own words of this letter will no longer be used."),
            "consequences": [_("They stay among the versions, to be copied.")],
            "confirm_label": _("Go back"),
            "cancel_url": page,
            "hidden": {"seen": _seen(request, kind, language)},
            "breadcrumb": _trail(request, stated),
        }
        return render(request, "web/confirm.html", context)
    form = Seen(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else -1
    organisation = organisations.organisation(request.member.organisation_id)
    try:
        actions.reset(organisation, kind, language, seen=seen, by=request.member, at=clock.now())
    except LetterMovedError:
        return _moved(request, page)
    messages.success(request, _("This letter says Probant’s own words again."))
    return redirect(page)


@permission("letters.view")
@require_safe
def sample(request: MemberRequest, kind: str, suffix: str) -> HttpResponse:
    """The letter with invented values, as a file."""
    _kind(kind)
    if suffix not in FORMS:
        raise Http404
    language = _language(request)
    organisation = organisations.organisation(request.member.organisation_id)
    wording = _wording(request, kind, language)
    return _file(letters.preview(organisation, kind, language, wording), kind, suffix)


def _tried(request: MemberRequest, kind: str, language: str, form: LetterForm) -> Letter | None:
    """The letter as typed, with the samples; otherwise the form says what is wrong."""
    if not form.is_valid():
        return None
    known = {item.name for item in letters.placeholders(kind)}
    for name in ("subject", "body"):
        try:
            check(form.cleaned_data[name], known)
        except TemplateRefusedError as error:
            form.add_error(name, words.explain(error))
    if form.errors:
        return None
    organisation = organisations.organisation(request.member.organisation_id)
    try:
        return letters.preview(organisation, kind, language, form.wording)
    except TemplateRefusedError as error:
        form.add_error("body", words.explain(error))
        return None


def _saved(
    request: MemberRequest, stated: LetterKind, language: str, form: LetterForm
) -> HttpResponse:
    organisation = organisations.organisation(request.member.organisation_id)
    try:
        actions.save(
            organisation,
            stated.id,
            language,
            form.wording,
            seen=form.cleaned_data["seen"],
            by=request.member,
            at=clock.now(),
        )
    except LetterMovedError as error:
        again = _overtaken(request, error.number)
        return _editor(request, stated, language, again, status=409)
    messages.success(request, _("Saved. The next letters will say it so."))
    return redirect(_page(request, stated.id, language))


def _overtaken(request: MemberRequest, number: int) -> LetterForm:
    """What was typed, over the version that somebody saved meanwhile."""
    form = LetterForm({**request.POST.dict(), "seen": number})
    said = _(
        "Somebody saved this letter first (version %(number)s). Your text is still here:"
        " compare, then save again."
    )
    form.add_error(None, said % {"number": number})
    return form


def _editor(  # noqa: PLR0913  a page is its letter, form, preview and status
    request: MemberRequest,
    stated: LetterKind,
    language: str,
    form: LetterForm,
    letter: Letter | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = _context(request, stated, language) | {"form": form, "letter": letter}
    return render(request, "correspondence/edit.html", context, status=status)


def _context(request: MemberRequest, stated: LetterKind, language: str) -> dict[str, Any]:
    interface = (get_language() or "fr")[:2]
    return {
        "kind": stated.id,
        "title": stated.title.in_(interface),
        "article": stated.article,
        "letter_language": language,
        "languages": letters.LANGUAGES,
        "condition": CONDITION,
        "placeholders": [
            {"code": f"{{{{ {item.name} }}}}", "label": item.label.in_(interface)}
            for item in letters.placeholders(stated.id)
        ],
        "breadcrumb": _trail(request, stated),
    }


def _wording(request: MemberRequest, kind: str, language: str) -> Wording:
    own = queries.wording(request.member.organisation_id, kind)
    return own.get(language) or letters.default(kind, language)


def _seen(request: MemberRequest, kind: str, language: str) -> int:
    latest = queries.versions(request.member.organisation_id, kind, language).first()
    return latest.number if latest else 0


def _file(letter: Letter, kind: str, suffix: str) -> HttpResponse:
    media_type, printed = FORMS[suffix]
    response = HttpResponse(printed(letter), content_type=media_type)
    way = "inline" if suffix == "pdf" else "attachment"
    name = f"{kind}-{letter.language}.{suffix}"
    response["Content-Disposition"] = f'{way}; filename="{name}"'
    return response


def _moved(request: MemberRequest, page: str) -> HttpResponse:
    context = {
        "detail": _("Somebody saved this letter first."),
        "kept": _("Nothing was changed."),
        "next_url": page,
        "next_label": _("See the letter"),
    }
    return render(request, "409.html", context, status=409)


def _kind(kind: str) -> LetterKind:
    try:
        return letters.kinds()[kind]
    except KeyError:
        raise Http404 from None


def _language(request: MemberRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in letters.LANGUAGES else letters.LANGUAGES[0]


def _page(request: MemberRequest, kind: str, language: str) -> str:
    page = reverse("correspondence:letter", args=[request.member.organisation_id, kind])
    return f"{page}?language={language}"


def _trail(request: MemberRequest, stated: LetterKind) -> list[tuple[str, str]]:
    listed = reverse("correspondence:list", args=[request.member.organisation_id])
    title = stated.title.in_((get_language() or "fr")[:2])
    return [(_("Letters and e-mails"), listed), (title, "")]
