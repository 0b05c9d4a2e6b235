"""`probant vault check`: whether every key and every file of the vault still opens."""

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from probant.cli.start import SETTINGS, explain
from probant.cli.words import _
from probant.database.embedded import EmbeddedPostgres, EmbeddedStartError
from probant.database.location import data_folder
from probant.vault.domain.errors import RootKeyError

CANNOT_READ = 2

app = App(name="vault", help="The vault: sealed fields and files.")


@app.command
def check(
    *,
    data: Annotated[Path | None, Parameter(help="Data folder")] = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> None:
    """Open every key and read every file: exit code 0 when all open, 1 when not, 2 without key."""
    try:
        found = _inspected(data_folder(data))
    except (RootKeyError, EmbeddedStartError) as error:
        print(explain(error), file=sys.stderr)
        sys.exit(CANNOT_READ)
    faults = [one for one in found if one["fault"]]
    counts = Counter(one["what"] for one in found)
    print(_json(counts, faults) if as_json else _told(counts, faults))
    sys.exit(1 if faults else 0)


def _inspected(folder: Path) -> list[dict[str, str]]:
    os.environ["PROBANT_DATA"] = str(folder)
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = EmbeddedPostgres(folder).start().application
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    import django  # noqa: PLC0415  after the environment is complete

    django.setup()
    from probant.config import installation  # noqa: PLC0415  needs Django

    return list(installation.inspected_vault())


def _json(counts: Counter[str], faults: list[dict[str, str]]) -> str:
    return json.dumps({"opened": counts, "faults": faults}, indent=1)


def _told(counts: Counter[str], faults: list[dict[str, str]]) -> str:
    looked = _("Keys of organisations: {organisation}; dossiers: {dossier}; files: {file}.")
    lines = [looked.format(**{"organisation": 0, "dossier": 0, "file": 0, **counts})]
    words = {"broken": _("does not open"), "lost": _("is no longer on the disk")}
    lines += [f"  ✗ {one['what']} {one['id']}: {words[one['fault']]}" for one in faults]
    lines.append(_("Something does not open: see above.") if faults else _("Everything opens."))
    return "\n".join(lines)
