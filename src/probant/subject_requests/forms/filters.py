"""What a reader asks of the list of requests, from the address of the page."""

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from probant.subject_requests import labels
from probant.subject_requests.models import CHANNELS, RIGHTS, STATUSES
from probant.subject_requests.queries import Wanted

LATEST_YEAR = 9999
FILTERS = ("number", "status", "right", "channel", "handled_by", "year")


def wanted(asked: QueryDict) -> Wanted:
    """The filters as a value; what is not understood is left out."""
    status, channel = asked.get("status", ""), asked.get("channel", "")
    right, year = asked.get("right", ""), asked.get("year", "")
    return Wanted(
        number=asked.get("number", "").replace("\0", "").strip()[:20],
        status=status if status in {*dict(STATUSES), "open", "late"} else "",
        right=right if right in {*dict(RIGHTS), "record"} else "",
        channel=channel if channel in dict(CHANNELS) else "",
        handled_by=_person(asked.get("handled_by", "")),
        year=int(year) if year.isdecimal() and len(year) == len(str(LATEST_YEAR)) else None,
    )


def selects(asked: Wanted, people: Iterable[tuple[str, str]]) -> dict[str, SafeString]:
    """The lists of the page, each with what is asked chosen."""
    everything = ("", _("All"))
    offered: dict[str, list[tuple[str, object]]] = {
        "status": [
            everything,
            ("open", _("To answer")),
            ("late", _("Late")),
            *STATUSES,
        ],
        "right": [everything, ("record", labels.RECORD), *RIGHTS],
        "channel": [everything, *CHANNELS],
        "handled_by": [everything, ("nobody", _("Nobody yet")), *people],
    }
    return {
        name: forms.Select(choices=choices).render(
            name, getattr(asked, name), {"id": f"id_{name}", "class": "form-select"}
        )
        for name, choices in offered.items()
    }


def _person(text: str) -> str:
    if text == "nobody":
        return text
    try:
        return str(UUID(text))
    except ValueError:
        return ""
