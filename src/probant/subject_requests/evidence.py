"""The dossier of one request: a page to read, every fact, its letters, the hashes of its files.

Without names, nothing that a person wrote and no letter is in it; numbers, dates, acts and hashes
prove what was done all the same.
"""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from probant.common import typesetting
from probant.organisations.models import Organisation
from probant.subject_requests import exports, labels, letters, queries
from probant.subject_requests.actions.identity import PAPER
from probant.subject_requests.models import OUTCOMES, RIGHTS, SubjectRequest
from probant.subject_requests.queries import Happened
from probant.vault import queries as vaults
from probant.vault.domain.dossier import StoredFile

TEMPLATE = Path(__file__).resolve().parent / "typst" / "dossier.typ"


def documents(
    organisation: Organisation, subject_id: UUID, *, language: str, has_names: bool, at: datetime
) -> dict[str, bytes]:
    """Every member of the archive by its name."""
    found = queries.request(organisation.pk, subject_id)
    happened = queries.timeline(found)
    dossier = queries.dossier(found)
    files = vaults.files(dossier) if dossier else ()
    with translation.override(language):
        printed = _printed(organisation, found, happened, has_names=has_names, at=at)
    made = {
        "request.pdf": typesetting.pdf(TEMPLATE, printed),
        "request.json": _json(_facts(found, happened, has_names=has_names, at=at)),
        "files.json": _json([_file(file, has_names=has_names) for file in files]),
    }
    return made | (_letters(files) if has_names else {})


def _letters(files: tuple[StoredFile, ...]) -> dict[str, bytes]:
    """The letters as they were sent; what the person sent stays in the vault."""
    return {
        f"letters/{place:02d}-{file.id}.pdf": b"".join(vaults.content(file))
        for place, file in enumerate(files, start=1)
        if file.purpose == letters.PURPOSE
    }


def _facts(
    found: SubjectRequest, happened: list[Happened], *, has_names: bool, at: datetime
) -> dict[str, Any]:
    held = queries.personal_of(found)
    state = queries.state_of(item.row for item in happened)
    clock = queries.clock_of(found, state, now=at)
    said = {"personal": msgspec.to_builtins(held) | {"follow_token": ""}} if has_names else {}
    return {
        **exports.plain(found, None, at),
        "version": found.version,
        "rule": clock.kept.rule,
        "considered": [
            {"rule": item.rule, "ends_at": item.deadline.ends_at, "is_certain": item.is_certain}
            for item in clock.considered
        ],
        "suspended_days": clock.suspended_days,
        "is_late": clock.is_late(at),
        **said,
        "events": [_event(item, has_names=has_names) for item in happened],
        "transmissions": [
            {
                "id": str(item.pk),
                "kind": item.kind,
                "addressee": item.addressee,
                "right": item.right,
                "made_at": item.made_at,
                "confirmed_at": item.confirmed_at,
                "impossible": item.impossible,
            }
            for item in queries.transmissions(found)
        ],
    }


def _event(item: Happened, *, has_names: bool) -> dict[str, Any]:
    said = {"by_name": item.row.by_name, "detail": dict(item.detail)} if has_names else {}
    return {
        "position": item.row.position,
        "kind": item.row.kind,
        "at": item.row.at,
        "by": item.row.by,
        "facts": dict(item.facts),
        **said,
    }


def _file(file: StoredFile, *, has_names: bool) -> dict[str, Any]:
    named = {"name": file.name} if has_names and file.purpose != PAPER else {}
    return {
        "id": str(file.id),
        "purpose": file.purpose,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
        "stored_at": file.stored_at,
        **named,
    }


def _printed(
    organisation: Organisation,
    found: SubjectRequest,
    happened: list[Happened],
    *,
    has_names: bool,
    at: datetime,
) -> dict[str, Any]:
    """What `typst/dossier.typ` lays out: words only, in the document's language."""
    day, title = timezone.localtime(at), f"{_('Request')} {found.number}"
    return {
        "language": (translation.get_language() or "fr")[:2],
        "title": title,
        "subject": organisation.name,
        "footer": f"{organisation.name} · {title} · {_moment(at)}",
        "page": _("Page"),
        "day": [day.year, day.month, day.day],
        "facts": _shown(found, happened, has_names=has_names, at=at),
        "history": _("What happened"),
        "header": [_("No."), _("When"), pgettext("journal", "Act"), _("Who")],
        "rows": [_row(item, has_names=has_names) for item in happened],
    }


def _shown(
    found: SubjectRequest, happened: list[Happened], *, has_names: bool, at: datetime
) -> list[list[str]]:
    state = queries.state_of(item.row for item in happened)
    clock = queries.clock_of(found, state, now=at)
    rights = dict(RIGHTS)
    name = queries.personal_of(found).name if has_names else ""
    rows = [
        (_("Name"), name),
        (_("What is asked for"), ", ".join(str(rights[right]) for right in found.rights)),
        (_("Received on"), _moment(found.received_at)),
        (_("To answer by"), f"{_moment(clock.deadline.ends_at)} ({labels.RULES[clock.kept.rule]})"),
        (_("Answered on"), _moment(found.answered_at)),
        (_("Late"), _("yes") if clock.is_late(at) else _("no")),
        (pgettext("noun", "Answer"), str(dict(OUTCOMES).get(found.outcome, ""))),
        (_("Status"), str(found.get_status_display())),
    ]
    return [[label, value] for label, value in rows if value]


def _row(item: Happened, *, has_names: bool) -> list[str]:
    who = item.row.by_name if has_names else item.row.by_kind
    return [str(item.row.position), _moment(item.row.at), str(labels.EVENTS[item.kind]), who]


def _moment(at: datetime | None) -> str:
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
