"""`probant contract read FILE`: which clauses a contract says, read here, without a server."""

import json
import sys
from pathlib import Path
from typing import Annotated, NoReturn

from cyclopts import App, Parameter

from probant.cli.words import _, language
from probant.probes.contracts import errors, read
from probant.probes.contracts.limits import LIMITS
from probant.probes.contracts.result import ClauseReading, ContractReading, State, Unseen
from probant.reference.processors import clauses

app = App(name="contract", help="What a processor's contract says (art. 28), read on this machine.")
CANNOT_READ = 2
SHOWN = 160
MARKS = {State.FOUND: "✓", State.DOUBTFUL: "?", State.MISSING: "✗"}


@app.command(name="read")
def read_file(
    contract: Path,
    *,
    host: Annotated[bool, Parameter(negative="")] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> None:
    """Read a PDF or DOCX: exit code 0 all found, 1 not all, 2 it cannot be read.

    Parameters
    ----------
    contract: the file
    host: also what the public health code asks of a host of health data
    as_json: the whole reading, with every passage
    """
    reading = _read(contract, host=host)
    print(json.dumps(reading.as_json(), indent=1, ensure_ascii=False) if as_json else told(reading))
    if not reading.is_readable:
        sys.exit(CANNOT_READ)
    sys.exit(0 if all(one.state is State.FOUND for one in reading.clauses) else 1)


def told(reading: ContractReading) -> str:
    """One line a clause in the reader's language, then what was not seen."""
    lines = [line for one in reading.clauses for line in _clause(one)]
    lines += ["", *(f"! {_unseen(one.what)} ({one.count})" for one in reading.not_seen)]
    counts = {state: sum(one.state is state for one in reading.clauses) for state in State}
    if not reading.is_readable:
        return "\n".join([*lines, _("No text that can be judged: nothing is concluded.")])
    counted = _("{found} found, {doubtful} doubtful, {missing} missing; a person decides.")
    numbers = {state.value: count for state, count in counts.items()}
    return "\n".join([*lines, counted.format(**numbers)])


def _read(contract: Path, *, host: bool) -> ContractReading:
    try:
        if contract.stat().st_size > LIMITS.file_bytes:
            refuse(_refusal("too_large"))
        return read(contract.read_bytes(), host=host)
    except OSError as error:
        refuse(_("Cannot read {path}: {reason}").format(path=contract, reason=error.strerror))
    except errors.ContractFileError as error:
        refuse(_refusal(error.code))


def refuse(message: str) -> NoReturn:
    """Says why nothing was read, on the error output; exit code 2."""
    print(message, file=sys.stderr)
    sys.exit(CANNOT_READ)


def _clause(one: ClauseReading) -> list[str]:
    label = clauses()[one.clause].label.in_(language())
    lines = [f"{MARKS[one.state]} {label}"]
    if one.passages:
        first = one.passages[0]
        page = _("p. {page}: ").format(page=first.page) if first.page else ""
        lines.append(f"    {page}{_cut(first.text)}")
    return lines


def _cut(text: str) -> str:
    plain = " ".join(text.replace("\u00ad", "").split())
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"


def _refusal(code: str) -> str:
    return {
        "empty": _("The file is empty."),
        "too_large": _("The file is larger than a contract may be (50 MB)."),
        "type": _("This is neither a PDF nor a DOCX."),
        "macros": _("The document has macros: it was not opened."),
        "encrypted": _("A password protects the file: it was not read."),
        "corrupt": _("The file is damaged: it was not read."),
        "bomb": _("The file unfolds to far more than a contract: it was not read."),
    }[code]


def _unseen(what: Unseen) -> str:
    return {
        Unseen.PAGES_WITHOUT_TEXT: _("pages without text (scanned?) were not read"),
        Unseen.PAGES_TOO_HEAVY: _("pages too heavy to read"),
        Unseen.PAGES_BEYOND_LIMIT: _("pages beyond the most that is read"),
        Unseen.TIME_OUT: _("pages left when time was out"),
        Unseen.EMBEDDED_FILES: _("embedded files were not opened"),
        Unseen.PICTURES: _("pictures were not read"),
        Unseen.HIDDEN_TEXT: _("hidden pieces of text were left out"),
        Unseen.COMMENTS: _("comments were left out"),
        Unseen.TRACKED_CHANGES: _("tracked changes: deleted words were left out"),
        Unseen.LANGUAGE: _("neither French nor English"),
    }[what]
