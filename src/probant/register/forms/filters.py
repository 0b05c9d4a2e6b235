"""What a reader asks of the list, from the address of the page."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from probant.register.domain.record import ActivityRole
from probant.register.forms.fields import Chosen, Text, Tick
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
HIDDEN = ("lacks", "has", "hosting")


def _statuses() -> list[tuple[str, str]]:
    return [("", gettext("In force")), *((code, str(label)) for code, label in STATUSES)]


def _reviews() -> list[tuple[str, str]]:
    return [("", gettext("All")), *((code, str(label)) for code, label in REVIEWS.items())]


class FilterForm(forms.Form):
    """The list's filters; an unknown value filters nothing."""

    q = Text(label=_("Search"), max_length=200)
    status = Chosen(_statuses, label=_("Status"))
    review = Chosen(_reviews, label=_("Review"))
    sort = Chosen(lambda: [(code, str(label)) for code, label in SORTS.items()], label=_("Sort by"))
    sensitive = Tick(label=_("Sensitive data"))
    incomplete = Tick(label=_("Incomplete"))


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
