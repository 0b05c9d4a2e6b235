"""`probant controls …`: frameworks, controls decided, evidence given, the statement exported."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

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

app = App(name="controls", help="Controls of every framework, and their evidence.")
evidence = App(name="evidence", help="The evidence, whatever it serves.")
soa = App(name="soa", help="The statement of applicability.")
app.command(evidence)
app.command(soa)
Format = Literal["csv", "xlsx", "ods", "pdf", "json"]
FRAMEWORKS, EVIDENCE = "controls/frameworks", "controls/evidence"


@app.command
def frameworks(*, server: Server | None = None) -> None:
    """List the frameworks, with how those that are followed stand."""
    with asking(server) as (client, as_json):
        found = client.get(FRAMEWORKS).json()
        if as_json:
            show_json(found)
            return
        columns = (_("Identifier"), _("Framework"), _("Controls"), _("Proven"), _("To decide"))
        show_table(_("Frameworks"), columns, [_line(one) for one in found])


@app.command
def show(framework: str, *, server: Server | None = None) -> None:
    """List the controls of a framework with their state and evidence."""
    with asking(server) as (client, as_json):
        found = client.get(f"{FRAMEWORKS}/{quote(framework, safe='')}").json()
        if as_json:
            show_json(found)
            return
        rows = [
            (one["id"], one["number"], one["title"], one["state"], ", ".join(one["evidence"]))
            for one in found["controls"]
        ]
        columns = (_("Identifier"), _("Number"), _("Control"), _("State"), _("Evidence"))
        show_table(found["name"], columns, rows)


@app.command(name="import")
def import_framework(file: Path, *, server: Server | None = None) -> None:
    """Import a CISO Assistant library (YAML) or an OSCAL catalog (JSON)."""
    content = read_file(file)
    with asking(server) as (client, as_json):
        made = client.upload(f"{FRAMEWORKS}/import", file, content).json()
        if as_json:
            show_json(made)
            return
        said = _("{name}: {controls} controls, imported as {id}").format(**made)
        say(said)
        say(made["rights"] or _("The file says nothing of its rights."))


@app.command
def choose(
    framework: str, act: Literal["follow", "unfollow", "baseline"], *, server: Server | None = None
) -> None:
    """Follow a framework, no longer follow it, or make it the baseline."""
    with asking(server) as (client, as_json):
        path = f"{FRAMEWORKS}/{quote(framework, safe='')}/choose"
        made = client.post(path, {"act": act}).json()
        if as_json:
            show_json(made)
        else:
            say(_("Followed: {ids}").format(ids=", ".join(made["followed"])))


@app.command(name="set")
def set_controls(  # noqa: PLR0913  one option a field of the decision
    framework: str,
    *controls: str,
    applicability: Literal["undecided", "yes", "no"] | None = None,
    implementation: Literal["unsaid", "planned", "partial", "done"] | None = None,
    justification: str | None = None,
    maturity: int | None = None,
    owner: str | None = None,
    note: str | None = None,
    review_on: date | None = None,
    server: Server | None = None,
) -> None:
    """Decide about one control or several: the same change for all, or none."""
    said = {
        "applicability": applicability,
        "implementation": implementation,
        "justification": justification,
        "maturity": maturity,
        "owner": owner,
        "note": note,
        "review_on": review_on.isoformat() if review_on else None,
    }
    changes = {name: value for name, value in said.items() if value is not None}
    with asking(server) as (client, as_json):
        path = f"{FRAMEWORKS}/{quote(framework, safe='')}/decide"
        made = client.post(path, {"controls": list(controls), **changes}).json()
        if as_json:
            show_json(made)
        else:
            say(_("Controls changed: {changed}").format(**made))


@evidence.command(name="list")
def list_evidence(
    *, state: Literal["", "fresh", "expired", "withdrawn"] = "", server: Server | None = None
) -> None:
    """List the evidence, the latest first."""
    with asking(server) as (client, as_json):
        found = client.get(EVIDENCE, state=state).json()
        if as_json:
            show_json(found)
            return
        rows = [
            (one["reference"], one["title"], one["kind"], one["dated_on"], one["expires_on"])
            for one in found
        ]
        columns = (_("Number"), _("Title"), _("Kind"), _("Dated"), _("Valid until"))
        show_table(_("Evidence"), columns, rows)


@evidence.command
def add(  # noqa: PLR0913  one option a field of the evidence
    title: str,
    *,
    file: Annotated[Path | None, Parameter(help="The document")] = None,
    page: Annotated[str, Parameter(help="Or the path of a page of Probant")] = "",
    dated_on: date | None = None,
    valid_for: Annotated[str, Parameter(help="ISO 8601, as P1Y; empty: no end")] = "P1Y",
    owner: str = "",
    serves: Annotated[list[str] | None, Parameter(help="Controls, as iso27001:a_8_13")] = None,
    server: Server | None = None,
) -> None:
    """Add a document, a page, or with neither a statement; give it to controls."""
    said: dict[str, Any] = {
        "title": title,
        "dated_on": (dated_on or date.today()).isoformat(),  # noqa: DTZ011  the day here
        "valid_for": valid_for,
        "owner": owner,
        "serves": serves or [],
    }
    content = read_file(file) if file else b""
    with asking(server) as (client, as_json):
        if file:
            path = f"{EVIDENCE}/documents?{urlencode(said, doseq=True)}"
            made = client.upload(path, file, content).json()
        else:
            kind = "link" if page else "statement"
            made = client.post(EVIDENCE, {**said, "kind": kind, "path": page}).json()
        if as_json:
            show_json(made)
        else:
            say(_("Kept: {reference} ({id})").format(**made))


@soa.command
def export(  # noqa: PLR0913  one option a choice
    framework: str = "iso27001",
    *,
    format: Format = "xlsx",  # noqa: A002  the option's name
    language: Literal["fr", "en", ""] = "",
    output: Output = None,
    force: bool = False,
    server: Server | None = None,
) -> None:
    """Write the statement of applicability as a file."""
    if output:
        refuse_existing(output, force=force)
    with asking(server) as (client, _as_json):
        path = f"{FRAMEWORKS}/{quote(framework, safe='')}/export"
        answer = client.get(path, format=format, language=language)
    name = Path(answer.filename or f"{framework}.{format}")
    write_file(output or name, answer.content, force=force)


@soa.command
def approve(framework: str = "iso27001", *, server: Server | None = None) -> None:
    """Approve the statement as it stands."""
    with asking(server) as (client, as_json):
        path = f"{FRAMEWORKS}/{quote(framework, safe='')}/statement"
        made = client.post(path, {}).json()
        if as_json:
            show_json(made)
        else:
            say(_("Statement no. {number} approved.").format(**made))


def _line(one: dict[str, Any]) -> tuple[Any, ...]:
    found = one["coverage"] or {}
    name = f"{one['name']} ★" if one["is_baseline"] else one["name"]
    return (one["id"], name, one["controls"], found.get("proven", ""), found.get("undecided", ""))
