"""`probant audits …`: audits begun, results and findings, corrective actions, files."""

from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from cyclopts import App, Parameter

from probant.cli.asking import (
    Output,
    Server,
    asking,
    progress,
    read_file,
    read_json,
    refuse_existing,
    say,
    show_json,
    show_table,
    write_file,
)
from probant.cli.words import _

app = App(name="audits", help="The audits, their findings and corrective actions.")
Format = Literal["pdf", "xlsx", "ods", "csv", "json", "oscal-ar", "oscal-poam"]
AuditAct = Literal["conclude", "take_up"]
FindingAct = Literal["reopen", "same_as", "carry_over"]
ActionAct = Literal["do", "verify", "refuse"]
Text = Annotated[str, Parameter(help="What was done, seen or decided, or why")]


@app.command(name="list")
def list_audits(*, server: Server | None = None) -> None:
    """List the audits, the latest first."""
    with asking(server) as (client, as_json):
        found = client.get("audits").json()
        if as_json:
            show_json(found)
            return
        rows = [
            (
                one["reference"],
                one["title"],
                one["state"],
                f"{one['tested']}/{one['total']}",
                one["id"],
            )
            for one in found
        ]
        columns = (_("Number"), _("Title"), _("State"), _("Tested"), _("Identifier"))
        show_table(_("Audits"), columns, rows)


@app.command
def checklists(*, server: Server | None = None) -> None:
    """List what may be checked: short lists and frameworks."""
    with asking(server) as (client, as_json):
        found = client.get("audits/checklists").json()
        if as_json:
            show_json(found)
            return
        rows = [(one["id"], one["name"]) for one in found]
        show_table(_("What may be checked"), (_("Name"), _("Title")), rows)


@app.command
def begin(file: Path, *, server: Server | None = None) -> None:
    """Begin an audit from a JSON file: title, kind, framework, auditors, starts_on."""
    _post("audits", read_json(file, dict), server)


@app.command
def show(audit: str, *, server: Server | None = None) -> None:
    """Show an audit whole, as JSON."""
    with asking(server) as (client, _as_json):
        show_json(client.get(f"audits/{audit}").json())


@app.command
def describe(audit: str, file: Path, *, server: Server | None = None) -> None:
    """Say what an audit is about, from a JSON file with the version that was read (seen)."""
    _put(f"audits/{audit}", read_json(file, dict), server)


@app.command
def act(audit: str, what: AuditAct, *, text: Text = "", server: Server | None = None) -> None:
    """Conclude an audit, or take it up again."""
    _post(f"audits/{audit}/acts/{what}", {"text": text}, server)


@app.command
def result(  # noqa: PLR0913  one option a choice
    audit: str,
    control: str,
    given: str,
    *,
    note: str = "",
    seen: Annotated[int, Parameter(help="Version that was read")] = 0,
    server: Server | None = None,
) -> None:
    """State what a control gave: conform, opportunity, minor, major, not_tested, not_applicable."""
    body = {"result": given, "note": note, "seen": seen}
    _put(f"audits/{audit}/results/{control}", body, server)


@app.command
def finding(
    file: Path,
    *,
    audit: Annotated[str, Parameter(help="Audit of a new finding")] = "",
    change: Annotated[str, Parameter(help="Finding to change")] = "",
    server: Server | None = None,
) -> None:
    """Write a finding from a JSON file: control, severity, title, due_on."""
    if change:
        _put(f"audit-findings/{change}", read_json(file, dict), server)
    else:
        _post(f"audits/{audit}/findings", read_json(file, dict), server)


@app.command
def findings(*, late: bool = False, server: Server | None = None) -> None:
    """List the findings, those of the latest audit first."""
    with asking(server) as (client, as_json):
        found = client.get("audit-findings", late=late or None).json()
        if as_json:
            show_json(found)
            return
        rows = [
            (one["reference"], one["severity"], one["title"], one["step"], one["due_on"], one["id"])
            for one in found
        ]
        columns = (
            _("Number"),
            _("Severity"),
            _("Title"),
            _("State"),
            _("To fix before"),
            _("Identifier"),
        )
        show_table(_("Findings of audits"), columns, rows)


@app.command(name="finding-act")
def finding_act(
    finding: str,
    what: FindingAct,
    *,
    reason: str = "",
    target: Annotated[str, Parameter(help="Earlier finding, or later audit")] = "",
    server: Server | None = None,
) -> None:
    """Reopen a finding, say that it is an earlier one, or carry it over."""
    body = {"reason": reason, "target": target or None}
    _post(f"audit-findings/{finding}/acts/{what}", body, server)


@app.command
def decide(
    finding: str, text: str, *, owner: str = "", due_on: str = "", server: Server | None = None
) -> None:
    """Decide a corrective action."""
    body = {"text": text, "owner": owner, "due_on": due_on or None}
    _post(f"audit-findings/{finding}/actions", body, server)


@app.command(name="action")
def action_act(action: str, what: ActionAct, text: Text, *, server: Server | None = None) -> None:
    """Say that an action is done, verify it (another person, with a proof), or refuse it."""
    _post(f"audit-actions/{action}/acts/{what}", {"text": text}, server)


@app.command
def prove(  # noqa: PLR0913  one option a choice
    audit: str,
    file: Path,
    *,
    control: str = "",
    finding: str = "",
    action: str = "",
    title: str = "",
    server: Server | None = None,
) -> None:
    """Attach a file as proof of a control, a finding or an action."""
    about = {"control": control, "finding": finding, "action": action, "title": title}
    said = urlencode({name: value for name, value in about.items() if value})
    content = read_file(file)
    with asking(server) as (client, _as_json):
        show_json(client.upload(f"audits/{audit}/proofs?{said}", file, content).json())


@app.command
def cite(
    audit: str, evidence: str, *, control: str = "", action: str = "", server: Server | None = None
) -> None:
    """Cite an evidence of the controls as proof."""
    body = {"evidence": evidence, "control": control, "action": action or None}
    _post(f"audits/{audit}/evidence", body, server)


@app.command
def trend(audit: str, *, server: Server | None = None) -> None:
    """Compare an audit with the one before."""
    with asking(server) as (client, as_json):
        found = client.get(f"audits/{audit}/trend").json()
        if as_json:
            show_json(found)
            return
        rows = [(one["fate"], one["title"]) for one in found]
        show_table(_("Two audits compared"), (_("What became of it"), _("Finding")), rows)


@app.command
def export(  # noqa: PLR0913  one option a choice
    audit: str,
    *,
    format: Format = "pdf",  # noqa: A002  the option's name
    output: Output = None,
    language: Literal["fr", "en"] = "fr",
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Write an audit as a file, OSCAL included."""
    if output:
        refuse_existing(output, force=force)
    with asking(server) as (client, _as_json), progress(_("Composing the report")) as heard:
        answer = client.get(f"audits/{audit}/export", heard, format=format, language=language)
    write_file(output or Path(answer.filename or f"audit.{format}"), answer.content, force=force)


def _post(path: str, body: dict[str, Any], server: Server | None) -> None:
    with asking(server) as (client, as_json):
        _kept(client.post(path, body).json(), as_json=as_json)


def _put(path: str, body: dict[str, Any], server: Server | None) -> None:
    with asking(server) as (client, as_json):
        _kept(client.put(path, body).json(), as_json=as_json)


def _kept(made: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(made)
        return
    say(_("Kept: {id}").format(id=made.get("id") or made.get("control", "")))


def _tested(one: dict[str, Any]) -> str:
    return f"{one['tested']}/{one['total']}"
