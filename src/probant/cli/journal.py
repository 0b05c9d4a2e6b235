"""`probant journal …`: the acts of an organisation, and the journal's signed head."""

from datetime import date
from typing import Annotated, Any

from cyclopts import App, Parameter

from probant.cli.asking import (
    REFUSED,
    Output,
    Server,
    asking,
    fail,
    progress,
    refuse_existing,
    show_json,
    show_table,
    write_file,
)
from probant.cli.client import Client
from probant.cli.words import _

app = App(name="journal", help="The tamper-evident journal.")
PORTION = 1000


@app.command(name="list")
def list_entries(  # noqa: PLR0913  one option a filter
    *,
    event: Annotated[str, Parameter(help="Beginning of the act's name")] = "",
    subject: str = "",
    person: str = "",
    since: date | None = None,
    until: date | None = None,
    limit: Annotated[int, Parameter(help="The latest so many; 0 for all")] = 100,
    server: Server | None = None,
) -> None:
    """List acts, the latest first."""
    filters = {
        "event": event,
        "subject": subject,
        "person": person,
        "since": since,
        "until": until,
    }
    with asking(server) as (client, as_json):
        with progress(_("Reading the journal")):
            found = _latest(client, limit, filters)
        if as_json:
            show_json(found)
            return
        rows = [
            (one["index"], one["at"][:19].replace("T", " "), one["event"], _who(one))
            for one in found
        ]
        columns = (_("No."), _("When (UTC)"), _("Act"), _("Who"))
        show_table(_("{count} entries").format(count=len(rows)), columns, rows)


@app.command
def checkpoint(
    *,
    sign: Annotated[bool, Parameter(negative="", help="Recompute the journal and sign it")] = False,
    output: Output = None,
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Print the journal's signed head: keep it elsewhere, to notice any later change."""
    if output:
        refuse_existing(output, force=force)
    with asking(server) as (client, as_json):
        sealed = _signed(client) if sign else client.get("journal/checkpoint").json()
    if output:
        write_file(output, sealed["note"].encode(), force=force)
    elif as_json:
        show_json(sealed)
    else:
        print(sealed["note"], end="")
        print(f"\n{sealed['verifier']}")


def _latest(client: Client, limit: int, filters: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    before: int | None = None
    while limit <= 0 or len(found) < limit:
        wanted = min(PORTION, limit - len(found)) if limit > 0 else PORTION
        asked = filters if before is None else {**filters, "before": before}
        page = client.get("journal/entries", limit=wanted, **asked).json()
        found += page["items"]
        before = page["next_before"]
        if before is None:
            break
    return found


def _signed(client: Client) -> dict[str, Any]:
    with progress(_("Recomputing the journal")):
        sealed: dict[str, Any] = client.post("journal/checkpoint", {}).json()
    if not sealed["is_whole"]:
        changed = ", ".join(map(str, sealed["changed"]))
        said = _("The journal is not what was signed for; entries changed: {entries}")
        fail(said.format(entries=changed or "?"), REFUSED)
    head: dict[str, Any] = sealed["checkpoint"]
    return head


def _who(one: dict[str, Any]) -> str:
    kinds = {
        "person": _("a person"),
        "token": _("a program"),
        "command": _("the operator"),
        "system": _("Probant"),
    }
    kind = kinds.get(one["actor"]["kind"], one["actor"]["kind"])
    name = one["actor"]["name"]
    return f"{name} ({kind})" if name else kind
