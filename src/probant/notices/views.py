"""The pages of notices: what each audience is told, what was published, and the papers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from probant.accounts.access import public
from probant.common import clock
from probant.database import isolation
from probant.notices import actions, documents, queries
from probant.notices.domain import facts as facts_module
from probant.notices.domain import notice as notice_module
from probant.notices.domain.composition import compose
from probant.notices.domain.facts import USUAL, Audience
from probant.notices.domain.notice import readability
from probant.notices.forms import Publication
from probant.notices.models import LANGUAGES, NoticeVersion
from probant.organisations import permissions
from probant.organisations import queries as organisations
from probant.organisations.access import MemberRequest, permission
from probant.organisations.models import Organisation
from probant.reference import law


@permission("notices.view")
@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """Each audience with its state."""
    language = _interface_language()
    briefs = queries.briefs(_organisation(request))
    told = {brief.audience for brief in briefs}
    rows = [
        {
            "audience": brief.audience.value,
            "name": queries.name_of(brief.audience, language),
            "published": brief.published,
            "is_stale": brief.is_stale,
            "uses": brief.told.uses,
            "gaps": brief.told.gaps,
        }
        for brief in briefs
    ]
    others = [queries.name_of(audience, language) for audience in USUAL if audience not in told]
    return render(request, "notices/list.html", {"rows": rows, "others": others})


@permission("notices.view")
@require_safe
def detail(request: MemberRequest, audience: str) -> HttpResponse:
    """What this audience would be told now, what differs, what lacks, and what was published."""
    organisation, wanted = _organisation(request), _audience(audience)
    standing = queries.standing(organisation, wanted)
    interface = _interface_language()
    language = _language(request, organisation.language)
    notice = compose(standing.facts, language)
    context = {
        "audience": wanted.value,
        "name": queries.name_of(wanted, interface),
        "published": standing.published,
        "is_stale": standing.is_stale,
        "is_concerned": standing.is_concerned,
        "notice": notice,
        "notice_language": language,
        "documents_language": organisation.language,
        "languages": LANGUAGES,
        "differences": standing.differences(interface),
        "unmet": [_unmet(request, item, interface) for item in standing.unmet],
        "readability": readability(notice),
        "history": queries.history(organisation.pk, wanted),
        "public_url": public_address(request, organisation, wanted),
        "may_publish": permissions.is_allowed(request.member.role, "notices.publish"),
        "breadcrumb": _trail(request, queries.name_of(wanted, interface)),
    }
    return render(request, "notices/detail.html", context)


@permission("notices.publish")
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: MemberRequest, audience: str) -> HttpResponse:
    """Asks, then publishes what was read; a register that moved since is told."""
    organisation, wanted = _organisation(request), _audience(audience)
    page = reverse("notices:detail", args=[organisation.pk, wanted.value])
    if request.method != "POST":
        return _confirmation(request, organisation, wanted, page)
    form = Publication(request.POST)
    if not form.is_valid():
        return _moved(request, page)
    seen = form.cleaned_data["seen"]
    try:
        actions.publish(organisation, wanted, by=request.member, at=clock.now(), seen=seen)
    except actions.NoticeMovedError:
        return _moved(request, page)
    except actions.NothingToTellError:
        messages.error(request, _("This notice cannot be published yet: see what is missing."))
    except actions.AlreadyPublishedError:
        messages.info(request, _("Nothing has changed since the last publication."))
    else:
        messages.success(request, _("Published. Put up the new poster."))
    return redirect(page)


@permission("notices.view")
@require_safe
def poster(request: MemberRequest, audience: str) -> HttpResponse:
    """The poster of the latest version, or of the draft, marked so."""
    organisation, wanted = _organisation(request), _audience(audience)
    language = _language(request, organisation.language)
    facts, edition = _edition(request, organisation, wanted, language)
    made = documents.poster(facts, language, edition)
    return _file(made, "application/pdf", f"poster-{wanted.value}-{language}.pdf")


@permission("notices.view")
@require_safe
def leaflet(request: MemberRequest, audience: str) -> HttpResponse:
    """The leaflet of the latest version, or of the draft, marked so."""
    organisation, wanted = _organisation(request), _audience(audience)
    language = _language(request, organisation.language)
    facts, edition = _edition(request, organisation, wanted, language)
    made = documents.leaflet(compose(facts, language), edition)
    return _file(made, "application/pdf", f"leaflet-{wanted.value}-{language}.pdf")


@permission("notices.view")
@require_safe
def page(request: MemberRequest, audience: str) -> HttpResponse:
    """The notice as a page of its own, to keep or to put on a site."""
    organisation, wanted = _organisation(request), _audience(audience)
    language = _language(request, organisation.language)
    facts, edition = _edition(request, organisation, wanted, language)
    shown = {"edition": edition, "notice": compose(facts, language), "csrf_token": ""}
    with translation.override(language):
        response = render(request, "notices/public.html", _public(organisation, language) | shown)
    response["Content-Disposition"] = f'attachment; filename="notice-{wanted.value}.html"'
    return response


@permission("notices.view")
@require_safe
def data(request: MemberRequest, audience: str) -> HttpResponse:
    """The notice and its facts as JSON."""
    organisation, wanted = _organisation(request), _audience(audience)
    language = _language(request, organisation.language)
    facts, edition = _edition(request, organisation, wanted, language)
    value = {
        "number": edition.number or None,
        "published_at": edition.published_at,
        "address": edition.address,
        "notice": notice_module.to_json(compose(facts, language)),
        "facts": facts_module.to_json(facts),
    }
    response = JsonResponse(value, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="notice-{wanted.value}.json"'
    return response


@public
@require_safe
def read(
    request: HttpRequest, organisation: UUID, audience: str, number: int | None = None
) -> HttpResponse:
    """The published notice, for anyone, without account and without cookie."""
    wanted = _audience(audience)
    with isolation.tenant(organisation):
        found = Organisation.objects.filter(pk=organisation).first()
        if found is None:
            raise Http404
        language = _language(request, translation.get_language() or found.language)
        version = queries.version(organisation, wanted, language, number)
        if version is None:
            raise Http404
        versions = list(queries.history(organisation, wanted))
    with translation.override(language):
        return render(
            request,
            "notices/public.html",
            {**_public(found, language), **_published(version, versions), "csrf_token": ""},
        )


def public_address(request: HttpRequest, organisation: Organisation, audience: Audience) -> str:
    """Where anyone reads the published notice."""
    path = reverse("notice", args=[organisation.pk, audience.value])
    return request.build_absolute_uri(path)


def _public(organisation: Organisation, language: str) -> dict[str, Any]:
    return {
        "controller": organisation.name,
        "notice_language": language,
        "documents_language": organisation.language,
        "languages": LANGUAGES,
        "demonstration": organisation.is_demonstration,
    }


def _published(version: NoticeVersion, versions: list[NoticeVersion]) -> dict[str, Any]:
    return {
        "notice": notice_module.from_json(version.content),
        "kept": version,
        "versions": versions,
        "is_latest": bool(versions) and versions[0].number == version.number,
    }


def _unmet(request: MemberRequest, item: Any, language: str) -> dict[str, str]:  # noqa: ANN401  Unmet
    stated = law.notice_items()[item.item]
    return {
        "label": stated.label.in_(language),
        "article": item.article,
        "activity": item.activity,
        "url": _remedy_url(request, item),
    }


def _remedy_url(request: MemberRequest, item: Any) -> str:  # noqa: ANN401  Unmet
    organisation = request.member.organisation_id
    if item.is_from_record:
        return _reversed("register:edit", organisation, item.activity_id, item.remedy)
    name = "organisations:edit-identity" if item.remedy == "organisation" else "register:list"
    return _reversed(name, organisation)


def _reversed(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _confirmation(
    request: MemberRequest, organisation: Organisation, audience: Audience, page: str
) -> HttpResponse:
    standing = queries.standing(organisation, audience)
    consequences = [
        _("Anyone can read it at its public address, without an account."),
        _("The version now on display is kept, with its date."),
        _("The journal keeps who published it and its fingerprint."),
    ]
    if standing.unmet:
        consequences.append(
            _("Some facts are still missing: the notice says so or leaves them out.")
        )
    name = queries.name_of(audience, _interface_language())
    context = {
        "heading": _("Publish the notice: %(audience)s") % {"audience": name},
        "question": _("Have you read it through? It becomes public at once, in both languages."),
        "consequences": consequences,
        "confirm_label": _("Publish"),
        "cancel_url": page,
        "hidden": {"seen": standing.fingerprint},
        "breadcrumb": _trail(request, name),
    }
    return render(request, "web/confirm.html", context)


def _moved(request: MemberRequest, page: str) -> HttpResponse:
    context = {
        "detail": _(
            "The register changed while you were reading: the notice is no longer the same."
        ),
        "kept": _("Nothing was published."),
        "next_url": page,
        "next_label": _("Read the notice again"),
    }
    return render(request, "409.html", context, status=409)


def _edition(
    request: MemberRequest, organisation: Organisation, audience: Audience, language: str
) -> tuple[facts_module.Facts, documents.Edition]:
    """The facts to print: those of the published version, or of the draft when asked or alone."""
    address = public_address(request, organisation, audience)
    version = queries.version(organisation.pk, audience, language)
    if version is None or "draft" in request.GET:
        return queries.standing(organisation, audience).facts, documents.Edition(address)
    edition = documents.Edition(address, version.number, version.published_at)
    return facts_module.from_json(version.facts), edition


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _organisation(request: MemberRequest) -> Organisation:
    return organisations.organisation(request.member.organisation_id)


def _audience(value: str) -> Audience:
    try:
        return Audience(value)
    except ValueError as error:
        raise Http404 from error


def _language(request: HttpRequest, otherwise: str) -> str:
    asked = request.GET.get("language", otherwise)[:2]
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _interface_language() -> str:
    return (translation.get_language() or LANGUAGES[0])[:2]


def _trail(request: MemberRequest, here: str) -> list[tuple[str, str]]:
    listed = reverse("notices:list", args=[request.member.organisation_id])
    return [(_("Information notices"), listed), (here, "")]
