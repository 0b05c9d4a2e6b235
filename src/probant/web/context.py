"""What every page's frame needs: menu, theme, organisation, version."""

from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from probant.web import navigation

THEMES = frozenset({"light", "dark"})
VERSION = version("probant")


def page(request: HttpRequest) -> dict[str, Any]:
    """The frame's values; those that cost a query are lazy, so that fragments pay nothing."""
    chosen = request.COOKIES.get("probant_theme", "")
    member = navigation.member_of(request)
    organisation = getattr(request, "organisation", None)
    sector = getattr(organisation, "sector", "")
    return {
        "theme": chosen if chosen in THEMES else "",
        "version": VERSION,
        "source_url": getattr(settings, "SOURCE_URL", ""),
        "nav": SimpleLazyObject(lambda: navigation.items(request.path, member, sector)),
        "home_url": navigation.address(navigation.HOME, member) or "/",
        "declare_url": navigation.address(navigation.DECLARE_A_BREACH, member),
        "organisation": organisation,
        "demonstration": getattr(organisation, "is_demonstration", False),
    }
