"""The library of activities ready to use."""

from typing import Annotated, Any

from django.utils.translation import get_language
from ninja import Query, Router

from probant.api.access import Token, TokenRequest
from probant.api.problems import ensure_known
from probant.api.schemas import Asked, Line, TemplateOut
from probant.reference import templates
from probant.reference.templates import ActivityTemplate, Family

router = Router(tags=["register"])


class TemplateFilters(Asked):
    """Which templates."""

    family: Line = ""


@router.get("/templates", response=list[TemplateOut], auth=Token("register.view"))
def list_templates(
    request: TokenRequest, filters: Annotated[TemplateFilters, Query()]
) -> list[dict[str, Any]]:
    """Every template, or those of one family."""
    ensure_known(request, filters)
    language = get_language() or "fr"
    return [
        _told(template, held, language)
        for held in templates.families().values()
        if filters.family in ("", held.id)
        for template in held.templates
    ]


def _told(template: ActivityTemplate, family: Family, language: str) -> dict[str, Any]:
    return {
        "id": template.id,
        "family": family.id,
        "family_name": family.label.in_(language),
        "name": template.name.in_(language),
        "summary": template.summary.in_(language),
        "role": template.role,
        "is_sensitive": template.is_sensitive,
    }
