"""From bytes to a framework: what the file is, then its own reader."""

import json
from collections.abc import Callable
from typing import Any

from probant.controls.domain.importing import ciso_assistant, oscal
from probant.controls.domain.importing.errors import Wrong, refuse
from probant.controls.domain.importing.found import Found
from probant.controls.domain.importing.piece import Piece
from probant.controls.domain.importing.yaml_reading import read_yaml

MOST_BYTES = 20_000_000
HEAD = 512
READERS: tuple[tuple[Callable[[Piece], bool], Callable[[Piece, str], Found]], ...] = (
    (oscal.is_one, oscal.read),
    (ciso_assistant.is_one, ciso_assistant.read),
)


def read(filename: str, data: bytes, *, language: str) -> Found:
    """The framework in the file; FrameworkFileError with what is wrong and where.

    The name only helps to say what was sent: the content decides.
    """
    if len(data) > MOST_BYTES:
        raise refuse(Wrong.TOO_LARGE, value=str(MOST_BYTES))
    text = _text(data)
    value = _json(text) if text.lstrip()[:1] in {"{", "["} else read_yaml(text)
    root = Piece(value)
    if not isinstance(value, dict):
        raise refuse(Wrong.NOT_A_FRAMEWORK, value=filename)
    reader = next((read_ for is_one, read_ in READERS if is_one(root)), None)
    if reader is None:
        raise refuse(Wrong.NOT_A_FRAMEWORK, value=filename)
    return reader(root, "en" if language.lower().startswith("en") else "fr")


def _text(data: bytes) -> str:
    if not data.strip():
        raise refuse(Wrong.EMPTY)
    if b"\0" in data[:HEAD] or data.startswith((b"PK\x03\x04", b"%PDF")):
        raise refuse(Wrong.NOT_TEXT)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(Wrong.NOT_TEXT) from error
    if text.lstrip()[:1] == "<":
        raise refuse(Wrong.MARKUP)
    return text


def _json(text: str) -> Any:  # noqa: ANN401  any JSON value
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise refuse(Wrong.BAD_JSON, line=error.lineno) from error
    except RecursionError as error:
        raise refuse(Wrong.TOO_DEEP) from error
