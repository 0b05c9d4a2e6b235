"""`probant verify DOSSIER`: whether a dossier is, byte for byte, what its maker signed for."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from probant.accountability.domain.verification import Report, Step
from probant.accountability.domain.verification import verify as verified
from probant.cli.words import _

CANNOT_READ = 2


def verify(
    dossier: Path,
    *,
    key: Annotated[str, Parameter(help="Verifier key known from elsewhere")] = "",
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> None:
    """Check a dossier offline: exit code 0 when valid, 1 when not, 2 when it cannot be read."""
    try:
        with dossier.open("rb") as file:
            report = verified(file, known_key=key)
    except OSError as error:
        print(_("Cannot read {path}: {reason}").format(path=dossier, reason=error.strerror))
        sys.exit(CANNOT_READ)
    print(json.dumps(asdict(report), indent=1) if as_json else told(report))
    sys.exit(0 if report.is_valid else 1)


def told(report: Report) -> str:
    """The report in the reader's language, one line a step."""
    lines = [f"  ✓ {_step(step)}" for step in report.held]
    if report.failed:
        lines.append(f"  ✗ {_step(report.failed)} ({report.detail})")
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
