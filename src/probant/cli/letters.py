"""`probant letters …`: the kinds of letters, their templates, and letters with invented values."""

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
    refuse_existing,
    say,
    show_json,
    show_table,
    write_file,
)
from probant.cli.words import _, language

app = App(name="letters", help="Letters, in Probant's words or in yours.")
Language = Literal["fr", "en"]


@app.command(name="list")
def list_letters(*, server: Server | None = None) -> None:
    """List every kind of letter."""
    with asking(server) as (client, as_json):
        found = client.get("letters").json()
        if as_json:
            show_json(found)
            return
        rows = [(one["id"], one["title"], one["article"]) for one in found]
        show_table(_("Letters"), (_("Identifier"), _("Title"), _("Article")), rows)


@app.command
def template(
    kind: str,
    *,
    output: Output = None,
    in_: Annotated[Language | None, Parameter(name="--language")] = None,
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Write the template in force: the subject on the first line, an empty line, the text."""
    with asking(server) as (client, as_json):
        found = client.get(f"letters/{kind}").json()
    if as_json:
        show_json(found)
        return
    chosen = _template(found, in_ or language())
    content = f"{chosen['subject']}\n\n{chosen['body'].rstrip()}\n".encode()
    write_file(output or Path("-"), content, force=force)


@app.command
def save(
    kind: str,
    file: Path,
    *,
    in_: Annotated[Language | None, Parameter(name="--language")] = None,
    server: Server | None = None,
) -> None:
    """Keep your own words, from a file as `template` writes it."""
    subject, _line, body = text_of(file).partition("\n")
    chosen = in_ or language()
    with asking(server) as (client, as_json):
        seen = _template(client.get(f"letters/{kind}").json(), chosen)["version"]
        asked = {"language": chosen, "subject": subject, "body": body.strip(), "seen": seen}
        found = client.put(f"letters/{kind}", asked).json()
        if as_json:
            show_json(found)
            return
        version = _template(found, chosen)["version"]
        say(_("Saved: version {number}").format(number=version))


@app.command
def reset(
    kind: str,
    *,
    in_: Annotated[Language | None, Parameter(name="--language")] = None,
    server: Server | None = None,
) -> None:
    """Go back to Probant's own words."""
    chosen = in_ or language()
    with asking(server) as (client, as_json):
        seen = _template(client.get(f"letters/{kind}").json(), chosen)["version"]
        found = client.post(f"letters/{kind}/reset", {"language": chosen, "seen": seen}).json()
        if as_json:
            show_json(found)
            return
        say(_("This letter says Probant’s own words again."))


@app.command
def sample(  # noqa: PLR0913  one option a choice
    kind: str,
    *,
    format: Annotated[Literal["pdf", "docx", "txt"], Parameter()] = "pdf",  # noqa: A002  the option's name
    output: Output = None,
    in_: Annotated[Language | None, Parameter(name="--language")] = None,
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Write the letter with invented values, as PDF, DOCX or text."""
    if output:
        refuse_existing(output, force=force)
    with asking(server) as (client, _as_json):
        path = f"letters/{kind}/sample"
        answer = client.get(path, format=format, language=in_ or language())
    write_file(output or Path(answer.filename or f"{kind}.{format}"), answer.content, force=force)


def _template(found: dict[str, Any], chosen: str) -> dict[str, Any]:
    templates: list[dict[str, Any]] = found["templates"]
    return next(one for one in templates if one["language"] == chosen)


def text_of(file: Path) -> str:
    """The file's text, or the command ends with the reason."""
    try:
        return read_file(file).decode("utf-8")
    except UnicodeDecodeError:
        fail(_("{path} is not a text in UTF-8.").format(path=file), UNUSABLE_FILE)
