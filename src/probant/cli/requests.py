"""`probant requests …`: the requests of persons listed, shown, entered, acted on, exported."""

import json
from datetime import datetime
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
    refuse_existing,
    say,
    show_json,
    show_table,
    write_file,
)
from probant.cli.client import Client
from probant.cli.words import _

app = App(name="requests", help="The requests of persons about their data.")
REQUESTS = "requests"


@app.command(name="list")
def list_requests(
    *,
    status: Annotated[str, Parameter(help="A status, or open, or late")] = "",
    right: Annotated[str, Parameter(help="A right, or record")] = "",
    year: int | None = None,
    server: Server | None = None,
) -> None:
    """List the requests, the most urgent first; names are not shown."""
    with asking(server) as (client, as_json):
        found = list(client.items(REQUESTS, status=status, right=right, year=year))
        if as_json:
            show_json(found)
            return
        rows = [
            (
                one["number"],
                ", ".join(one["rights"]),
                one["status"],
                _day(one["due_at"]),
                _late(one),
            )
            for one in found
        ]
        columns = (_("No."), _("Right"), _("Status"), _("To answer by"), _("Late"))
        show_table(_("{count} requests").format(count=len(rows)), columns, rows)


@app.command
def show(request: str, *, server: Server | None = None) -> None:
    """Show one request, by its number (D-2026-014) or its identifier."""
    with asking(server) as (client, as_json):
        found = client.get(f"{REQUESTS}/{_identifier(client, request)}").json()
        if as_json:
            show_json(found)
            return
        rows = [
            (_("Name"), found["personal"]["contact"]["name"]),
            (_("Right"), ", ".join(found["rights"])),
            (_("Status"), found["status"]),
            (_("To answer by"), _day(found["due_at"])),
            (_("Late"), _late(found)),
            (_("Version"), found["version"]),
        ]
        show_table(found["number"], (_("What"), _("Value")), rows)
        acts = [(one["at"], one["kind"]) for one in found["events"]]
        show_table(_("What happened"), (_("When"), _("Act")), acts)


@app.command
def enter(file: Path, *, server: Server | None = None) -> None:
    """Enter a request from a JSON file: rights, channel, received_at, contact, text."""
    with asking(server) as (client, as_json):
        made = client.post(REQUESTS, _read(file)).json()
        if as_json:
            show_json(made)
            return
        said = _("Recorded: {number}, to answer by {day}")
        say(said.format(number=made["number"], day=_day(made["due_at"])))


@app.command
def act(
    request: str,
    act: str,
    *,
    file: Annotated[Path | None, Parameter(help="JSON file of what the act needs")] = None,
    server: Server | None = None,
) -> None:
    """Act on a request: acknowledge, ask-identity, extend, analysis, answer, close."""
    body = _read(file) if file else {}
    with asking(server) as (client, as_json):
        there = f"{REQUESTS}/{_identifier(client, request)}"
        version = client.get(there).json()["version"]
        done = client.post(f"{there}/{act}", body, version=version).json()
        if as_json:
            show_json(done)
            return
        said = _("Done: {number}, version {version}")
        say(said.format(number=done["number"], version=done["version"]))


@app.command
def export(  # noqa: PLR0913  one option a choice
    *,
    format: Annotated[Literal["pdf", "xlsx", "ods", "csv", "json"], Parameter()] = "csv",  # noqa: A002  the option's name
    names: Annotated[bool, Parameter(negative="", help="With the names")] = False,
    output: Output = None,
    language: Literal["fr", "en"] | None = None,
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Write the register of requests to a file."""
    if output:
        refuse_existing(output, force=force)
    with asking(server) as (client, _as_json), progress(_("Exporting the requests")) as heard:
        answer = client.get(
            f"{REQUESTS}/export", heard, format=format, names=names, language=language
        )
    write_file(output or Path(answer.filename or f"requests.{format}"), answer.content, force=force)


def _line(one: dict[str, Any]) -> tuple[str, ...]:
    rights = ", ".join(one["rights"])
    return (one["number"], rights, one["status"], _day(one["due_at"]), _late(one))


def _identifier(client: Client, request: str) -> str:
    """The identifier of a number; what is no number is taken for an identifier."""
    if not request.upper().startswith("D-"):
        return request
    found = client.get(REQUESTS, number=request).json()["items"]
    if not found:
        fail(_("There is no request {number}.").format(number=request), REFUSED)
    return str(found[0]["id"])


def _read(path: Path) -> Any:  # noqa: ANN401  any JSON value
    try:
        return json.loads(read_file(path))
    except ValueError:
        fail(_("{path} is not a JSON file.").format(path=path), UNUSABLE_FILE)


def _day(instant: str | None) -> str:
    return f"{datetime.fromisoformat(instant):%d/%m/%Y}" if instant else ""


def _late(one: dict[str, Any]) -> str:
    return _("yes") if one["is_late"] else ""
