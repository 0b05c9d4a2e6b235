"""`probant crisis-plan …`: the plan read, written, validated, copied, and its copies checked."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from probant.cli.asking import (
    REFUSED,
    UNUSABLE_FILE,
    Output,
    Server,
    asking,
    fail,
    progress,
    read_file,
    read_json,
    refuse_existing,
    say,
    show_json,
    show_table,
    write_file,
)
from probant.cli.words import _
from probant.common.signed_note import NoteError, Verifier
from probant.crisis.domain import booklet as statements
from probant.crisis.domain.booklet import StatementError

app = App(name="crisis-plan", help="The crisis plan and its copies.")
PLAN, CRISES = "crisis-plan", "crises"
FORMAT = "probant-crisis-plan/1"
Language = Literal["fr", "en"]
Force = Annotated[bool, Parameter(negative="", help="Replace an existing file")]


@app.command
def show(*, server: Server | None = None) -> None:
    """Say where the plan stands and what it lacks."""
    with asking(server) as (client, as_json):
        found = client.get(PLAN).json()
        if as_json:
            show_json(found)
            return
        rows = [(gap["section"], gap["item"], gap["subject"]) for gap in found["gaps"]]
        title = _("Version {number}, to be read again on {day}")
        day = found["review_on"] or _("no date")
        columns = (_("Where"), _("Missing"), _("Of"))
        show_table(title.format(number=found["number"], day=day), columns, rows)


@app.command
def export(*, output: Output = None, force: Force = False, server: Server | None = None) -> None:
    """Write the plan to a file (JSON)."""
    with asking(server) as (client, _as_json):
        found = client.get(PLAN).json()
    held = {"format": FORMAT, "number": found["number"], "plan": found["plan"]}
    content = json.dumps(held, ensure_ascii=False, indent=1).encode()
    write_file(output or Path(f"crisis-plan-{found['number']}.json"), content, force=force)


@app.command(name="import")
def import_plan(
    file: Path,
    *,
    seen: Annotated[int, Parameter(help="Number of the version that was read, 0 for none")],
    server: Server | None = None,
) -> None:
    """Make the plan in a file the next version."""
    held = read_json(file, dict)
    if held.get("format") != FORMAT:
        fail(_("{path} is not a crisis plan.").format(path=file), UNUSABLE_FILE)
    with asking(server) as (client, as_json):
        made = client.put(PLAN, {"seen": seen, "plan": held.get("plan")}).json()
        if as_json:
            show_json(made)
            return
        say(_("Saved: version {number}.").format(number=made["number"]))


@app.command
def validate(
    *,
    seen: Annotated[int, Parameter(help="Number of the version that was read")],
    server: Server | None = None,
) -> None:
    """Validate the plan that was read, for twelve months."""
    with asking(server) as (client, as_json):
        made = client.post(f"{PLAN}/validate", {"seen": seen}).json()
        if as_json:
            show_json(made)
            return
        say(_("Validated until {day}.").format(day=made["review_on"]))


@app.command
def booklet(
    *,
    language: Language = "fr",
    output: Output = None,
    force: Force = False,
    server: Server | None = None,
) -> None:
    """Make the booklet to print, with its signature beside it (.sig)."""
    asked = {"language": language}
    _copy("booklet", asked, output=output, force=force, server=server)


@app.command
def page(
    *,
    passphrase_file: Annotated[Path, Parameter(help="File that holds the passphrase")],
    language: Language = "fr",
    output: Output = None,
    force: Force = False,
    server: Server | None = None,
) -> None:
    """Make the encrypted page, with its signature beside it (.sig)."""
    try:
        passphrase = read_file(passphrase_file).decode().strip()
    except UnicodeDecodeError:
        fail(_("{path} is not text.").format(path=passphrase_file), UNUSABLE_FILE)
    asked = {"language": language, "passphrase": passphrase}
    _copy("page", asked, output=output, force=force, server=server)


@app.command
def check(
    file: Path,
    signature: Path,
    *,
    key: Annotated[str, Parameter(help="Verifier key of the installation, known from elsewhere")],
) -> None:
    """Check offline that a booklet or a page is, byte for byte, the one that was signed."""
    try:
        verifier = Verifier.parse(key)
        found = statements.checked(read_file(signature), read_file(file), [verifier])
    except (NoteError, StatementError):
        fail(_("INVALID: this is not what was signed for."), REFUSED)
    valid = _("VALID: {kind} of version {number}, made on {at}.")
    say(valid.format(kind=found.kind, number=found.number, at=found.at.isoformat()))


@app.command(name="bring-log")
def bring_log(crisis: str, file: Path, *, server: Server | None = None) -> None:
    """Bring the log of an offline page into the room of a crisis, named by its reference."""
    entries = read_json(file, dict).get("entries")
    with asking(server) as (client, as_json):
        found: list[dict[str, Any]] = client.get(CRISES).json()
        ids = [one["id"] for one in found if crisis in {one["reference"], one["id"]}]
        if not ids:
            fail(_("There is no crisis {reference}.").format(reference=crisis), REFUSED)
        made = client.post(f"{CRISES}/{ids[0]}/offline-log", {"entries": entries}).json()
        if as_json:
            show_json(made)
            return
        say(_("Lines in the room: {count}").format(count=made["lines"]))


def _copy(
    kind: str,
    asked: Mapping[str, str],
    *,
    output: Path | None,
    force: bool,
    server: Server | None,
) -> None:
    if output:
        refuse_existing(output, force=force)
    with asking(server) as (client, _as_json), progress(_("Making the copy")):
        answer = client.post(f"{PLAN}/{kind}", asked)
        signature = client.get(f"{PLAN}/copies").json()[0]["signature"]
    path = output or Path(answer.filename or f"crisis-plan.{kind}")
    write_file(path, answer.content, force=force)
    if str(path) != "-":
        write_file(path.with_name(f"{path.name}.sig"), signature.encode(), force=force)
