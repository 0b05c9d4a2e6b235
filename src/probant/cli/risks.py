"""`probant risks …`: analyses by three ways, their risks, what moves them, files."""

from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from probant.cli.asking import (
    Output,
    Server,
    asking,
    progress,
    read_json,
    refuse_existing,
    say,
    show_json,
    show_table,
    write_file,
)
from probant.cli.words import _

app = App(name="risks", help="Risk analyses and the risks that they found.")
ANALYSES, RISKS = "risk-analyses", "risks"
Format = Literal["csv", "xlsx", "ods", "pdf", "json"]
Because = Literal["breach", "audit", "vulnerability", "measurement", "treatment", "other"]
Seen = Annotated[int, Parameter(help="Number of the version that was read")]
Reason = Annotated[str, Parameter(help="Why, in a few words")]


@app.command(name="list")
def list_risks(
    *,
    state: Literal["", "high", "late", "accepted", "expired", "to_estimate"] = "",
    analysis: str = "",
    server: Server | None = None,
) -> None:
    """List the risks, the gravest first."""
    with asking(server) as (client, as_json):
        asked = {"state": state, **({"analysis": analysis} if analysis else {})}
        found = client.get(RISKS, None, **asked).json()
        if as_json:
            show_json(found)
            return
        rows = [
            (
                one["reference"],
                one["risk"]["title"],
                one["standing_level"] or "?",
                one["residual_level"] or "?",
                one["state"],
                one["id"],
            )
            for one in found
        ]
        columns = (
            _("Number"),
            _("Risk"),
            _("Today"),
            _("Once treated"),
            _("State"),
            _("Identifier"),
        )
        show_table(_("Risks"), columns, rows)


@app.command
def analyses(*, server: Server | None = None) -> None:
    """List the analyses."""
    with asking(server) as (client, as_json):
        found = client.get(ANALYSES).json()
        if as_json:
            show_json(found)
            return
        rows = [
            (one["reference"], one["title"], one["method"], one["state"], one["risks"], one["id"])
            for one in found
        ]
        columns = (_("Number"), _("Title"), _("Way"), _("State"), _("Risks"), _("Identifier"))
        show_table(_("Risk analyses"), columns, rows)


@app.command
def questions(*, server: Server | None = None) -> None:
    """Show the questions of the short version with their possible answers."""
    with asking(server) as (client, as_json):
        found = client.get("risk-questions").json()
        if as_json:
            show_json(found)
            return
        rows = [(one["id"], one["text"], ", ".join([*one["options"], "unknown"])) for one in found]
        show_table(_("Questions"), (_("Name"), _("Question"), _("Answers")), rows)


@app.command
def start(
    method: Literal["quick", "scenarios", "ebios"], title: str, *, server: Server | None = None
) -> None:
    """Begin an analysis."""
    with asking(server) as (client, as_json):
        made = client.post(ANALYSES, {"method": method, "title": title}).json()
        _shown(made, as_json=as_json)


@app.command
def answer(analysis: str, *answers: str, server: Server | None = None) -> None:
    """Answer questions, each as question=answer."""
    said = dict(one.partition("=")[::2] for one in answers)
    with asking(server) as (client, as_json):
        made = client.put(f"{ANALYSES}/{analysis}/answers", {"answers": said}).json()
        _shown(made, as_json=as_json)


@app.command
def table(
    analysis: str, name: str, file: Path, *, seen: Seen, server: Server | None = None
) -> None:
    """Save a table of EBIOS RM's workshops from a file (JSON, a list of rows)."""
    rows = read_json(file, list)
    with asking(server) as (client, as_json):
        body = {"rows": rows, "seen": seen}
        made = client.put(f"{ANALYSES}/{analysis}/tables/{name}", body).json()
        _shown(made, as_json=as_json)


@app.command
def apply(analysis: str, *, server: Server | None = None) -> None:
    """Turn the answers, or the operational scenarios, into risks."""
    with asking(server) as (client, as_json):
        made = client.post(f"{ANALYSES}/{analysis}/apply", {}).json()
        if as_json:
            show_json(made)
            return
        say(_("Risks: {count}").format(count=len(made)))


