"""What a reader asks of the list of requests, from the address of the page."""

from collections.abc import Iterable
from uuid import UUID

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from probant.subject_requests import rows
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
    """The options of each list of the page, with what is asked chosen."""
    language = get_language() or "fr"
    fixed = {
        name: rows.options(name, getattr(asked, name), language)
        for name in ("status", "right", "channel")
    }
    handlers = [("nobody", _("Nobody yet")), *people]
    return {**fixed, "handled_by": rows.written(handlers, asked.handled_by)}


def _person(text: str) -> str:
    if text == "nobody":
        return text
    try:
        return str(UUID(text))
    except ValueError:
        return ""
