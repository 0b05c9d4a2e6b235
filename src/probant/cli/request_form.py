"""`probant request-form …`: the public form of requests, opened, shut, or shown."""

from typing import Annotated, Any

from cyclopts import App, Parameter

from probant.cli.asking import Server, asking, say, show_json
from probant.cli.words import _

app = App(name="request-form", help="The public form of requests.")
FORM = "requests/form"


@app.command
def show(*, server: Server | None = None) -> None:
    """Say whether the form is open, and its address."""
    with asking(server) as (client, as_json):
        _show(client.get(FORM).json(), as_json=as_json)


@app.command(name="open")
def open_form(
    *,
    french: Annotated[str | None, Parameter(help="Introduction in French")] = None,
    english: Annotated[str | None, Parameter(help="Introduction in English")] = None,
    server: Server | None = None,
) -> None:
    """Open the form to everybody; introductions that are not given stay."""
    with asking(server) as (client, as_json):
        before = client.get(FORM).json()
        wanted = {
            "is_open": True,
            "introduction_fr": before["introduction_fr"] if french is None else french,
            "introduction_en": before["introduction_en"] if english is None else english,
        }
        _show(client.put(FORM, wanted).json(), as_json=as_json)


@app.command
def shut(*, server: Server | None = None) -> None:
    """Shut the form; requests by post and by telephone go on."""
    with asking(server) as (client, as_json):
        before = client.get(FORM).json()
        kept = {name: before[name] for name in ("introduction_fr", "introduction_en")}
        _show(client.put(FORM, {"is_open": False, **kept}).json(), as_json=as_json)


def _show(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(found)
    else:
        said = (
            _("The form is open: {address}")
            if found["is_open"]
            else _("The form is shut: {address}")
        )
        say(said.format(address=found["address"]))
