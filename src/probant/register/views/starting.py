"""Starting an activity: from a template found by family or by words, or blank."""

import unicodedata
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.reference import templates
from probant.reference.templates import ActivityTemplate
from probant.register import actions, labels
from probant.register.models import Activity
from probant.register.views import finding


@require_http_methods(["GET", "HEAD", "POST"])
@permission("register.edit")
def choose(request: MemberRequest) -> HttpResponse:
    """The templates, and the activity made from the one that was chosen."""
    if request.method == "POST":
        return _create(request, request.POST.get("template", ""))
    words = request.GET.get("q", "").strip()[:200]
    organisation = request.member.organisation_id
    used = set(
        Activity.objects.filter(organisation=organisation).values_list("template", flat=True)
    )
    context = {
        "families": _families(finding.organisation_of(request).sector, words),
        "words": words,
        "used": used,
        "breadcrumb": finding.trail(request, None, _("New activity")),
    }
    return render(request, "register/new.html", context)


def _create(request: MemberRequest, template_id: str) -> HttpResponse:
    if template_id not in templates.activities():
        raise Http404
    organisation = finding.organisation_of(request)
    made = actions.create_from_template(
        organisation, template_id, by=request.member, at=clock.now()
    )
    for task in templates.open_points(templates.activity(template_id)):
        messages.info(request, task.text.in_(labels.language()))
    return redirect(finding.url("activity", request, activity_id=made.pk))


def _families(sector: str, words: str) -> list[dict[str, Any]]:
    """Those of the organisation's own sector first; a search hides families without a hit."""
    language = labels.language()
    families = sorted(templates.families().values(), key=lambda family: family.id != sector)
    listed = [
        {
            "id": family.id,
            "label": family.label.in_(language),
            "is_open": bool(words) or family.id == sector,
            "templates": [
                _shown(item, language) for item in family.templates if _matches(item, words)
            ],
        }
        for family in families
    ]
    return [family for family in listed if family["templates"]]


def _shown(template: ActivityTemplate, language: str) -> dict[str, Any]:
    return {
        "id": template.id,
        "name": template.name.in_(language),
        "summary": template.summary.in_(language),
        "why": template.why.in_(language),
        "is_sensitive": template.is_sensitive,
        "role": template.role,
    }


def _matches(template: ActivityTemplate, words: str) -> bool:
    """Every word of the search stands somewhere in the template's words; accents do not count."""
    texts = (template.name, template.summary)
    said = " ".join([*(text.fr + " " + text.en for text in texts), *template.keywords])
    return all(word in _plain(said) for word in _plain(words).split())


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
