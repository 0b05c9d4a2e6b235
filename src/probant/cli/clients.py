"""`probant clients …`: clients, notices of a flaw, which client was told of which flaw."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from probant.cli.asking import (
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
from probant.cli.words import _

app = App(name="clients", help="The clients of a publisher, and what they were advised.")
BASE = "clients"
NOT_FOUND = 1


@app.command(name="list")
def list_clients(*, server: Server | None = None) -> None:
    """List the clients with the products that they use."""
    with asking(server) as (client, as_json):
        found = client.get(BASE).json()
        if as_json:
            show_json(found)
            return
        rows = [
            (one["reference"], one["name"], one["email"],
             ", ".join(item["product"] for item in one["services"]))
            for one in found
        ]  # fmt: skip
        columns = (_("Number"), _("Client"), _("E-mail"), _("Products"))
        show_table(_("Clients"), columns, rows)


@app.command
def add(
    name: str,
    *,
    email: str = "",
    contact: str = "",
    product: Annotated[list[str] | None, Parameter(help="As scans name it; several times")] = None,
    server: Server | None = None,
) -> None:
    """Add a client with the products that it uses."""
    services = [{"product": one} for one in product or []]
    body = {"name": name, "email": email, "contact": contact, "services": services}
    with asking(server) as (client, as_json):
        made = client.post(BASE, body).json()
        if as_json:
            show_json(made)
            return
        say(f"{made['reference']}: {made['name']}")


@app.command
def notify(
    flaw: Annotated[str, Parameter(help="Such as F-0012")],
    *,
    subject: str,
    text: str,
    before: Annotated[str, Parameter(help="Day by which clients answer")] = "",
    server: Server | None = None,
) -> None:
    """Send a notice to every client that uses the product of a vulnerability."""
    ends = date.fromisoformat(before).isoformat() if before else None
    with asking(server) as (client, as_json):
        found = [one for one in client.items("vulnerabilities") if one["reference"] == flaw.upper()]
        if not found:
            fail(_("There is no vulnerability {number}.").format(number=flaw), NOT_FOUND)
        body = {"flaw": found[0]["id"], "subject": subject, "text": text,
                "is_critical": bool(ends), "answer_before": ends}  # fmt: skip
        made = client.post(f"{BASE}/notices", body).json()
        if as_json:
            show_json(made)
            return
        say(_("Notices made: {count}").format(count=len(made)))


@app.command
def told(
    *,
    format: Literal["csv", "xlsx", "ods", "pdf", "json"] = "xlsx",  # noqa: A002  the option's name
    output: Output = None,
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Write which client was told of which vulnerability."""
    if output:
        refuse_existing(output, force=force)
    with asking(server) as (client, _as_json):
        answer = client.get(f"{BASE}/told", format=format)
    write_file(output or Path(answer.filename or f"told.{format}"), answer.content, force=force)
