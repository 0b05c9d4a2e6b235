"""Reading a contract in a child process that is bounded in memory and time."""

import hashlib
import json
import subprocess
import sys
from typing import Any
from uuid import UUID

from probant.observations.actions import Measured
from probant.probes.contracts.result import PROBE, VERSION

COMMAND = (sys.executable, "-m", "probant.probes.contracts")
PATIENCE = 60.0


def read_contract(data: bytes, *, host: bool) -> dict[str, Any]:
    """The reading as JSON, or `{"refused": code}`; a child that dies or lasts is a refusal too."""
    command = [*COMMAND, *(["--host"] if host else [])]
    try:
        done = subprocess.run(  # noqa: S603  this program itself
            command, input=data, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return {"refused": "too_long"}
    if done.returncode != 0:
        return {"refused": "bomb"}
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def measured(data: bytes, *, host: bool, kind: str, subject: UUID) -> Measured:
    """The reading of a kept contract, ready to be recorded."""
    said = read_contract(data, host=host)
    return Measured(
        probe=PROBE,
        version=said.get("version", VERSION),
        kind=kind,
        subject=subject,
        source=hashlib.sha256(data).hexdigest(),
        result=said,
        not_seen=tuple(said.get("not_seen", ())),
        seconds=said.get("seconds", 0.0),
    )
