r"""Infected files: the EICAR test string always, an antivirus where one is configured.

clamd's INSTREAM (clamd(8)): `zINSTREAM\0`, then chunks each preceded by its length (4 bytes,
big-endian), a chunk of length 0 at the end; the answer is `stream: OK` or `stream: … FOUND`.
"""

import logging
import os
import socket
from typing import BinaryIO

from probant.vault.domain.dossier import Scan
from probant.vault.domain.errors import Refusal, RefusedFileError
from probant.vault.domain.media_types import containing

logger = logging.getLogger(__name__)

# Written in halves, so that an antivirus leaves this module alone (eicar.org, 68 bytes).
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PIECE = 64 * 1024
PATIENCE = 60.0
MOST_ANSWER = 4096


def ensure_clean(file: BinaryIO) -> Scan:
    """RefusedFileError for an infected file; else whether an antivirus saw it.

    An antivirus that does not answer keeps nobody from sending: the file is marked not scanned.
    """
    if containing(file, [EICAR]):
        raise RefusedFileError(Refusal.INFECTED)
    address = os.environ.get("PROBANT_CLAMD", "")
    if not address:
        return Scan.NOT_ASKED
    try:
        answer = _asked(address, file)
    except (OSError, ValueError):
        logger.warning("The antivirus at PROBANT_CLAMD does not answer; a file was not scanned.")
        return Scan.NOT_SCANNED
    if answer.endswith(b"FOUND"):
        raise RefusedFileError(Refusal.INFECTED)
    return Scan.CLEAN if answer.endswith(b"OK") else Scan.NOT_SCANNED


def _asked(address: str, file: BinaryIO) -> bytes:
    file.seek(0)
    with _connected(address) as connection:
        connection.sendall(b"zINSTREAM\0")
        while piece := file.read(PIECE):
            connection.sendall(len(piece).to_bytes(4, "big") + piece)
        connection.sendall(bytes(4))
        return _answer(connection)


def _answer(connection: socket.socket) -> bytes:
    answer = b""
    while b"\0" not in answer and len(answer) < MOST_ANSWER:
        piece = connection.recv(MOST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.partition(b"\0")[0].strip()


def _connected(address: str) -> socket.socket:
    """`host:port`, or the path of a Unix socket."""
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(PATIENCE)
        connection.connect(address)
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)