@app.command
def act(
    analysis: str,
    what: Literal["validate", "archive"],
    *,
    seen: Seen,
    server: Server | None = None,
) -> None:
    """Validate an analysis for twelve months, or archive it."""
    with asking(server) as (client, as_json):
        made = client.post(f"{ANALYSES}/{analysis}/acts/{what}", {"seen": seen}).json()
        _shown(made, as_json=as_json)


@app.command
def measure(  # noqa: PLR0913  one option a fact of the measure
    analysis: str,
    code: str,
    *,
    owner: str = "",
    due_on: str = "",
    done_on: str = "",
    server: Server | None = None,
) -> None:
    """Plan a measure (--owner, --due-on), or say that it is done (--done-on)."""
    said = {"owner": owner, "due_on": due_on or None, "done_on": done_on or None}
    with asking(server) as (client, as_json):
        made = client.post(f"{ANALYSES}/{analysis}/measures/{code}", said).json()
        _shown(made, as_json=as_json)


@app.command
def show(risk: str, *, server: Server | None = None) -> None:
    """Show one risk as JSON."""
    with asking(server) as (client, _as_json):
        show_json(client.get(f"{RISKS}/{risk}").json())


@app.command
def save(
    file: Path,
    *,
    analysis: str = "",
    risk: str = "",
    seen: int = 0,
    server: Server | None = None,
) -> None:
    """Add a risk to an analysis, or change one, from a file (JSON)."""
    said = read_json(file, dict)
    with asking(server) as (client, as_json):
        if risk:
            made = client.put(f"{RISKS}/{risk}", {"risk": said, "seen": seen}).json()
        else:
            made = client.post(f"{ANALYSES}/{analysis}/risks", {"risk": said}).json()
        _told(made, as_json=as_json)


@app.command
def move(  # noqa: PLR0913  one option a fact of the move
    risk: str,
    after: Literal[1, 2, 3, 4],
    *,
    because: Because,
    reference: str = "",
    reason: Reason,
    seen: Seen,
    server: Server | None = None,
) -> None:
    """Move a likelihood, for a reason that stays beside it."""
    said = {"after": after, "because": because, "reference": reference, "reason": reason}
    with asking(server) as (client, as_json):
        _told(client.post(f"{RISKS}/{risk}/move", {**said, "seen": seen}).json(), as_json=as_json)


@app.command
def accept(risk: str, *, reason: Reason, seen: Seen, server: Server | None = None) -> None:
    """Accept the residual risk, in the token's name."""
    with asking(server) as (client, as_json):
        body = {"reason": reason, "seen": seen}
        _told(client.post(f"{RISKS}/{risk}/accept", body).json(), as_json=as_json)


@app.command
def withdraw(risk: str, *, reason: Reason, seen: Seen, server: Server | None = None) -> None:
    """Withdraw a risk that no longer concerns the organisation."""
    with asking(server) as (client, as_json):
        body = {"reason": reason, "seen": seen}
        _told(client.post(f"{RISKS}/{risk}/withdraw", body).json(), as_json=as_json)


@app.command
def export(  # noqa: PLR0913  one option a choice
    *,
    format: Annotated[Format, Parameter()] = "csv",  # noqa: A002  the option's name
    analysis: str = "",
    language: Literal["fr", "en"] = "fr",
    output: Output = None,
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Write the risks to a file; the PDF holds the matrix."""
    if output:
        refuse_existing(output, force=force)
    asked = {"format": format, "language": language, **({"analysis": analysis} if analysis else {})}
    with asking(server) as (client, _as_json), progress(_("Writing the risks")) as heard:
        made = client.get(f"{RISKS}/export", heard, **asked)
    write_file(output or Path(made.filename or f"risks.{format}"), made.content, force=force)


def _shown(made: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(made)
        return
    told = _("{reference}, version {version}: {id}")
    say(told.format(**{name: made[name] for name in ("reference", "version", "id")}))
    if made["unread"]:
        say(_("Next question: {question}").format(question=made["unread"]))


def _told(made: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(made)
        return
    told = _("{reference}, version {version}: {id}")
    say(told.format(**{name: made[name] for name in ("reference", "version", "id")}))
