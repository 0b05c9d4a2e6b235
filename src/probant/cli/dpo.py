"""`probant dpo …`: the officer's advice, figures and yearly report."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from probant.cli.asking import (
    Output,
    Server,
    asking,
    refuse_existing,
    say,
    show_json,
    show_table,
    write_file,
)
from probant.cli.words import _

app = App(name="dpo", help="The data protection officer's office.")
DPO = "dpo"


@app.command
def show(*, server: Server | None = None) -> None:
    """Show the office as it stands, as JSON."""
    with asking(server) as (client, _as_json):
        show_json(client.get(DPO).json())


@app.command
def advice(*, server: Server | None = None) -> None:
    """List the questions put to the officer and what became of them."""
    with asking(server) as (client, as_json):
        found = client.get(f"{DPO}/advice").json()
        if as_json:
            show_json(found)
            return
        columns = (_("Number"), _("Asked on"), _("State"), _("Identifier"))
        rows = [(one["reference"], one["asked_on"], one["outcome"], one["id"]) for one in found]
        show_table(_("Advice of the officer"), columns, rows)


@app.command
def ask(
    question: str,
    asked_on: str,
    *,
    asked_by: str = "",
    server: Server | None = None,
) -> None:
    """Write a question down."""
    with asking(server) as (client, as_json):
        body = {"question": question, "asked_on": asked_on, "asked_by": asked_by}
        made = client.post(f"{DPO}/advice", body).json()
        if as_json:
            show_json(made)
            return
        say(f"{made['reference']} · {made['id']}")


@app.command
def advise(identifier: str, advice: str, on: str, *, server: Server | None = None) -> None:
    """Give the officer's advice on a question."""
    with asking(server) as (client, _as_json):
        version = _version(client.get(f"{DPO}/advice").json(), identifier)
        body = {"advice": advice, "on": on, "version": version}
        made = client.put(f"{DPO}/advice/{identifier}/advice", body).json()
        say(f"{made['reference']} · {made['outcome']}")


@app.command
def decide(
    identifier: str,
    outcome: Literal["followed", "partly", "not_followed"],
    on: str,
    *,
    reason: Annotated[str, Parameter(help="Why it is not wholly followed")] = "",
    server: Server | None = None,
) -> None:
    """Write what became of an advice."""
    with asking(server) as (client, _as_json):
        version = _version(client.get(f"{DPO}/advice").json(), identifier)
        body = {"outcome": outcome, "reason": reason, "on": on, "version": version}
        made = client.put(f"{DPO}/advice/{identifier}/outcome", body).json()
        say(f"{made['reference']} · {made['outcome']}")


@app.command
def figures(year: int, *, server: Server | None = None) -> None:
    """Show the figures of a year; what cannot be computed is left empty."""
    with asking(server) as (client, as_json):
        found = client.get(f"{DPO}/figures/{year}").json()
        if as_json:
            show_json(found)
            return
        rows = [(one["section"], one["id"], one["value"]) for one in found]
        show_table(str(year), (_("Section"), _("Figure"), _("Value")), rows)


@app.command
def report(  # noqa: PLR0913  each is an option of the command
    year: int,
    *,
    summary: str = "",
    recommendations: str = "",
    format: Literal["pdf", "docx", "json"] = "pdf",  # noqa: A002  the option's name
    output: Output = None,
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Make the report of a year and write it."""
    place = output or Path(f"dpo-{year}.{format}")
    refuse_existing(place, force=force)
    with asking(server) as (client, _as_json):
        body = {"year": year, "summary": summary, "recommendations": recommendations}
        made = client.post(f"{DPO}/reports", body).json()
        answer = client.get(f"{DPO}/reports/{made['id']}/file", format=format)
    write_file(place, answer.content, force=force)


def _version(found: list[dict[str, object]], identifier: str) -> object:
    return next((one["version"] for one in found if one["id"] == identifier), 1)
