"""`probant mails …`: what Probant sends for the organisation, and what did not leave."""

from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from probant.cli.asking import Server, asking, say, show_json, show_table
from probant.cli.letters import text_of
from probant.cli.words import _

app = App(name="mails", help="Messages on their way out.")
State = Literal["waiting", "failed", "sent", "cancelled"]
Way = Literal["mailbox", "post", "hand", "telephone", "other"]


@app.command(name="list")
def list_mails(
    *,
    state: Annotated[State | None, Parameter(help="In one state only")] = None,
    page: int = 1,
    server: Server | None = None,
) -> None:
    """List messages, the latest first; no address is shown."""
    with asking(server) as (client, as_json):
        found = client.get("mails", state=state, page=page).json()
        if as_json:
            show_json(found)
            return
        rows = [
            (one["id"], one["queued_at"][:16], one["subject"], _state(one["state"]), one["reason"])
            for one in found["items"]
        ]
        columns = (_("Identifier"), _("Written on"), _("Subject"), _("State"), _("Why"))
        title = _("Messages, page {page} of {pages}")
        show_table(title.format(page=found["page"], pages=max(found["pages"], 1)), columns, rows)


@app.command
def show(mail: str, *, server: Server | None = None) -> None:
    """Show a message with its addresses and its text; the journal keeps who read it."""
    with asking(server) as (client, as_json):
        found = client.get(f"mails/{mail}").json()
        if as_json:
            show_json(found)
            return
        say(f"{_('Recipients')} : {', '.join(found['to'])}")
        say(f"{_('Subject')} : {found['subject']}\n\n{found['text']}")


@app.command
def write(
    to: str,
    topic: str,
    file: Path,
    *,
    recipient: Annotated[str, Parameter(help="The person, as the letter names them")] = "",
    server: Server | None = None,
) -> None:
    """Send a free message, whose text is in a file; the subject (TOPIC) names no person."""
    asked = {"to": to, "recipient": recipient or to, "topic": topic, "message": text_of(file)}
    with asking(server) as (client, as_json):
        found = client.post("mails", asked).json()
        if as_json:
            show_json(found)
            return
        say(f"{found['id']} : {_state(found['state'])}")


@app.command
def retry(mail: str, *, server: Server | None = None) -> None:
    """Try a waiting or failed message again now."""
    _act(f"mails/{mail}/retry", {}, server)


@app.command
def sent(
    mail: str,
    *,
    way: Annotated[Way, Parameter(help="How it was sent")] = "mailbox",
    server: Server | None = None,
) -> None:
    """Note that a message was sent by other means."""
    _act(f"mails/{mail}/sent", {"way": way}, server)


@app.command
def cancel(mail: str, *, server: Server | None = None) -> None:
    """Give a message up."""
    _act(f"mails/{mail}/cancel", {}, server)


def _act(path: str, body: dict[str, Any], server: Server | None) -> None:
    with asking(server) as (client, as_json):
        found = client.post(path, body).json()
        if as_json:
            show_json(found)
            return
        say(f"{found['subject']} : {_state(found['state'])}")


def _state(state: str) -> str:
    said = {
        "waiting": _("Waiting to leave"),
        "failed": _("Not sent"),
        "sent": _("Sent out"),
        "cancelled": _("Given up"),
    }
    return said.get(state, state)
