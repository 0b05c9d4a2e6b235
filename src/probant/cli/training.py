"""`probant training …`: who is trained, sessions, lists brought and taken out."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlencode

from cyclopts import App, Parameter

from probant.cli.asking import (
    Output,
    Server,
    asking,
    read_file,
    read_json,
    refuse_existing,
    say,
    show_json,
    show_table,
    write_file,
)
from probant.cli.words import _

app = App(name="training", help="Training of the staff.")
TRAINING = "training"
ListName = Literal["coverage", "phishing", "results", "sessions", "staff"]
Kind = Literal["staff", "attendance", "phishing"]
Format = Literal["csv", "xlsx", "ods", "pdf", "json"]
Force = Annotated[bool, Parameter(negative="", help="Replace an existing file")]


@app.command
def coverage(
    *,
    on: Annotated[str, Parameter(help="As at this day, such as 2026-12-31")] = "",
    server: Server | None = None,
) -> None:
    """Show who is trained and who is not, the gaps first."""
    with asking(server) as (client, as_json):
        found = client.get(f"{TRAINING}/coverage", on=on).json()
        if as_json:
            show_json(found)
            return
        columns = (_("Name"), _("Function"), _("State"), _("To be trained by"))
        rows = [
            (one["name"], one["function"], one["standing"], one["due_on"])
            for one in found["people"]
        ]
        show_table(_("Training coverage"), columns, rows)
        whole = found["whole"]
        said = _("Trained: {trained} of {expected} expected.")
        say(said.format(trained=whole["trained"], expected=whole["expected"]))


@app.command
def modules(*, server: Server | None = None) -> None:
    """List the modules that people take in Probant."""
    with asking(server) as (client, as_json):
        found = client.get(f"{TRAINING}/modules").json()
        if as_json:
            show_json(found)
            return
        columns = (_("Identifier"), _("Title"), _("Minutes"))
        rows = [(one["id"], one["title"], one["minutes"]) for one in found]
        show_table(_("Modules"), columns, rows)


@app.command
def sessions(*, server: Server | None = None) -> None:
    """List the sessions, the latest first."""
    with asking(server) as (client, as_json):
        found = client.get(f"{TRAINING}/sessions").json()
        if as_json:
            show_json(found)
            return
        columns = (_("Number"), _("Date"), _("Title"), _("State"), _("Present"))
        rows = [
            (one["reference"], one["held_on"], one["title"], one["state"], one["present"])
            for one in found
        ]
        show_table(_("Training sessions"), columns, rows)


@app.command
def plan(  # noqa: PLR0913  each is an option of the command
    title: str,
    held_on: str,
    *,
    subject: Annotated[list[str] | None, Parameter(help="Identifier of a module")] = None,
    trainer: str = "",
    audience: str = "",
    remote: Annotated[bool, Parameter(negative="")] = False,
    server: Server | None = None,
) -> None:
    """Enter a session, held or to come."""
    asked = {
        "title": title,
        "held_on": held_on,
        "subjects": subject or [],
        "trainer": trainer,
        "audience": audience,
        "is_remote": remote,
    }
    with asking(server) as (client, as_json):
        made = client.post(f"{TRAINING}/sessions", asked).json()
        if as_json:
            show_json(made)
            return
        said = _("Session {reference}: {id}")
        say(said.format(reference=made["reference"], id=made["id"]))


@app.command
def attend(session: str, file: Path, *, server: Server | None = None) -> None:
    """Enter who was there, from a JSON file {"present": [ids], "absent": [ids]}."""
    body = read_json(file, dict)
    with asking(server) as (client, as_json):
        made = client.put(f"{TRAINING}/sessions/{session}/attendance", body).json()
        if as_json:
            show_json(made)
            return
        say(_("Present: {count}").format(count=made["present"]))


@app.command(name="import")
def import_list(  # noqa: PLR0913  each is an option of the command
    kind: Kind,
    file: Path,
    *,
    session: Annotated[str, Parameter(help="Identifier of the session")] = "",
    add_unknown: Annotated[bool, Parameter(negative="", help="Add unknown people")] = False,
    name: Annotated[str, Parameter(help="Name of the phishing exercise")] = "",
    launched_on: Annotated[str, Parameter(help="Day of the phishing exercise")] = "",
    server: Server | None = None,
) -> None:
    """Bring a staff list, an attendance or the results of a phishing exercise, whole or not."""
    fields = {
        "session": session,
        "name": name,
        "launched_on": launched_on,
        "adds_unknown": "true" if add_unknown else "",
    }
    with asking(server) as (client, as_json):
        content = read_file(file)
        asked = urlencode({key: value for key, value in fields.items() if value})
        made = client.upload(f"{TRAINING}/import/{kind}?{asked}", file, content).json()
        if as_json:
            show_json(made)
            return
        say(_("Lines taken: {count}").format(count=made["lines"]))


@app.command
def export(  # noqa: PLR0913  each is an option of the command
    listed: ListName,
    *,
    format: Format = "csv",  # noqa: A002  the option's name
    language: Literal["fr", "en", ""] = "",
    output: Output = None,
    force: Force = False,
    server: Server | None = None,
) -> None:
    """Write a list as a file."""
    place = output or Path(f"{listed}.{format}")
    refuse_existing(place, force=force)
    with asking(server) as (client, _as_json):
        path = f"{TRAINING}/export/{listed}"
        answer = client.get(path, format=format, language=language)
    write_file(place, answer.content, force=force)


@app.command
def check(number: str, *, server: Server | None = None) -> None:
    """Check a certificate by its number."""
    with asking(server) as (client, as_json):
        found = client.get(f"{TRAINING}/certificates/{number}").json()
        if as_json:
            show_json(found)
            return
        say(f"{found['certificate']} · {found['module']} · {found['at'][:10]} · {found['name']}")
