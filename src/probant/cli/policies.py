"""`probant policies …`: policies begun, written, approved, read, printed."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from probant.cli.asking import (
    UNUSABLE_FILE,
    Output,
    Server,
    asking,
    fail,
    progress,
    read_file,
    refuse_existing,
    say,
    show_json,
    show_table,
    write_file,
)
from probant.cli.words import _
from probant.policies import reading_files
from probant.policies.domain.policy import AcknowledgementFileError

app = App(name="policies", help="Policies, charters and procedures.")
POLICIES = "policies"
Force = Annotated[bool, Parameter(negative="", help="Replace an existing file")]
Seen = Annotated[int, Parameter(help="Number of the version that was read")]


@app.command(name="list")
def list_policies(*, server: Server | None = None) -> None:
    """List the policies with their state and who read them."""
    with asking(server) as (client, as_json):
        found = client.get(POLICIES).json()
        if as_json:
            show_json(found)
            return
        rows = [
            (
                one["reference"],
                one["title"],
                one["state"],
                one["review_on"] or "",
                f"{one['read']} / {one['expected']}" if one["is_read_by_all"] else "",
                one["id"],
            )
            for one in found
        ]
        columns = (_("Number"), _("Title"), _("State"), _("Review"), _("Read by"), _("Identifier"))
        show_table(_("Policies"), columns, rows)


@app.command
def templates(*, server: Server | None = None) -> None:
    """List the texts to start from."""
    with asking(server) as (client, as_json):
        found = client.get("policy-templates").json()
        if as_json:
            show_json(found)
            return
        rows = [(one["id"], one["label"], ", ".join(one["sizes"])) for one in found]
        show_table(_("Templates"), (_("Name"), _("Title"), _("For")), rows)


@app.command
def start(
    template: str = "",
    *,
    title: str = "",
    kind: Literal["", "security_policy", "it_charter", "internal_rules", "procedure", "other"] = "",
    file: Path | None = None,
    server: Server | None = None,
) -> None:
    """Begin a policy from a template, or from a text file (markdown)."""
    said = {"template": template, "title": title, "kind": kind, "text": _text(file)}
    with asking(server) as (client, as_json):
        _told(client.post(POLICIES, said).json(), as_json=as_json)


@app.command
def write(  # noqa: PLR0913  one option a fact of the version
    policy: str,
    file: Path,
    *,
    title: str,
    seen: Seen,
    note: str = "",
    server: Server | None = None,
) -> None:
    """Make the text of a file (markdown) the next version."""
    said = {"title": title, "text": _text(file), "note": note, "seen": seen}
    with asking(server) as (client, as_json):
        _told(client.put(f"{POLICIES}/{policy}", said).json(), as_json=as_json)


@app.command
def settings(  # noqa: PLR0913  one option a setting
    policy: str,
    *,
    kind: Literal["security_policy", "it_charter", "internal_rules", "procedure", "other"],
    months: int = 12,
    read_by_all: bool = False,
    others: int = 0,
    server: Server | None = None,
) -> None:
    """Say how often it is read again, and who has to read it."""
    said = {
        "kind": kind,
        "review_months": months,
        "is_read_by_all": read_by_all,
        "others_expected": others,
    }
    with asking(server) as (client, as_json):
        _told(client.put(f"{POLICIES}/{policy}/settings", said).json(), as_json=as_json)


@app.command
def act(
    policy: str,
    what: Literal["approve", "archive"],
    *,
    seen: int = 0,
    server: Server | None = None,
) -> None:
    """Put the version that was read in force, or archive the policy."""
    with asking(server) as (client, as_json):
        body = {"seen": seen}
        _told(client.post(f"{POLICIES}/{policy}/acts/{what}", body).json(), as_json=as_json)


@app.command
def readings(policy: str, *, server: Server | None = None) -> None:
    """List who read the version in force."""
    with asking(server) as (client, as_json):
        found = client.get(f"{POLICIES}/{policy}/readings").json()
        if as_json:
            show_json(found)
            return
        rows = [(one["name"], one["read_on"]) for one in found]
        show_table(_("Readings"), (_("Name"), _("Read on")), rows)


@app.command(name="bring-readings")
def bring_readings(policy: str, file: Path, *, server: Server | None = None) -> None:
    """Bring signatures from a CSV, XLSX or ODS: titled columns, “name” and maybe “date”."""
    try:
        read = reading_files.people(read_file(file), file.name, today=date.today())  # noqa: DTZ011  the operator's day
    except AcknowledgementFileError as error:
        fail(_refusal(file, error), UNUSABLE_FILE)
    people = [{"name": one.name, "read_on": one.read_on.isoformat()} for one in read]
    with asking(server) as (client, as_json):
        made = client.post(f"{POLICIES}/{policy}/readings", {"people": people}).json()
        if as_json:
            show_json(made)
            return
        say(_("Added: {count}").format(count=made["added"]))


@app.command(name="print")
def print_policy(  # noqa: PLR0913  one option a choice
    policy: str,
    *,
    format: Annotated[Literal["pdf", "docx", "md"], Parameter()] = "pdf",  # noqa: A002  the option's name
    version: int = 0,
    output: Output = None,
    force: Force = False,
    server: Server | None = None,
) -> None:
    """Write one version as a document: the one in force, unless said."""
    _kept(f"{POLICIES}/{policy}/document", output, force=force, server=server, format=format,
          version=version)  # fmt: skip


@app.command
def export(
    *,
    format: Annotated[Literal["csv", "xlsx", "ods", "pdf", "json"], Parameter()] = "csv",  # noqa: A002  the option's name
    output: Output = None,
    force: Force = False,
    server: Server | None = None,
) -> None:
    """Write the list of policies to a file."""
    _kept(f"{POLICIES}/export", output, force=force, server=server, format=format)


def _kept(
    path: str, output: Path | None, *, force: bool, server: Server | None, **asked: object
) -> None:
    if output:
        refuse_existing(output, force=force)
    with asking(server) as (client, _as_json), progress(_("Writing the file")) as heard:
        made = client.get(path, heard, **asked)
    write_file(output or Path(made.filename or "policies"), made.content, force=force)


def _refusal(file: Path, error: AcknowledgementFileError) -> str:
    said = {
        "empty": _("{path} names nobody."),
        "no_names": _("{path}: its first line must title its columns: “name”, maybe “date”."),
        "too_large": _("{path} is larger than 5 MB."),
        "too_many": _("{path} has more than 20,000 lines."),
        "long_name": _("{path}, line {row}: this name is longer than 200 characters."),
        "day": _("{path}, line {row}: write the date as 2026-11-21 or 21/11/2026."),
        "future": _("{path}, line {row}: this date is in the future."),
    }.get(error.reason, _("{path} cannot be read: save it as CSV, XLSX or ODS."))
    return said.format(path=file, row=error.row)


def _told(made: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(made)
        return
    told = _("{reference}, version {version}: {id}")
    say(told.format(**{name: made[name] for name in ("reference", "version", "id")}))


def _text(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        return read_file(file).decode("utf-8-sig")
    except UnicodeDecodeError:
        fail(_("{path} is not text.").format(path=file), UNUSABLE_FILE)
