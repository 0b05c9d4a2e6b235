"""`probant dpia …`: the need, the assessments, the CNIL's files in and out."""

from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from probant.cli.asking import (
    REFUSED,
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

app = App(name="dpia", help="Impact assessments.")
ASSESSMENTS = "dpia/assessments"
Force = Annotated[bool, Parameter(negative="", help="Replace an existing file")]
Act = Literal[
    "advise", "hear", "validate", "refuse", "reopen", "confirm", "consult", "follow", "archive"
]


@app.command(name="list")
def list_assessments(*, server: Server | None = None) -> None:
    """List the assessments."""
    with asking(server) as (client, as_json):
        found = list(client.items(ASSESSMENTS))
        if as_json:
            show_json(found)
            return
        rows = [
            (one["reference"], one["name"], one["status"], f"{one['progress']} %", _high(one))
            for one in found
        ]
        columns = (_("Number"), _("Name"), _("State"), _("Filled"), _("Residual risk"))
        show_table(_("Impact assessments"), columns, rows)


@app.command
def needs(*, server: Server | None = None) -> None:
    """List each activity with its reasoning on the need, or without."""
    with asking(server) as (client, as_json):
        found = client.get("dpia/needs").json()
        if as_json:
            show_json(found)
            return
        rows = [
            (one["activity"], one["name"], one["state"], one["conclusion"] or "") for one in found
        ]
        columns = (_("Activity"), _("Name"), _("Reasoning"), _("Conclusion"))
        show_table(_("Need for an impact assessment"), columns, rows)


@app.command
def decide(
    activity: str,
    conclusion: Literal["required", "not_required"],
    reason: str,
    *,
    criteria: Annotated[list[str] | None, Parameter(help="Criteria that are met")] = None,
    server: Server | None = None,
) -> None:
    """Record why an activity needs an assessment or does not."""
    with asking(server) as (client, as_json):
        found: list[dict[str, Any]] = client.get("dpia/needs").json()
        held = [one for one in found if activity in {one["activity"], one["name"]}]
        if not held:
            fail(_("There is no activity {name}.").format(name=activity), REFUSED)
        body = {
            "expected": held[0]["number"],
            "conclusion": conclusion,
            "reason": reason,
            "criteria": dict.fromkeys(criteria or [], "yes"),
        }
        made = client.put(f"dpia/needs/{held[0]['activity']}", body).json()
        if as_json:
            show_json(made)
            return
        say(_("Recorded: {name}, {conclusion}.").format(**made))


@app.command
def start(
    *,
    name: str = "",
    activity: Annotated[str | None, Parameter(help="Identifier of the activity")] = None,
    server: Server | None = None,
) -> None:
    """Begin an assessment, with what the register says of its activity."""
    with asking(server) as (client, as_json):
        made = client.post(ASSESSMENTS, {"name": name, "activity": activity}).json()
        _told(made, as_json=as_json)


@app.command(name="import")
def import_file(file: Path, *, server: Server | None = None) -> None:
    """Import a file of the CNIL's tool, whole or not at all."""
    content = read_file(file)
    with asking(server) as (client, as_json):
        _told(client.upload("dpia/import", file, content).json(), as_json=as_json)


@app.command
def show(number: str, *, server: Server | None = None) -> None:
    """Say what an assessment lacks and what it plans."""
    with asking(server) as (client, as_json):
        found = client.get(f"{ASSESSMENTS}/{_id(client, number)}").json()
        if as_json:
            show_json(found)
            return
        rows = [(gap["kind"], gap["reference"]) for gap in found["lacking"]]
        show_table(f"{found['reference']} {found['name']}", (_("Missing"), _("Where")), rows)
        plan = [
            (one["reference"], one["person"], one["due_on"] or "", one["done_on"] or "")
            for one in found["actions"]
        ]
        columns = (_("Where"), _("Who"), _("Before"), _("Done"))
        show_table(_("Action plan"), columns, plan)


@app.command
def act(  # noqa: PLR0913  one option a thing that an act needs
    number: str,
    what: Act,
    *,
    text: Annotated[str, Parameter(help="Opinion, reason, remark or outcome")] = "",
    favourable: bool = False,
    sought: Annotated[bool, Parameter(help="The views of persons were sought")] = False,
    names: Annotated[str, Parameter(help="Whose opinion")] = "",
    on: Annotated[str | None, Parameter(help="Day of the act or of the review")] = None,
    reference: Annotated[str, Parameter(help="Line of the action plan, such as 3.2")] = "",
    server: Server | None = None,
) -> None:
    """Advise, validate, refuse, open again, confirm, consult, follow or archive."""
    with asking(server) as (client, as_json):
        held = client.get(f"{ASSESSMENTS}/{_id(client, number)}").json()
        part = {"advise": "advice", "hear": "views"}.get(what, "")
        body = {
            "expected": held["numbers"].get(part, 0) if part else held["version"],
            "is_favourable": favourable,
            "is_sought": sought,
            "names": names,
            "reference": reference,
            **dict.fromkeys(("opinion", "why_not", "reason", "note", "outcome"), text),
            **dict.fromkeys(("review_on", "consulted_on", "done_on"), on),
        }
        made = client.post(f"{ASSESSMENTS}/{held['id']}/acts/{what}", body).json()
        _told(made, as_json=as_json)


@app.command
def export(  # noqa: PLR0913  one option a choice
    number: str,
    *,
    format: Annotated[Literal["json", "pdf", "docx"], Parameter()] = "json",  # noqa: A002  the option's name
    output: Output = None,
    language: Literal["fr", "en"] | None = None,
    force: Force = False,
    server: Server | None = None,
) -> None:
    """Write an assessment for the CNIL's tool (json), to print (pdf), to edit (docx)."""
    if output:
        refuse_existing(output, force=force)
    with asking(server) as (client, _as_json), progress(_("Composing the assessment")) as heard:
        path = f"{ASSESSMENTS}/{_id(client, number)}/paper"
        answer = client.get(path, heard, format=format, language=language)
    write_file(output or Path(answer.filename or f"dpia.{format}"), answer.content, force=force)


def _id(client: Client, number: str) -> str:
    found = [one["id"] for one in client.items(ASSESSMENTS) if number in _names(one)]
    if not found:
        fail(_("There is no assessment {number}.").format(number=number), REFUSED)
    return str(found[0])


def _names(one: dict[str, Any]) -> set[str]:
    return {one["id"], one["reference"]}


def _told(made: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(made)
        return
    said = _("{reference}, {name}: {status}, {gaps} things lack.")
    say(said.format(**{name: made[name] for name in ("reference", "name", "status", "gaps")}))


def _high(one: dict[str, Any]) -> str:
    words = {True: _("high"), False: _("not high"), None: _("not known")}
    return words[one["is_high"]]
