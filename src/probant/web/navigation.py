"""The main menu as data: an entry shows once its page exists and the reader may open it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from probant.organisations import permissions
from probant.organisations.domain import Member

HOME = "accountability:home"
DECLARE_A_BREACH = "breaches:declare"


@dataclass(frozen=True)
class Entry:
    """A page of the menu, by the name of its URL and the permission that opens it."""

    url_name: str
    permission: str
    icon: str
    label: str | Promise
    sector: str = ""


@dataclass(frozen=True)
class Item:
    """An entry with its address for this reader."""

    url: str
    icon: str
    label: str | Promise
    group: str | Promise
    is_active: bool


FIRST = (
    Entry(HOME, "accountability.view", "house", _("Home")),
    Entry("guided_start:start", "guided_start.answer", "signpost-2", _("Guided start"), "practice"),
    Entry("accountability:deadlines", "deadlines.view", "calendar-check", _("Deadlines")),
)
DECLARE = (
    Entry("register:list", "register.view", "journal-text", _("Register of processing")),
    Entry("notices:list", "notices.view", "megaphone", _("Information notices")),
    Entry("processors:list", "processors.view", "diagram-3", _("Processors")),
    Entry("dpia:list", "dpia.view", "clipboard2-pulse", _("Impact assessments")),
)
ACT = (
    Entry("subject_requests:list", "subject_requests.view", "person-raised-hand", _("Requests")),
    Entry("breaches:list", "breaches.view", "shield-exclamation", _("Breaches")),
    Entry("crisis:home", "crisis.view", "broadcast-pin", _("Crisis")),
    Entry("clients:list", "clients.view", "chat-square-text", _("Advice to clients"), "publisher"),
    Entry("correspondence:list", "letters.view", "envelope", _("Letters and e-mails")),
)
SECURE = (
    Entry("risks:list", "risks.view", "exclamation-diamond", _("Risks")),
    Entry("policies:list", "policies.view", "file-earmark-text", _("Policies")),
    Entry("barriers:list", "barriers.view", "bricks", _("Defence in depth")),
    Entry("controls:home", "controls.view", "ui-checks", _("Controls and evidence")),
    Entry("vulnerabilities:list", "vulnerabilities.view", "bug", _("Vulnerabilities")),
    Entry("training:home", "training.view", "mortarboard", _("Training")),
)
PROVE = (
    Entry("accountability:obligations", "accountability.view", "list-check", _("Obligations")),
    Entry("audits:list", "audits.view", "search", _("Audits")),
    Entry("dpo_office:home", "dpo_office.view", "briefcase", _("DPO’s office")),
    Entry("accountability:dossiers", "dossiers.make", "archive", _("Inspection dossier")),
    Entry("accountability:journal", "journal.view", "shield-lock", _("Journal")),
)
SET_UP = (
    Entry("organisations:members", "members.view", "people", _("People and roles")),
    Entry("organisations:identity", "organisation.view", "sliders", _("The organisation")),
)
GROUPS: tuple[tuple[str | Promise, tuple[Entry, ...]], ...] = (
    ("", FIRST),
    (_("Declare"), DECLARE),
    (_("Act"), ACT),
    (_("Secure"), SECURE),
    (_("Prove"), PROVE),
    (_("Set up"), SET_UP),
)


def member_of(request: HttpRequest) -> Member | None:
    """The reader as a member, on the pages of an organisation."""
    return getattr(request, "member", None)


def address(url_name: str, member: Member | None) -> str:
    """The page's address in the member's organisation, or nothing while it does not exist."""
    if member is None:
        return ""
    try:
        return reverse(url_name, kwargs={"organisation": member.organisation_id})
    except NoReverseMatch:
        return ""


def items(path: str, member: Member | None, sector: str) -> tuple[Item, ...]:
    """The menu of this reader; the longest address that begins the path is the current one."""
    found = tuple(_found(member, sector))
    active = max((url for _group, url, _ in found if path.startswith(url)), key=len, default="")
    return tuple(
        Item(url, entry.icon, entry.label, group, url == active) for group, url, entry in found
    )


def _found(member: Member | None, sector: str) -> Iterator[tuple[str | Promise, str, Entry]]:
    if member is None:
        return
    for group, entries in GROUPS:
        for entry in entries:
            url = address(entry.url_name, member) if entry.sector in {"", sector} else ""
            if url and permissions.is_allowed(member.role, entry.permission):
                yield group, url, entry
