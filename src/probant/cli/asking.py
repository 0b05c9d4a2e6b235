"""What the commands that ask a server share: options, errors in words, tables, files, progress."""

import json
import os
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

from cyclopts import Parameter
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn
from rich.table import Table

from probant.cli.client import (
    DEFAULT_URL,
    AddressError,
    AnswerError,
    Client,
    ClientError,
    Heard,
    InsecureAddressError,
    NoTokenError,
    OpenTokenFileError,
    TokenFileError,
    UnreachableError,
    token_of,
)
from probant.cli.words import _

T = TypeVar("T")

REFUSED, UNUSABLE_FILE, UNREACHED, NOT_ALLOWED = 1, 2, 3, 4
PATIENCE = 1.0
Output = Annotated[
    Path | None, Parameter(help="File to write; - for the output", allow_leading_hyphen=True)
]
SHOWN_FIELDS = 20


@Parameter(name="*")
@dataclass(frozen=True)
class Server:
    """Which server, with which token, and how it is told."""

    url: Annotated[str, Parameter(help="Address of the server; else PROBANT_URL")] = ""
    token_file: Annotated[
        Path | None, Parameter(help="File that holds the token; else PROBANT_TOKEN")
    ] = None
    allow_http: Annotated[
        bool, Parameter(negative="", help="Send the token without TLS to another machine")
    ] = False
    as_json: Annotated[
        bool, Parameter(name="--json", negative="", help="Print JSON, for programs")
    ] = False

    def client(self) -> Client:
        """The way to the server; ClientError where there is no token."""
        url = self.url or os.environ.get("PROBANT_URL", "") or DEFAULT_URL
        return Client(url, token_of(self.token_file), allow_http=self.allow_http)


@contextmanager
def asking(server: Server | None) -> Iterator[tuple[Client, bool]]:
    """The server's client and whether JSON is wanted; every refusal ends the command in words."""
    chosen = server or Server()
    try:
        yield chosen.client(), chosen.as_json
    except ClientError as error:
        if chosen.as_json and isinstance(error, AnswerError):
            print(json.dumps(error.body, ensure_ascii=False, indent=1))
        fail(*explained(error))


def fail(message: str, code: int) -> NoReturn:
    """Says why on the error output, and ends."""
    Console(stderr=True, highlight=False).print(escape(message), soft_wrap=True)
    sys.exit(code)


def explained(error: ClientError) -> tuple[str, int]:
    """What happened and what to do, and the exit code."""
    match error:
        case AnswerError():
            return _answered(error), NOT_ALLOWED if error.is_about_the_token else REFUSED
        case NoTokenError() | TokenFileError():
            return _about_token(error), NOT_ALLOWED
        case UnreachableError() | AddressError():
            return _about_address(error), UNREACHED
    raise error


def show_json(value: Any) -> None:  # noqa: ANN401  any JSON value
    """A value as JSON on the output."""
    print(json.dumps(value, ensure_ascii=False, indent=1))


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Rows as a table; text of the register is never read as markup."""
    table = Table(title=escape(title), title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(escape(column), overflow="fold")
    for row in rows:
        table.add_row(*(escape("" if cell is None else str(cell)) for cell in row))
    Console(highlight=False).print(table)


def say(message: str) -> None:
    """One sentence on the output."""
    Console(highlight=False).print(escape(message), soft_wrap=True)


def read_file(path: Path) -> bytes:
    """The file's bytes, or the command ends with the reason."""
    try:
        return path.read_bytes()
    except OSError as error:
        said = _("Cannot read {path}: {reason}").format(path=path, reason=error.strerror)
        fail(said, UNUSABLE_FILE)


def read_json(path: Path, kind: type[T]) -> T:
    """The file's JSON value of this type, or the command ends with the reason."""
    try:
        held = json.loads(read_file(path))
    except (ValueError, RecursionError):
        held = None
    if not isinstance(held, kind):
        fail(_("{path} is not JSON of Probant.").format(path=path), UNUSABLE_FILE)
    return held


def write_file(path: Path, content: bytes, *, force: bool) -> None:
    """The whole file or none of it; an existing one is replaced only when asked."""
    if str(path) == "-":
        sys.stdout.buffer.write(content)
        return
    refuse_existing(path, force=force)
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        Path(file.name).replace(path)
    except OSError as error:
        said = _("Cannot write {path}: {reason}").format(path=path, reason=error.strerror)
        fail(said, UNUSABLE_FILE)
    print(_("Written: {path}").format(path=path), file=sys.stderr)


def refuse_existing(path: Path, *, force: bool) -> None:
    """Ends the command before anything is asked of the server, where a file would be lost."""
    if path.exists() and not force and str(path) != "-":
        said = _("{path} exists already: choose another name, or add --force.")
        fail(said.format(path=path), UNUSABLE_FILE)


@contextmanager
def progress(label: str) -> Iterator[Heard]:
    """A bar on the error output once a second has passed; nothing where nobody looks."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    shown = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    task = shown.add_task(escape(label), total=None)
    timer = threading.Timer(PATIENCE, shown.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda done, total: shown.update(task, completed=done, total=total or None)
    finally:
        timer.cancel()
        timer.join()
        shown.stop()


def _about_token(error: NoTokenError | TokenFileError) -> str:
    match error:
        case NoTokenError():
            said = _("No token: make one on the organisation's page, then run: {command}")
            return said.format(command="probant token save")
        case OpenTokenFileError():
            said = _("Others can read {path}: run chmod 600 on it first.")
            return said.format(path=error.path)
    said = _("Cannot read a token in {path}: {reason}")
    return said.format(path=error.path, reason=error.reason or _("it holds something else"))


def _about_address(error: UnreachableError | AddressError) -> str:
    match error:
        case UnreachableError():
            said = _("No answer from {url} ({reason}). Is Probant started there?")
            return said.format(url=error.url, reason=error.reason)
        case InsecureAddressError():
            said = _("{url} is not protected by TLS: the token would travel in clear. Use https.")
            return said.format(url=error.url)
    return _("{url} is not the address of a server.").format(url=error.url)


def _answered(error: AnswerError) -> str:
    if not error.body.get("message"):
        return _("The server answered {status}, which is not an answer of Probant.").format(
            status=error.status
        )
    lines = [str(error.body["message"])]
    fields = error.body.get("fields") or {}
    lines += [f"  {path}: {why}" for path, why in list(fields.items())[:SHOWN_FIELDS]]
    return "\n".join(lines)
