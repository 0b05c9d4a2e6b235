"""`probant register …`: the register listed, shown, exported, imported, added to."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

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
from probant.cli.client import AnswerError, Client
from probant.cli.words import _

app = App(name="register", help="The register of processing activities.")
ACTIVITIES = "register/activities"


@app.command(name="list")
def list_activities(  # noqa: PLR0913  one option a filter
    *,
    words: Annotated[str, Parameter(help="Words to search for")] = "",
    status: Literal["draft", "validated", "archived"] | None = None,
    role: Literal["controller", "processor"] | None = None,
    incomplete: Annotated[bool, Parameter(negative="")] = False,
    sensitive: Annotated[bool, Parameter(negative="")] = False,
    server: Server | None = None,
) -> None:
    """List the activities in force; --status archived for the others."""
    filters = {
        "words": words,
        "status": status,
        "role": role,
        "is_incomplete": incomplete,
        "is_sensitive": sensitive,
    }
    with asking(server) as (client, as_json):
        found = list(client.items(ACTIVITIES, **filters))
        if as_json:
            show_json(found)
            return
        rows = [
            (one["number"], one["name"], _status(one), one["missing_count"] or "", _day(one))
            for one in found
        ]
        columns = (_("No."), _("Activity"), _("Status"), _("Missing"), _("Next review"))
        show_table(_("{count} activities").format(count=len(rows)), columns, rows)


@app.command
def show(activity: str, *, server: Server | None = None) -> None:
    """Show one activity, by its number or its identifier."""
    with asking(server) as (client, as_json):
        found = client.get(f"{ACTIVITIES}/{_identifier(client, activity)}").json()
        if as_json:
            show_json(found)
            return
        rows = [
            (_("No."), found["number"]),
            (_("Activity"), found["name"]),
            (_("Status"), _status(found)),
            (_("Version"), found["version"]),
            (_("Next review"), _day(found)),
            (_("Missing"), "\n".join(_lacking(found))),
        ]
        show_table(found["name"], (_("What"), _("Value")), rows)
        show_json(found["record"])


@app.command
def export(
    *,
    format: Annotated[Literal["pdf", "xlsx", "ods", "csv", "json"], Parameter()] = "pdf",  # noqa: A002  the option's name
    output: Output = None,
    language: Literal["fr", "en"] | None = None,
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Write the whole register to a file."""
    if output:
        refuse_existing(output, force=force)
    with asking(server) as (client, _as_json), progress(_("Exporting the register")) as heard:
        answer = client.get("register/export", heard, format=format, language=language)
    write_file(output or Path(answer.filename or f"register.{format}"), answer.content, force=force)


@app.command(name="import")
def import_file(file: Path, *, server: Server | None = None) -> None:
    """Load an XLSX, ODS, CSV or JSON register as drafts: all of it, or nothing with the reasons."""
    content = read_file(file)
    with asking(server) as (client, as_json):
        try:
            with progress(_("Importing {file}").format(file=file.name)):
                made = client.upload("register/import", file, content).json()
        except AnswerError as error:
            if not as_json:
                _show_refused(error)
            raise
        if as_json:
            show_json(made)
            return
        say(_("{count} activities created as drafts.").format(count=len(made["created"])))
        if made["warnings"]:
            _show_findings(_("To look at again"), made["warnings"])


@app.command
def create(
    *,
    template: Annotated[str, Parameter(help="Id of a template; see: register templates")] = "",
    record: Annotated[Path | None, Parameter(help="JSON file of a record")] = None,
    server: Server | None = None,
) -> None:
    """Add a draft, from a template or from a record."""
    body: dict[str, Any] = {"template": template} if template else {}
    if record:
        body["record"] = _record(record)
    with asking(server) as (client, as_json):
        made = client.post(ACTIVITIES, body).json()
        if as_json:
            show_json(made)
            return
        say(_("Created: no. {number}, {name}").format(number=made["number"], name=made["name"]))


@app.command
def templates(*, family: str = "", server: Server | None = None) -> None:
    """List the templates of activities."""
    with asking(server) as (client, as_json):
        found = client.get("templates", family=family).json()
        if as_json:
            show_json(found)
            return
        rows = [(one["id"], one["name"], one["family_name"]) for one in found]
        show_table(_("Templates"), (_("Id"), _("Activity"), _("For")), rows)


def _identifier(client: Client, activity: str) -> str:
    """The identifier of a number; what is no number is taken for an identifier."""
    if not activity.isdecimal():
        return quote(activity, safe="")
    for status in (None, "archived"):
        for found in client.items(ACTIVITIES, status=status):
            if found["number"] == int(activity):
                return str(found["id"])
    return fail(_("There is no activity no. {number}.").format(number=activity), REFUSED)


def _record(path: Path) -> Any:  # noqa: ANN401  any JSON value
    try:
        return json.loads(read_file(path))
    except ValueError:
        fail(_("{path} is not a JSON file.").format(path=path), UNUSABLE_FILE)


def _status(one: dict[str, Any]) -> str:
    labels: dict[str, str] = {
        "draft": _("Draft"),
        "validated": _("Validated"),
        "archived": _("Archived"),
    }
    return labels.get(str(one["status"]), str(one["status"]))


def _day(one: dict[str, Any]) -> str:
    return f"{date.fromisoformat(one['review_on']):%d/%m/%Y}" if one["review_on"] else ""


def _lacking(found: dict[str, Any]) -> list[str]:
    return [f"{one['field']} ({one['article']})" for one in found["missing"]]


def _show_refused(error: AnswerError) -> None:
    findings = [one for refused in error.body.get("refused", ()) for one in refused["reasons"]]
    if findings:
        _show_findings(_("Not understood"), findings)


def _show_findings(title: str, findings: list[dict[str, Any]]) -> None:
    rows = [(one["line"], one["column"], one["value"], one["code"]) for one in findings]
    show_table(title, (_("Line"), _("Column"), _("Words"), _("Why")), rows)
