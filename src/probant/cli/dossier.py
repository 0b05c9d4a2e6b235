"""`probant dossier OUTPUT`: a dossier that a third party verifies offline."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from probant.cli.asking import Server, asking, progress, refuse_existing, say, write_file
from probant.cli.words import _, language


def dossier(  # noqa: PLR0913  one option a choice
    output: Annotated[Path, Parameter(allow_leading_hyphen=True)],
    *,
    purpose: Annotated[str, Parameter(help="What it is for; written in it")],
    in_language: Annotated[Literal["fr", "en"] | None, Parameter(name="--language")] = None,
    names: Annotated[bool, Parameter(negative="", help="Tell who acted")] = False,
    about: Annotated[
        str, Parameter(help="Only one thing: subject_request:ID, breach:ID, crisis:ID, exercise:ID")
    ] = "",
    force: Annotated[bool, Parameter(negative="", help="Replace an existing file")] = False,
    server: Server | None = None,
) -> None:
    """Make a dossier and write its archive to OUTPUT."""
    refuse_existing(output, force=force)
    body: dict[str, object] = {
        "purpose": purpose,
        "language": in_language or language(),
        "has_names": names,
    }
    if about:
        kind, _colon, thing = about.partition(":")
        body["about"] = {"kind": kind, "id": thing}
    with asking(server) as (client, _as_json), progress(_("Making the dossier")) as heard:
        answer = client.post("dossiers", body, heard)
    write_file(output, answer.content, force=force)
    if str(output) != "-":
        say(_("Check it anywhere, offline: {command}").format(command=f"probant verify {output}"))
