"""`probant breaches …`: declare one, see how each stands, get the authority's form, export."""

from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

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

app = App(name="breaches", help="Personal data breaches.")
BREACHES = "breaches"
Incident = Literal[
    "lost_device", "wrong_recipient", "hacked", "exposed", "lost_paper", "system_down", "other"
]
Number = Literal["1", "2-5", "6-50", "51-300", "301-5000", "5001-"]
Format = Literal["csv", "xlsx", "ods", "pdf", "json", "jsonld"]


@app.command
def declare(  # noqa: PLR0913  one option a question of the form
    incident: Incident,
    *,
    told: Annotated[str, Parameter(help="What happened, in a few words")] = "",
    noticed_at: Annotated[str, Parameter(help="When, with its zone: 2026-11-22T19:05+01:00")] = "",
    data: Annotated[tuple[str, ...], Parameter(help="health, identity, nir, passwords…")] = (),
    persons: Annotated[tuple[str, ...], Parameter(help="patients, relatives, staff, others")] = (),
    how_many: Number | None = None,
    protected: Annotated[bool | None, Parameter(help="Whether it was encrypted or locked")] = None,
    done: Annotated[str, Parameter(help="What was done already")] = "",
    server: Server | None = None,
) -> None:
    """Declare a breach; the officers are told at once."""
    body: dict[str, Any] = {
        "incident": incident,
        "told": told,
        "noticed_at": noticed_at or None,
        "data": list(data),
        "persons": list(persons),
        "how_many": how_many or "",
        "is_protected": protected,
        "done": done,
    }
    with asking(server) as (client, as_json):
        made = client.post(BREACHES, body).json()
        if as_json:
            show_json(made)
            return
        say(_("Declared: {reference}").format(reference=made["reference"]))
        _show_clocks(made)


@app.command(name="list")
def list_breaches(
    *,
    status: Literal["declared", "open", "dismissed", "closed"] | None = None,
    year: int | None = None,
    server: Server | None = None,
) -> None:
    """List the breaches, the latest first."""
    with asking(server) as (client, as_json):
        found = list(client.items(BREACHES, status=status, year=year))
        if as_json:
            show_json(found)
            return
        rows = [
            (one["reference"], one["incident"], one["status"], one["notify"], one["inform"])
            for one in found
        ]
        columns = (_("Number"), _("Incident"), _("State"), _("Notify"), _("Inform"))
        show_table(_("Breaches"), columns, rows)


@app.command
def show(breach: str, *, server: Server | None = None) -> None:
    """Show a breach, named by its number, with its clocks and what is left to do."""
    with asking(server) as (client, as_json):
        found = client.get(f"{BREACHES}/{_identifier(client, breach)}").json()
        if as_json:
            show_json(found)
            return
        say(f"{found['reference']} · {found['status']}")
        proposal, decision = found["file"]["proposal"], found["file"]["decision"]
        rows = [(name, proposal[name], decision[name]) for name in ("notify", "inform")]
        show_table(_("Decisions"), (_("Question"), _("Proposal"), _("Decision")), rows)
        _show_clocks(found)
        for code in found["still_open"]:
            say(_("Left to do: {what}").format(what=code))


@app.command
def notification(  # noqa: PLR0913  one option a choice
    breach: str,
    *,
    type: Annotated[  # noqa: A002  the option's name
        Literal["initial", "complementary", "complete"] | None, Parameter()
    ] = None,
    format: Annotated[Literal["txt", "pdf", "json"], Parameter()] = "txt",  # noqa: A002  the option's name
    output: Output = None,
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Write the authority's form of a breach, filled from the facts."""
    if output:
        refuse_existing(output, force=force)
    with asking(server) as (client, _as_json):
        place = f"{BREACHES}/{_identifier(client, breach)}/notification"
        answer = client.get(place, format=format, type=type)
    write_file(output or Path(answer.filename), answer.content, force=force)


@app.command
def export(
    *,
    format: Annotated[Format, Parameter()] = "pdf",  # noqa: A002  the option's name
    output: Output = None,
    language: Literal["fr", "en"] | None = None,
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Write the register of breaches, article 33(5)."""
    if output:
        refuse_existing(output, force=force)
    with asking(server) as (client, _as_json):
        answer = client.get(f"{BREACHES}/export", format=format, language=language)
    write_file(output or Path(answer.filename), answer.content, force=force)


def _identifier(client: Client, breach: str) -> str:
    """The identifier of a number such as V-2026-003; anything else is taken for an identifier."""
    if not breach.upper().startswith("V-"):
        return quote(breach, safe="")
    for found in client.items(BREACHES):
        if found["reference"] == breach.upper():
            return str(found["id"])
    return fail(_("There is no breach {number}.").format(number=breach), REFUSED)


def _show_clocks(found: dict[str, Any]) -> None:
    rows = [
        (one["duty"], (one["target_at"] or "")[:16], (one["done_at"] or "")[:16])
        for one in found["clocks"]
    ]
    show_table(_("Clocks"), (_("Duty"), _("Before"), _("Done")), rows)
