"""`probant notices …`: how each audience is informed, publication, papers."""

from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from probant.cli.asking import (
    Output,
    Server,
    asking,
    progress,
    refuse_existing,
    say,
    show_json,
    show_table,
    write_file,
)
from probant.cli.words import _

app = App(name="notices", help="The information notices.")
Audience = Literal["patients", "staff", "website_visitors", "partners", "research", "clients"]


@app.command(name="list")
def list_notices(*, server: Server | None = None) -> None:
    """List each audience with its notice."""
    with asking(server) as (client, as_json):
        found = client.get("notices").json()
        if as_json:
            show_json(found)
            return
        rows = [
            (one["name"], _state(one), len(one["unmet"]) or "", one["address"]) for one in found
        ]
        columns = (_("Audience"), _("State"), _("Missing"), _("Address"))
        show_table(_("Information notices"), columns, rows)


@app.command
def publish(
    audience: Audience,
    *,
    seen: Annotated[str, Parameter(help="Fingerprint of the notice that was read")] = "",
    server: Server | None = None,
) -> None:
    """Publish what the register says now, in French and in English."""
    with asking(server) as (client, as_json):
        made = client.post(f"notices/{audience}/publish", {"seen": seen}).json()
        if as_json:
            show_json(made)
            return
        published = _("Published, version {number}: {address}")
        say(published.format(number=made["number"], address=made["address"]))


@app.command
def export(  # noqa: PLR0913  one option a choice
    audience: Audience,
    *,
    format: Annotated[Literal["poster", "leaflet", "json"], Parameter()] = "poster",  # noqa: A002  the option's name
    output: Output = None,
    language: Literal["fr", "en"] | None = None,
    draft: Annotated[bool, Parameter(negative="", help="What the register says now")] = False,
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Write a notice as a poster, a leaflet or JSON."""
    if output:
        refuse_existing(output, force=force)
    path = f"notices/{audience}/export"
    with asking(server) as (client, _as_json), progress(_("Composing the notice")) as heard:
        answer = client.get(path, heard, format=format, language=language, is_draft=draft)
    write_file(output or Path(answer.filename or f"{audience}.pdf"), answer.content, force=force)


def _state(one: dict[str, Any]) -> str:
    if one["number"] is None:
        return _("never published")
    if one["is_stale"]:
        return _("version {number}, overtaken by the register").format(number=one["number"])
    return _("version {number}, up to date").format(number=one["number"])
