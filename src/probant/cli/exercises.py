"""`probant exercises …`: exercises planned, played, followed."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from probant.cli.asking import (
    Output,
    Server,
    asking,
    say,
    show_json,
    show_table,
    write_file,
)
from probant.cli.words import _

app = App(name="exercises", help="The crisis exercises.")
EXERCISES = "exercises"
Act = Literal["start", "inject", "pause", "resume", "end", "cancel"]


@app.command(name="list")
def list_exercises(*, server: Server | None = None) -> None:
    """List the exercises, the latest first."""
    with asking(server) as (client, as_json):
        found = client.get(EXERCISES).json()
        if as_json:
            show_json(found)
            return
        rows = [
            (
                one["id"],
                one["title"],
                one["planned_at"][:16],
                one["state"],
                sum(not finding["closed_at"] for finding in one["findings"]),
            )
            for one in found
        ]
        columns = (_("Identifier"), _("Title"), _("Planned"), _("State"), _("Open findings"))
        show_table(_("Exercises"), columns, rows)


@app.command
def plan(
    scenario: str,
    *,
    at: Annotated[str, Parameter(help="Instant, such as 2027-01-15T09:00+01:00")],
    server: Server | None = None,
) -> None:
    """Plan an exercise, named by its scenario."""
    with asking(server) as (client, as_json):
        made = client.post(EXERCISES, {"scenario": scenario, "planned_at": at}).json()
        if as_json:
            show_json(made)
            return
        say(_("Planned: {id}").format(id=made["id"]))


@app.command
def act(exercise: str, what: Act, *, server: Server | None = None) -> None:
    """Start an exercise, give its next event, pause, resume, end or cancel it."""
    with asking(server) as (client, as_json):
        made = client.post(f"{EXERCISES}/{exercise}/acts/{what}", {}).json()
        if as_json:
            show_json(made)
            return
        say(_("State: {state}").format(state=made["state"]))


@app.command
def report(
    exercise: str,
    *,
    output: Output = None,
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Write the report of an exercise (PDF)."""
    with asking(server) as (client, _as_json):
        answer = client.get(f"{EXERCISES}/{exercise}/report")
    write_file(output or Path("exercise.pdf"), answer.content, force=force)
