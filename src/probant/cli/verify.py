"""`probant verify DOSSIER`: whether a dossier is, byte for byte, what its maker signed for."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, NoReturn

from cyclopts import Parameter

from probant.accountability.domain.verification import Report, Step
from probant.accountability.domain.verification import verify as verified
from probant.cli.words import _
from probant.common.checkpoint import NoteError, Verifier

CANNOT_READ = 2


def verify(
    dossier: Path,
    *,
    key: Annotated[str, Parameter(help="Verifier key known from elsewhere")] = "",
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> None:
    """Check a dossier offline: exit code 0 when valid, 1 when not, 2 when it cannot be read."""
    if key and not _is_key(key):
        refuse(_("the verifier key {key} is not one: name+hash+base64 is expected"), key=key)
    try:
        with dossier.open("rb") as file:
            report = verified(file, known_key=key)
    except OSError as error:
        refuse(_("Cannot read {path}: {reason}"), path=dossier, reason=error.strerror)
    except MemoryError:
        refuse(_("{path} is too large for this machine's memory."), path=dossier)
    print(json.dumps(asdict(report), indent=1) if as_json else told(report))
    sys.exit(0 if report.is_valid else 1)


def refuse(message: str, **facts: object) -> NoReturn:
    """Says why nothing could be checked, on the error output; exit code 2."""
    print(message.format(**facts), file=sys.stderr)
    sys.exit(CANNOT_READ)


def told(report: Report) -> str:
    """The report in the reader's language, one line a step."""
    lines = [f"  ✓ {_step(step)}" for step in report.held]
    if report.failed:
        lines.append(f"  ✗ {_step(report.failed)} ({_detail(report.detail)})")
        return "\n".join([*lines, "", _("INVALID: this is not what was signed for.")])
    return "\n".join([*lines, "", *_conclusion(report)])


def _conclusion(report: Report) -> list[str]:
    conclusion = _("VALID: {name}, made {at}; {documents} documents, {entries} journal entries.")
    trust = (
        _("Signed by the key that you named.")
        if report.is_key_known
        else _(
            "Signed by the key below, read from the dossier itself: compare it with the one that"
            " the organisation gave you by another way, or give it with --key."
        )
    )
    facts = {"name": report.organisation, "at": report.made_at}
    counts = {"documents": report.documents, "entries": report.entries}
    return [conclusion.format(**facts, **counts), trust, report.verifier]


def _is_key(text: str) -> bool:
    try:
        Verifier.parse(text)
    except NoteError:
        return False
    return True


def _step(step: Step) -> str:
    return {
        Step.CONTAINER: _("The archive is intact"),
        Step.MANIFEST: _("The manifest can be read"),
        Step.DOCUMENTS: _("Each document has its stated SHA-256"),
        Step.SIGNATURE: _("The checkpoint is signed by the stated key"),
        Step.TREE: _("The journal entries give the signed root"),
        Step.BINDING: _("The journal's last entry binds the manifest"),
        Step.COMMITMENTS: _("The disclosed names open their commitments"),
    }[step]


def _detail(detail: str) -> str:
    """What was found, in words; a member, an entry's number or a field as it is."""
    return {
        "NotADossierError": _("the file is no dossier, or it was cut short"),
        "ContainerChangedError": _("bytes of the archive were changed"),
        "DossierTooLargeError": _("the archive is larger than its format can say"),
        "NoteFormatError": _("the checkpoint cannot be read"),
        "CheckpointFormatError": _("the checkpoint cannot be read"),
        "InvalidSignatureError": _("the checkpoint's signature is wrong"),
        "UnsignedNoteError": _("the checkpoint's signature is wrong"),
        "UnexpectedOriginError": _("the checkpoint is that of another journal"),
        "verifier": _("signed by another key than the one named"),
        "format": _("not a format that this version knows"),
        "json": _("not readable as JSON"),
        "root": _("an entry was changed"),
    }.get(detail, detail)
