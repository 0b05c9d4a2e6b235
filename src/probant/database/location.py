"""Where Probant keeps its data on this machine, and what it keeps secret there."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from platformdirs import user_data_path

from probant.common.checkpoint import Signer

SYSTEM_FOLDER = Path("/var/lib/probant")


def data_folder(chosen: str | Path | None = None) -> Path:
    """`--data`, else PROBANT_DATA, else the XDG data folder (/var/lib/probant for root).

    Root's own XDG folder cannot be entered by the account that PostgreSQL runs under.
    """
    named = chosen or os.environ.get("PROBANT_DATA")
    if named:
        return Path(named).expanduser().resolve()
    return SYSTEM_FOLDER if os.geteuid() == 0 else user_data_path("probant")


@dataclass(frozen=True)
class Secrets:
    """The installation's own secrets, in a file that only its account reads (mode 0600)."""

    superuser_password: str
    owner_password: str
    application_password: str
    signing_key: str
    django_key: str
    sealing_key: str

    @classmethod
    def drawn(cls) -> "Secrets":
        """New secrets of 256 bits each; the signing key (Ed25519) in the note's own spelling."""
        return cls(
            superuser_password=secrets.token_urlsafe(32),
            owner_password=secrets.token_urlsafe(32),
            application_password=secrets.token_urlsafe(32),
            signing_key=Signer.generate(f"probant-{secrets.token_hex(6)}").private_text(),
            django_key=secrets.token_urlsafe(48),
            sealing_key=secrets.token_hex(32),
        )


def kept_secrets(folder: Path) -> Secrets:
    """The secrets kept in `folder`, drawn and written whole at the first call."""
    path = folder / "secrets.json"
    if not path.exists():
        _write_private(path, json.dumps(asdict(Secrets.drawn()), indent=1))
    return Secrets(**json.loads(path.read_text(encoding="utf-8")))


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
