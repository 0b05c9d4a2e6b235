"""The installation's signing key (Ed25519), kept with its other secrets (mode 0600)."""

import os
from functools import cache

from probant.common.checkpoint import Signer, Verifier
from probant.database.location import data_folder, kept_secrets


@cache
def signer() -> Signer:
    """The key that signs checkpoints and dossiers: PROBANT_SIGNING_KEY, else the data folder's."""
    return Signer.parse(
        os.environ.get("PROBANT_SIGNING_KEY") or kept_secrets(data_folder()).signing_key
    )


def verifier() -> Verifier:
    """What a third party needs to check a signature; printed in dossiers and the journal."""
    return signer().verifier
