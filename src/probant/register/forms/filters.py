"""What a reader asks of the list, from the address of the page."""

from collections.abc import Mapping

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from probant.register.domain.record import ActivityRole
from probant.register.forms.fields import QuickSelect
from probant.register.models import STATUSES
from probant.register.queries import Wanted

SORTS = {
    "number": _("Number"),
    "name": _("Name"),
    "recent": _("Latest change"),
    "missing": _("Most incomplete"),
    "review": _("Next review"),
    "status": _("Status"),
}
REVIEWS = {"due": _("Overdue"), "none": _("No date")}


def selects(asked: QueryDict) -> dict[str, SafeString]:
    """The three lists of the page, each with what is asked chosen."""
    offered = {
        "status": [("", gettext("In force")), *_words(dict(STATUSES))],
        "review": [("", gettext("All")), *_words(REVIEWS)],
        "sort": _words(SORTS),
    }
    return {
        name: QuickSelect(choices=choices).render(name, asked.get(name), {"id": f"id_{name}"})
        for name, choices in offered.items()
    }


def _words(labels: Mapping[str, str | Promise]) -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in labels.items()]


def wanted(asked: QueryDict) -> Wanted:
    """The filters as a value; what is not understood is left out."""
    status = asked.get("status", "")
    role = asked.get("role", "")
    return Wanted(
        words=asked.get("q", "").replace("\0", "").strip()[:200],
        role=role if role in set(ActivityRole) else "",
        status=status if status in dict(STATUSES) else "",
        is_sensitive=bool(asked.get("sensitive")),
        is_incomplete=bool(asked.get("incomplete")),
        review=asked.get("review", ""),
        lacks=asked.get("lacks", ""),
        has=asked.get("has", ""),
        hosting=asked.get("hosting", "").replace("\0", ""),
        sort=asked.get("sort", "number"),
    )
