"""The commands' way to a server: its API over HTTP, with nothing but the standard library.

A token travels in a header, over TLS or inside this machine, and never follows a redirection.

    ClientError
    ├── AddressError             not an address of a server
    ├── InsecureAddressError     a token would travel in clear
    ├── NoTokenError             no token was given
    ├── TokenFileError           the token's file cannot be read
    ├── OpenTokenFileError       others can read the token's file
    ├── UnreachableError         nobody answers
    └── AnswerError              the server refused; its own sentence says why
"""

import json
import os
import secrets
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from platformdirs import user_config_path

from probant.cli.words import language
from probant.common.errors import ProbantError

DEFAULT_URL = "http://127.0.0.1:8000"
API = "/api/v1/"
PATIENCE = 300.0
PIECE = 1 << 16
MOST_A_PAGE = 200
Heard = Callable[[int, int], None]


class ClientError(ProbantError):
    """A command could not do what was asked."""


class AddressError(ClientError):
    """The address is not that of a server."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class InsecureAddressError(AddressError):
    """Without TLS a token is sent to this machine only."""


class NoTokenError(ClientError):
    """Neither a file nor PROBANT_TOKEN holds a token."""


class TokenFileError(ClientError):
    """The token's file cannot be read."""

    def __init__(self, path: Path, reason: str = "") -> None:
        super().__init__(str(path), reason)
        self.path = path
        self.reason = reason


class OpenTokenFileError(TokenFileError):
    """Other people of this machine can read the token's file."""


class UnreachableError(ClientError):
    """Nobody answers at this address, or not as a server does."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)
        self.url = url
        self.reason = reason


class AnswerError(ClientError):
    """The server refused: `body` is its JSON, or empty where it sent none."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(status, body.get("error", ""))
        self.status = status
        self.body = body

    @property
    def is_about_the_token(self) -> bool:
        """Whether another token, or another role, would help."""
        return self.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


@dataclass(frozen=True)
class Answer:
    """What came back: the media type's name for a file, and the bytes."""

    status: int
    filename: str
    content: bytes

    def json(self) -> Any:  # noqa: ANN401  any JSON value
        """The body as JSON."""
        return json.loads(self.content)


@dataclass(frozen=True)
class Sent:
    """A body with its type, and the version that it is meant for."""

    content: bytes = b""
    type: str = "application/json"
    version: int | None = None


@dataclass(frozen=True)
class Client:
    """One server and one token."""

    url: str
    token: str = field(repr=False)
    allow_http: bool = False

    def get(self, path: str, heard: Heard | None = None, /, **query: object) -> Answer:
        """Reads; an empty value asks for nothing."""
        asked = {name: _spelled(value) for name, value in query.items() if value or value == 0}
        return self._answer("GET", f"{path}?{urlencode(asked)}", Sent(), heard)

    def items(self, path: str, **filters: object) -> Iterator[dict[str, Any]]:
        """Everything in a list, page after page."""
        page, pages = 1, 1
        while page <= pages:
            found = self.get(path, page=page, per_page=MOST_A_PAGE, **filters).json()
            yield from found["items"]
            page, pages = page + 1, found["pages"]

    def post(
        self,
        path: str,
        body: Mapping[str, Any],
        heard: Heard | None = None,
        /,
        *,
        version: int | None = None,
    ) -> Answer:
        """Acts, with a JSON body; on this version alone, when one is named (If-Match)."""
        return self._answer("POST", path, Sent(json.dumps(body).encode(), version=version), heard)

    def put(self, path: str, body: Mapping[str, Any]) -> Answer:
        """Replaces, with a JSON body."""
        return self._answer("PUT", path, Sent(json.dumps(body).encode()), None)

    def upload(self, path: str, file: Path, content: bytes) -> Answer:
        """Acts, with a file."""
        return self._answer("POST", path, _multipart(file.name, content), None)

    def _answer(self, method: str, path: str, sent: Sent, heard: Heard | None) -> Answer:
        try:
            with self._exchange(method, path, sent) as response:
                return _checked(response, _read(response, heard))
        except (OSError, HTTPException) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise UnreachableError(self.url, reason) from error

    @contextmanager
    def _exchange(self, method: str, path: str, sent: Sent) -> Iterator[HTTPResponse]:
        where = _address(self.url, allow_http=self.allow_http)
        kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
        connection = kind(where.hostname or "", where.port, timeout=PATIENCE)
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Accept-Language": language(),
            "Content-Type": sent.type,
            "User-Agent": "probant",
        }
        if sent.version is not None:
            headers["If-Match"] = f'"{sent.version}"'
        try:
            connection.request(method, where.path.rstrip("/") + API + path, sent.content, headers)
            yield connection.getresponse()
        finally:
            connection.close()


def token_place() -> Path:
    """Where `probant token save` keeps the token unless told otherwise."""
    return user_config_path("probant") / "token"


def token_of(file: Path | None) -> str:
    """The token: of the file named, else of PROBANT_TOKEN, else of its usual place."""
    given = os.environ.get("PROBANT_TOKEN", "").strip()
    if file is None and given:
        return given
    place = file or token_place()
    if file is None and not place.exists():
        raise NoTokenError
    return _kept(place)


def _kept(place: Path) -> str:
    try:
        mode, text = place.stat().st_mode, place.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise TokenFileError(place, getattr(error, "strerror", None) or "") from error
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise OpenTokenFileError(place)
    if not text.isascii() or not text.isprintable():
        raise TokenFileError(place)
    return text


def _address(url: str, *, allow_http: bool) -> SplitResult:
    try:
        where = urlsplit(url)
        is_address = where.scheme in {"http", "https"} and where.hostname and where.port != 0
    except ValueError as error:
        raise AddressError(url) from error
    if not is_address or where.username or where.query or where.fragment:
        raise AddressError(url)
    if where.scheme == "http" and not (allow_http or _is_here(where.hostname or "")):
        raise InsecureAddressError(url)
    return where


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read(response: HTTPResponse, heard: Heard | None) -> bytes:
    total = int(response.headers.get("Content-Length") or 0)
    pieces = bytearray()
    while piece := response.read(PIECE):
        pieces += piece
        if heard:
            heard(len(pieces), total)
    return bytes(pieces)


def _checked(response: HTTPResponse, content: bytes) -> Answer:
    if HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
        filename = Path(response.headers.get_filename() or "").name
        return Answer(response.status, filename, content)
    try:
        body = json.loads(content)
    except ValueError:
        body = {}
    raise AnswerError(response.status, body if isinstance(body, dict) else {})


def _spelled(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _multipart(filename: str, content: bytes) -> Sent:
    """RFC 7578, one part named `file`."""
    boundary = secrets.token_hex(16)
    head = (
        f"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename*=UTF-8''"
        f"{quote(filename, safe='')}\r\nContent-Type: application/octet-stream\r\n\r\n"
    )
    body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return Sent(body, f"multipart/form-data; boundary={boundary}")
