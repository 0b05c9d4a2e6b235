"""`probant crisis …`: a crisis opened, written in, summed up, exported."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import uuid4

from cyclopts import App, Parameter

from probant.cli.asking import (
    REFUSED,
    Output,
    Server,
    asking,
    fail,
    refuse_existing,
    say,
    show_json,
    show_table,
    write_file,
)
from probant.cli.client import Client
from probant.cli.words import _

app = App(name="crisis", help="The crisis room.")
CRISES = "crises"
Team = Literal["management", "it", "legal", "dpo", "communication", "care"]
Kind = Literal["note", "fact", "action", "decision", "rumour"]


@app.command(name="list")
def list_crises(*, server: Server | None = None) -> None:
    """List the crises, the open ones first."""
    with asking(server) as (client, as_json):
        found = client.get(CRISES).json()
        if as_json:
            show_json(found)
            return
        rows = [
            (one["reference"], one["title"], one["opened_at"][:16], one["closed_at"] or "")
            for one in found
        ]
        show_table(_("Crises"), (_("Reference"), _("Title"), _("Opened"), _("Closed")), rows)


@app.command(name="open")
def open_crisis(
    title: str,
    *,
    kind: Annotated[str, Parameter(help="Scenario, such as ransomware")] = "other",
    text: Annotated[str, Parameter(help="What is known")] = "",
    server: Server | None = None,
) -> None:
    """Open a crisis and its room."""
    with asking(server) as (client, as_json):
        made = client.post(CRISES, {"title": title, "kind": kind, "text": text}).json()
        if as_json:
            show_json(made)
            return
        say(_("Opened: {reference}").format(reference=made["reference"]))


@app.command(name="say")
def write(  # noqa: PLR0913  one option a field
    crisis: str,
    text: str,
    *,
    kind: Kind = "note",
    team: Team | None = None,
    reason: Annotated[str, Parameter(help="Why, for a decision")] = "",
    source: Annotated[str, Parameter(help="Where it comes from")] = "",
    server: Server | None = None,
) -> None:
    """Write in the room of a crisis, named by its reference."""
    texts = {"text": text, "reason": reason, "source": source}
    body = {
        "kind": kind,
        "client_key": str(uuid4()),
        "team": team or "",
        "body": {name: value for name, value in texts.items() if value},
    }
    with asking(server) as (client, as_json):
        made = client.post(f"{CRISES}/{_identifier(client, crisis)}/entries", body).json()
        if as_json:
            show_json(made)
            return
        say(_("Written, no. {number}.").format(number=made["sequence"]))


@app.command
def read(
    crisis: str,
    *,
    after: Annotated[int, Parameter(help="Only what comes after this number")] = 0,
    server: Server | None = None,
) -> None:
    """Read the timeline of a crisis."""
    with asking(server) as (client, as_json):
        place = f"{CRISES}/{_identifier(client, crisis)}/entries"
        found = client.get(place, after=after).json()
        if as_json:
            show_json(found)
            return
        rows = [
            (
                one["sequence"],
                one["at"][11:16],
                one["by_name"],
                one["kind"],
                one["body"].get("text", ""),
            )
            for one in found
        ]
        show_table(crisis, (_("No."), _("Time"), _("Who"), _("Kind"), _("Words")), rows)


@app.command
def sitrep(
    crisis: str,
    *,
    output: Output = None,
    language: Literal["fr", "en"] | None = None,
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Write the situation report, one page of PDF."""
    asked = {"format": "pdf", "language": language}
    _write(crisis, "situation", asked, output=output, server=server, force=force)


@app.command
def export(  # noqa: PLR0913  one option a choice
    crisis: str,
    *,
    format: Literal["pdf", "csv", "json"] = "pdf",  # noqa: A002  the option's name
    output: Output = None,
    language: Literal["fr", "en"] | None = None,
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Write the whole timeline to a file."""
    asked = {"format": format, "language": language}
    _write(crisis, "export", asked, output=output, server=server, force=force)


def _write(  # noqa: PLR0913  what is asked, and where it goes
    crisis: str,
    what: str,
    asked: Mapping[str, str | None],
    *,
    output: Path | None,
    server: Server | None,
    force: bool,
) -> None:
    if output:
        refuse_existing(output, force=force)
    with asking(server) as (client, _as_json):
        place = f"{CRISES}/{_identifier(client, crisis)}/{what}"
        answer = client.get(place, **asked)
    name = answer.filename or f"crisis.{asked['format']}"
    write_file(output or Path(name), answer.content, force=force)


def _identifier(client: Client, crisis: str) -> str:
    """The identifier of a reference such as C-2026-001."""
    found: list[dict[str, Any]] = client.get(CRISES).json()
    for one in found:
        if crisis in {one["reference"], one["id"]}:
            return str(one["id"])
    return fail(_("There is no crisis {reference}.").format(reference=crisis), REFUSED)
