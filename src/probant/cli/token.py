"""`probant token …`: the token of this machine, kept for its owner's eyes, and what it opens."""

import os
import sys
from getpass import getpass
from pathlib import Path

from cyclopts import App

from probant.cli.asking import (
    REFUSED,
    UNUSABLE_FILE,
    Server,
    asking,
    fail,
    say,
    show_json,
    show_table,
)
from probant.cli.client import token_place
from probant.cli.words import _

app = App(name="token", help="The token with which these commands act.")
PREFIX = "probant_"


@app.command
def save(file: Path | None = None) -> None:
    """Ask for a token without showing it, and keep it in a file that only you can read."""
    text = _asked().strip()
    if not text.startswith(PREFIX) or not text.isascii() or not text.isprintable():
        fail(_("This is not a token of Probant: nothing was kept."), REFUSED)
    place = file or token_place()
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _keep(place, text)
    except OSError as error:
        said = _("Cannot write {path}: {reason}").format(path=place, reason=error.strerror)
        fail(said, UNUSABLE_FILE)
    say(_("Kept in {path}, for you alone.").format(path=place))


@app.command
def show(*, server: Server | None = None) -> None:
    """Say for whom the token acts, with which role and until when; never the token itself."""
    with asking(server) as (client, as_json):
        found = client.get("token").json()
        if as_json:
            show_json(found)
            return
        rows = [
            (_("Organisation"), found["organisation_name"]),
            (_("Token"), found["name"]),
            (_("Role"), _role(found["role"])),
            (_("Valid until"), found["expires_at"][:10]),
        ]
        show_table(_("The token in use"), (_("What"), _("Value")), rows)


def _asked() -> str:
    return getpass(_("Token: ")) if sys.stdin.isatty() else sys.stdin.readline()


def _keep(place: Path, text: str) -> None:
    """Written aside with its mode, then moved: never readable by others, never half written."""
    aside = place.with_name(f".{place.name}.{os.getpid()}")
    with open(aside, "x", encoding="utf-8", opener=_for_owner) as file:
        file.write(f"{text}\n")
    aside.replace(place)


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _role(role: str) -> str:
    return {
        "reader": _("Reader"),
        "contributor": _("Contributor"),
        "dpo": _("Data protection officer"),
        "ciso": _("Security officer"),
    }.get(role, role)
