"""`probant barriers …`: ways to the data, their barriers, what lacks."""

from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from probant.cli.asking import (
    Output,
    Server,
    asking,
    read_json,
    refuse_existing,
    say,
    show_json,
    show_table,
    write_file,
)
from probant.cli.words import _

app = App(name="barriers", help="The ways to the data and the barriers on each.")
WAYS = "barriers/ways"
Format = Literal["csv", "xlsx", "ods", "pdf", "json"]
Act = Literal["retire", "take_up"]


@app.command(name="list")
def list_ways(*, server: Server | None = None) -> None:
    """List the ways with their independent barriers and what was found."""
    with asking(server) as (client, as_json):
        found = client.get(WAYS).json()
        if as_json:
            show_json(found)
            return
        rows = [
            (
                one["reference"],
                one["way"]["name"],
                _count(one),
                ", ".join(one["findings"]),
                one["id"],
            )
            for one in found
        ]
        columns = (_("Number"), _("Way"), _("Barriers"), _("Findings"), _("Identifier"))
        show_table(_("Ways to the data"), columns, rows)


@app.command
def usual(*names: str, server: Server | None = None) -> None:
    """List the usual ways of an organisation like yours; with names, add them."""
    with asking(server) as (client, as_json):
        if names:
            made = client.post("barriers/usual", {"names": list(names)}).json()
        else:
            made = client.get("barriers/usual").json()
        if as_json:
            show_json(made)
        elif names:
            say(_("Added: {count}").format(count=len(made)))
        else:
            rows = [(one["id"], one["label"], _("yes") if one["is_told"] else "") for one in made]
            show_table(_("Usual ways"), (_("Name"), _("Way"), _("Told")), rows)


@app.command
def show(way: str, *, server: Server | None = None) -> None:
    """Show one way as JSON: what `set` takes is under "way"."""
    with asking(server) as (client, _as_json):
        show_json(client.get(f"{WAYS}/{way}").json())


@app.command(name="set")
def set_way(
    file: Path,
    *,
    way: Annotated[str, Parameter(help="Identifier of the way to change; else a new one")] = "",
    seen: Annotated[int, Parameter(help="Version that was read")] = 0,
    server: Server | None = None,
) -> None:
    """Tell a way from a JSON file: a new one, or one as it is now."""
    facts = _facts(file)
    with asking(server) as (client, as_json):
        if way:
            made = client.put(f"{WAYS}/{way}", {"way": facts, "seen": seen}).json()
        else:
            made = client.post(WAYS, {"way": facts}).json()
        if as_json:
            show_json(made)
            return
        kept = _("Kept: {reference}, version {version}")
        say(kept.format(reference=made["reference"], version=made["version"]))


@app.command
def act(way: str, what: Act, *, reason: str = "", server: Server | None = None) -> None:
    """Give a way up, or take it up again."""
    with asking(server) as (client, as_json):
        made = client.post(f"{WAYS}/{way}/acts/{what}", {"reason": reason}).json()
        if as_json:
            show_json(made)
            return
        state = _("given up") if made["retired_at"] else _("in use")
        say(_("{reference}: {state}").format(reference=made["reference"], state=state))


@app.command
def export(
    *,
    format: Format = "csv",  # noqa: A002  the option's name
    output: Output = None,
    language: Literal["fr", "en"] = "fr",
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Write the ways and their barriers as a file."""
    if output:
        refuse_existing(output, force=force)
    with asking(server) as (client, _as_json):
        answer = client.get("barriers/export", format=format, language=language)
    write_file(output or Path(answer.filename or f"ways.{format}"), answer.content, force=force)


def _facts(file: Path) -> dict[str, Any]:
    """The way that a file holds: alone, or as `show` prints it."""
    held = read_json(file, dict)
    found = held.get("way", held)
    return found if isinstance(found, dict) else held


def _count(one: dict[str, Any]) -> str:
    sure, most = one["independent"], one["possible"]
    return str(sure) if sure == most else f"{sure}–{most}"
