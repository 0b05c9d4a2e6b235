"""`probant vulnerabilities …`: scans loaded, flaws listed and followed, files out."""

from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from cyclopts import App, Parameter

from probant.cli.asking import (
    Output,
    Server,
    asking,
    read_file,
    refuse_existing,
    say,
    show_json,
    show_table,
    write_file,
)
from probant.cli.words import _

app = App(name="vulnerabilities", help="The vulnerabilities that scans and audits show.")
BASE = "vulnerabilities"
Method = Literal["pentest", "code", "components", "web", "configuration"]
Act = Literal["say_fixed", "retest", "accept", "not_affected", "reopen", "facts", "rate", "merge"]
Severity = Literal["", "grave", "critical", "high", "medium", "low", "none", "unknown"]
Flag = Annotated[bool, Parameter(negative="")]


@app.command(name="list")
def list_flaws(  # noqa: PLR0913  one option a choice
    *,
    state: str = "",
    severity: Severity = "",
    product: str = "",
    late: Flag = False,
    persisting: Flag = False,
    server: Server | None = None,
) -> None:
    """List the vulnerabilities, the gravest first."""
    filters = {"state": state, "severity": severity, "product": product}
    flags = {name: held for name, held in (("late", late), ("persisting", persisting)) if held}
    with asking(server) as (client, as_json):
        found = list(client.items(BASE, **filters, **flags))
        if as_json:
            show_json(found)
            return
        rows = [
            (one["reference"], one["title"], one["severity"], one["state"], one["due_on"],
             one["scans"])
            for one in found
        ]  # fmt: skip
        columns = (_("Number"), _("Title"), _("Severity"), _("State"), _("Due on"), _("Audits"))
        show_table(_("Vulnerabilities"), columns, rows)


@app.command
def load(  # noqa: PLR0913  one option a choice
    file: Path,
    *,
    product: str,
    method: Method,
    done_on: Annotated[str, Parameter(help="Day of the scan, such as 2026-10-01")],
    perimeter: str = "",
    tool: str = "",
    columns: Annotated[str, Parameter(help="Titles of a table: title=Faille,severity=Risque")] = "",
    incomplete: Annotated[bool, Parameter(negative="", help="It fixes nothing")] = False,
    partial: Annotated[bool, Parameter(negative="", help="Leave refused rows out")] = False,
    server: Server | None = None,
) -> None:
    """Load SARIF, CycloneDX, OSV or the table of an audit."""
    content = read_file(file)
    said = {
        "product": product,
        "method": method,
        "done_on": done_on,
        "perimeter": perimeter,
        "tool": tool,
        "columns": columns,
        "is_complete": str(not incomplete).lower(),
        "is_partial": str(partial).lower(),
    }
    with asking(server) as (client, as_json):
        made = client.upload(f"{BASE}/scans?{urlencode(said)}", file, content).json()
        if as_json:
            show_json(made)
            return
        told = _("{reference}: {flaws} vulnerabilities; {trend}")
        trend = ", ".join(f"{name} {count}" for name, count in made["trend"].items())
        say(told.format(reference=made["reference"], flaws=made["flaws"], trend=trend))


@app.command
def scans(*, server: Server | None = None) -> None:
    """List the scans with what changed from one to the next."""
    with asking(server) as (client, as_json):
        found = client.get(f"{BASE}/scans").json()
        if as_json:
            show_json(found)
            return
        rows = [
            (one["reference"], one["done_on"], one["product"], one["method"], one["flaws"],
             *one["trend"].values())
            for one in found
        ]  # fmt: skip
        columns = (_("Number"), _("Done on"), _("Product"), _("Method"), _("Vulnerabilities"),
                   _("New"), _("Persisting"), _("Fixed"), _("Come back"))  # fmt: skip
        show_table(_("Scans"), columns, [(*row, "", "", "", "")[: len(columns)] for row in rows])


@app.command
def act(  # noqa: PLR0913  one option a choice
    number: Annotated[str, Parameter(help="Such as F-0012")],
    what: Act,
    *,
    why: str = "",
    until: str = "",
    justification: str = "",
    done_on: str = "",
    shown: Annotated[bool, Parameter(negative="", help="The retest still shows it")] = False,
    source: str = "",
    exploited: Flag = False,
    exploitable: Flag = False,
    vector: str = "",
    severity: str = "",
    other: str = "",
    server: Server | None = None,
) -> None:
    """Say of a vulnerability that it is fixed, accepted, not affected… (over its last version)."""
    said = {"why": why, "until": until, "justification": justification, "done_on": done_on,
            "is_shown": shown, "source": source, "is_exploited": exploited or None,
            "is_exploitable": exploitable or None, "vector": vector, "severity": severity,
            "other": other}  # fmt: skip
    with asking(server) as (client, as_json):
        held = _found(client, number)
        body = {name: value for name, value in said.items() if value}
        place = f"{BASE}/{held['id']}/acts/{what}"
        made = client.post(place, {**body, "version": held["version"]}).json()
        if as_json:
            show_json(made)
            return
        say(f"{made['reference']}: {made['state']}")


@app.command
def export(
    *,
    format: Literal["csv", "xlsx", "ods", "pdf", "json", "vex"] = "xlsx",  # noqa: A002  the option's name
    output: Output = None,
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Write the vulnerabilities as a table, or as a CycloneDX VEX."""
    if output:
        refuse_existing(output, force=force)
    with asking(server) as (client, _as_json):
        answer = client.get(f"{BASE}/export", format=format)
    name = answer.filename or f"vulnerabilities.{'cdx.json' if format == 'vex' else format}"
    write_file(output or Path(name), answer.content, force=force)


def _found(client: Any, number: str) -> dict[str, Any]:  # noqa: ANN401  the server's client
    """By its number; an unknown one is told by the server, as any other that is not there."""
    for one in client.items(BASE):
        if one["reference"] == number.upper():
            return dict(one)
    return dict(client.get(f"{BASE}/00000000-0000-0000-0000-000000000000").json())
