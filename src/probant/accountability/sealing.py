"""Documents about one thing, sealed under that thing's key: erasing it erases them."""

import base64
from collections.abc import Mapping

from probant.accountability.models import Dossier
from probant.vault import actions as vault
from probant.vault import queries as vaults
from probant.vault.domain.dossier import Dossier as Vaulted

TABLE, COLUMN = "accountability_dossierdocument", "content"


def sealed(found: Dossier, held: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Each document as it is kept; in clear where the dossier is the whole organisation's."""
    if not found.about_kind or found.about_id is None:
        return held
    of = found.organisation_id
    key = vault.open_dossier(of, kind=found.about_kind, subject=found.about_id)
    return {
        name: key.seal(TABLE, COLUMN, _row(found, name), base64.b64encode(content).decode())
        for name, content in held.items()
    }


def unsealed(found: Dossier, kept: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The documents again; DossierDestroyedError once the thing was erased."""
    if not found.about_kind or found.about_id is None:
        return kept
    key = vaults.dossier(found.organisation_id, found.about_kind, found.about_id)
    return {name: _opened(key, _row(found, name), content) for name, content in kept.items()}


def _opened(key: Vaulted, row: str, content: bytes) -> bytes:
    return base64.b64decode(str(key.unseal(TABLE, COLUMN, row, content)))


def _row(found: Dossier, name: str) -> str:
    """A document is known by its dossier and its name before it has a row."""
    return f"{found.pk}/{name}"
