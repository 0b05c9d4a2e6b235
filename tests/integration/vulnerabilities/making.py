"""Scans made for the tests: what two audits a year apart would hold."""

import io
import json
from datetime import date
from typing import Any

from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.vulnerabilities import actions
from probant.vulnerabilities.actions import Asked, File
from probant.vulnerabilities.domain.scope import Method
from probant.vulnerabilities.exchange import reading
from probant.vulnerabilities.models import Scan
from tests.conftest import NOW

FIRST, SECOND, THIRD = date(2025, 10, 1), date(2026, 10, 1), date(2026, 11, 1)
TITLES = "titre;gravité;vecteur CVSS;CWE;URL;exploitable"
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
INJECTION = f"Injection SQL dans la recherche;Critique;{VECTOR};CWE-89;/recherche;oui"
ACCESS = "Documents d'un autre usager lisibles;Élevée;;CWE-639;/documents;oui"
COOKIE = "Cookie sans attribut Secure;Faible;;CWE-614;/;non"


def table(*rows: str) -> bytes:
    return "\r\n".join([TITLES, *rows]).encode()


def audit(**changes: Any) -> Asked:  # noqa: ANN401  fields of Asked
    said = {"product": "Fabula Santé", "method": Method.PENTEST, "done_on": FIRST, **changes}
    return Asked(**said)


def loaded(
    organisation: Organisation,
    by: Member,
    content: bytes,
    *,
    name: str = "audit.csv",
    **changes: Any,  # noqa: ANN401  the same
) -> Scan:
    held = io.BytesIO(content)
    print_, size = reading.digest(held)
    found = reading.read(held, name)
    file = File(digest=print_, size=size)
    return actions.load(organisation, found, audit(**changes), file=file, by=by, at=NOW)


def sarif(results: list[dict[str, Any]], rules: list[dict[str, Any]] | None = None) -> bytes:
    driver = {"name": "Analyseur inventé", "rules": rules or []}
    run = {"results": results, "tool": {"driver": driver}}
    return json.dumps({"version": "2.1.0", "runs": [run]}).encode()
