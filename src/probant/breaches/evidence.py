"""The dossier of one breach: facts, assessment, decisions, deadlines, letters, every statement.

Without names, who acted and the names of files are left out; what people wrote in their own words
is kept as it stands. The digests are those that the journal keeps, of what was stated whole.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import translation

from probant.breaches import casefile, queries
from probant.breaches.casefile import CaseFile
from probant.breaches.clocks import clocks_of
from probant.breaches.documents import notification_pdf
from probant.breaches.domain import notification
from probant.breaches.domain.clocks import Clock
from probant.breaches.exports import plain
from probant.breaches.letters import letter_of
from probant.breaches.models import Statement
from probant.breaches.printed import Edition, dossier
from probant.organisations.models import Organisation

NAMED = frozenset({"name", "names", "owner", "telephone", "contact"})


def documents(
    organisation: Organisation, subject_id: UUID, *, language: str, has_names: bool, at: datetime
) -> dict[str, bytes]:
    """Every fact and every paper of the breach, by the name of the dossier's member."""
    file = casefile.of(queries.breach(organisation.pk, subject_id))
    clocks = clocks_of(file.breach, now=at, facts=file.facts, sendings=file.sent)
    edition = Edition(language=language, has_names=has_names, at=at)
    with translation.override(language):
        return {
            "breach.pdf": dossier(file, clocks, organisation, edition),
            "breach.json": _json(_whole(file, clocks, has_names=has_names)),
            "files.json": _json(_files(file, has_names=has_names)),
            **_notifications(file, organisation, language),
            **_letters(file, organisation),
        }


def _whole(file: CaseFile, clocks: tuple[Clock, ...], *, has_names: bool) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(json.dumps(plain(file), default=_said))
    value["clocks"] = [_clock(one) for one in clocks]
    value["reasons"] = [
        {"rule": why.rule, "level": why.level.name.lower(), "is_certain": why.is_certain,
         "source": why.source, "confidence": why.confidence}
        for why in file.proposal.reasons
    ]  # fmt: skip
    value["statements"] = [_statement(made, has_names=has_names) for made in file.told]
    return value if has_names else _nameless(value)


def _statement(made: Statement, *, has_names: bool) -> dict[str, Any]:
    return {
        "sequence": made.sequence,
        "kind": made.kind,
        "item": made.item,
        "number": made.number,
        "event": made.event,
        "at": made.at.isoformat(),
        "by": made.by_name if has_names else "",
        "note": made.note,
        "sha256": made.digest,
        "content": made.content,
    }


def _clock(one: Clock) -> dict[str, Any]:
    ends = one.deadline
    return {
        "duty": one.duty,
        "article": one.article,
        "confidence": one.confidence,
        "applies": one.applies,
        "is_legal": one.is_legal,
        "is_provisional": one.is_provisional,
        "starting": ends.starting.isoformat() if ends else None,
        "target_at": ends.target_at.isoformat() if ends else None,
        "ends_at": ends.ends_at.isoformat() if ends else None,
        "done_at": one.done_at.isoformat() if one.done_at else None,
        "steps": [
            {"rule": step.rule, "article": step.article, "is_applied": step.is_applied}
            for step in (ends.steps if ends else ())
        ],
    }


def _files(file: CaseFile, *, has_names: bool) -> list[dict[str, Any]]:
    """Digests of the files, which stay in the vault: they are handed over apart."""
    return [
        {
            "id": one.file.id,
            "name": one.name if has_names else "",
            "purpose": one.file.purpose,
            "media_type": one.file.media_type,
            "size": one.file.size,
            "sha256": one.file.sha256,
            "kept_at": one.statement.at.isoformat(),
        }
        for one in file.files
    ]


def _notifications(file: CaseFile, organisation: Organisation, language: str) -> dict[str, bytes]:
    """Each notification as it was frozen, whatever the facts became."""
    found: dict[str, bytes] = {}
    for made, said in file.notifications:
        form = notification.from_json(said.form)
        name = f"notifications/{made.number:02d}-{said.type}"
        reference = file.breach.reference
        found[f"{name}.pdf"] = notification_pdf(form, organisation, reference, language=language)
        found[f"{name}.json"] = _json(said.form)
        found[f"{name}.txt"] = notification.as_text(form, language).encode()
    return found


def _letters(file: CaseFile, organisation: Organisation) -> dict[str, bytes]:
    """The words of each group's letter: those that left, or those prepared."""
    found = {}
    for made, said in file.communications.values():
        letter = letter_of(file, organisation, said)
        state = "sent" if said.sent_on else "prepared"
        name = f"letters/{made.sequence:04d}-{said.audience.value}-{state}.txt"
        found[name] = f"{letter.subject}\n\n{letter.text}\n".encode()
    return found


def _nameless(value: Any) -> Any:  # noqa: ANN401  any JSON value
    if isinstance(value, Mapping):
        return {
            key: _emptied(held) if key in NAMED else _nameless(held) for key, held in value.items()
        }
    return [_nameless(one) for one in value] if isinstance(value, list) else value


def _emptied(held: Any) -> Any:  # noqa: ANN401  any JSON value
    return [] if isinstance(held, list) else ""


def _said(value: Any) -> str:  # noqa: ANN401  a date, an instant or an identifier
    return str(value.isoformat() if hasattr(value, "isoformat") else value)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
