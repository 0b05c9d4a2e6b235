"""`probant processors …`: processors, their contracts decided clause by clause, their papers."""

from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from probant.cli.asking import (
    UNUSABLE_FILE,
    Output,
    Server,
    asking,
    fail,
    read_file,
    read_json,
    refuse_existing,
    say,
    show_json,
    show_table,
    write_file,
)
from probant.cli.words import _

app = App(name="processors", help="The processors and their contracts.")
Format = Literal["csv", "xlsx", "ods", "pdf", "json"]
Paper = Literal["amendment", "questionnaire", "contract"]
Purpose = Literal["certificate", "chain", "security", "other"]
Language = Literal["fr", "en"]
PAPERS = {
    "amendment": "processor-contracts/{of}/amendment",
    "questionnaire": "processors/{of}/questionnaire",
    "contract": "processor-contracts/{of}/file",
}


@app.command(name="list")
def list_processors(*, words: str = "", server: Server | None = None) -> None:
    """List the processors in use and how each stands."""
    with asking(server) as (client, as_json):
        found = list(client.items("processors", words=words))
        if as_json:
            show_json(found)
            return
        rows = [(one["record"]["name"], *one["standing"].values(), one["id"]) for one in found]
        columns = (
            _("Processor"),
            _("Contract"),
            _("Hosting"),
            _("Chain"),
            _("Checked"),
            _("Identifier"),
        )
        show_table(_("Processors"), columns, rows)


@app.command
def show(processor: str, *, server: Server | None = None) -> None:
    """Show one processor as JSON: what `set` takes is under "record"."""
    with asking(server) as (client, _as_json):
        show_json(client.get(f"processors/{processor}").json())


@app.command
def add(name: str, *, services: str = "", email: str = "", server: Server | None = None) -> None:
    """Add a processor by its name."""
    record = {"name": name, "services": services, "contact": {"email": email}}
    with asking(server) as (client, as_json):
        _show(client.post("processors", {"record": record}).json(), as_json=as_json)


@app.command(name="set")
def set_processor(
    processor: str,
    file: Path,
    *,
    seen: Annotated[int, Parameter(help="Version that was read")],
    server: Server | None = None,
) -> None:
    """Tell a processor from a JSON file, as it is now."""
    body = {"record": read_json(file, dict), "seen": seen}
    with asking(server) as (client, as_json):
        _show(client.put(f"processors/{processor}", body).json(), as_json=as_json)


@app.command
def take(*, server: Server | None = None) -> None:
    """Add every processor that the register names and the list has not."""
    with asking(server) as (client, as_json):
        made = client.post("processors/from-register", {}).json()
        if as_json:
            show_json(made)
            return
        say(_("Added: {count}").format(count=len(made)))


@app.command
def status(
    processor: str, what: Literal["active", "ended"], *, server: Server | None = None
) -> None:
    """Say that a processor is in use, or no longer."""
    with asking(server) as (client, as_json):
        made = client.put(f"processors/{processor}/status", {"status": what}).json()
        _show(made, as_json=as_json)


@app.command
def contract(  # noqa: PLR0913  one option a choice
    processor: str,
    *,
    file: Annotated[Path | None, Parameter(help="The contract itself")] = None,
    signed_on: str = "",
    ends_on: str = "",
    objection_days: int | None = None,
    server: Server | None = None,
) -> None:
    """Add a contract: its dates, and its file."""
    content = read_file(file) if file else b""
    said = {"signed_on": signed_on or None, "ends_on": ends_on or None}
    body = {**said, "objection_days": objection_days}
    with asking(server) as (client, as_json):
        made = client.post(f"processors/{processor}/contracts", body).json()
        if file:
            made = client.upload(f"processor-contracts/{made['id']}/file", file, content).json()
        if as_json:
            show_json(made)
            return
        say(_("Kept: {id}").format(id=made["id"]))


@app.command
def decide(
    contract: str,
    *clauses: Annotated[str, Parameter(help="Clause and decision: audits=missing")],
    seen: Annotated[int, Parameter(help="Version of the contract that was read")],
    note: Annotated[str, Parameter(help="Where, or why; needed for accepted")] = "",
    server: Server | None = None,
) -> None:
    """Decide on clauses: found, doubtful, missing, accepted; nothing after = undoes a decision."""
    decisions = {}
    for one in clauses:
        id_, mark, state = one.partition("=")
        if not mark:
            fail(
                _("Write a clause and its decision as audits=missing: {said}").format(said=one),
                UNUSABLE_FILE,
            )
        decisions[id_] = {"state": state, "note": note}
    with asking(server) as (client, as_json):
        path = f"processor-contracts/{contract}/clauses"
        made = client.put(path, {"decisions": decisions, "seen": seen}).json()
        if as_json:
            show_json(made)
            return
        rows = [(id_, said["state"], said["note"]) for id_, said in made["clauses"].items()]
        show_table(_("Clauses"), (_("Clause"), _("Decision"), _("Note")), rows)


@app.command
def review(processor: str, file: Path, *, server: Server | None = None) -> None:
    """Record a questionnaire or an audit from a JSON file."""
    body = read_json(file, dict)
    with asking(server) as (client, as_json):
        _show(client.put(f"processors/{processor}/reviews", body).json(), as_json=as_json)


@app.command
def document(
    processor: str, file: Path, *, purpose: Purpose = "other", server: Server | None = None
) -> None:
    """Keep a paper that a processor gave."""
    content = read_file(file)
    with asking(server) as (client, as_json):
        path = f"processors/{processor}/documents?purpose={purpose}"
        made = client.upload(path, file, content).json()
        if as_json:
            show_json(made)
            return
        say(_("Kept: {id}").format(id=made["id"]))


@app.command
def paper(  # noqa: PLR0913  one option a choice
    what: Paper,
    of: Annotated[str, Parameter(help="The contract; for a questionnaire, the processor")],
    *,
    language: Language = "fr",
    output: Output = None,
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Write an amendment, a questionnaire or the contract that was kept as a file."""
    if output:
        refuse_existing(output, force=force)
    asked = {} if what == "contract" else {"language": language}
    with asking(server) as (client, _as_json):
        answer = client.get(PAPERS[what].format(of=of), **asked)
    write_file(output or Path(answer.filename), answer.content, force=force)


@app.command
def export(
    *,
    format: Format = "csv",  # noqa: A002  the option's name
    output: Output = None,
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Write the list of processors as a file."""
    if output:
        refuse_existing(output, force=force)
    with asking(server) as (client, _as_json):
        answer = client.get("processors/export", format=format)
    write_file(output or Path(answer.filename), answer.content, force=force)


def _show(made: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(made)
        return
    said = _("{name}, version {version}: {id}")
    say(said.format(name=made["record"]["name"], version=made["version"], id=made["id"]))
