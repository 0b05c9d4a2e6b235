"""`probant verdicts`: how each obligation stands."""

from typing import Any

from probant.cli.asking import Server, asking, progress, show_json, show_table
from probant.cli.words import _


def verdicts(*, server: Server | None = None) -> None:
    """Print how each obligation stands, the gravest first."""
    with asking(server) as (client, as_json):
        with progress(_("Confronting the obligations")) as heard:
            found = client.get("verdicts", heard).json()
        if as_json:
            show_json(found)
            return
        rows = [(_state(one), one["title"], _sources(one), one["remedy"]) for one in found]
        columns = (_("Verdict"), _("Obligation"), _("Source"), _("What to do"))
        show_table(_("Obligations"), columns, rows)


def _state(one: dict[str, Any]) -> str:
    return {
        "contradicted": _("contradicted"),
        "missing": _("missing"),
        "expired": _("proof too old"),
        "undetermined": _("cannot tell"),
        "declared": _("declared, not proven"),
        "proven": _("proven"),
        "not_applicable": _("does not apply"),
    }.get(str(one["state"]), str(one["state"]))


def _sources(one: dict[str, Any]) -> str:
    """Articles, each never read in its source marked so."""
    marks = {"found": "", "to_verify": f" ({_('to be checked')})"}
    return ", ".join(f"{held['article']}{marks[held['confidence']]}" for held in one["sources"])
