"""Compiles the message catalogues; the compiled files are never committed."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent.parent


def compile_catalogues(package: Path = PACKAGE) -> list[Path]:
    """Compiles every catalogue that is newer than its compiled file; returns those compiled."""
    stale = [source for source in sorted(package.glob("**/*.po")) if _is_stale(source)]
    for source in stale:
        _compile(source)
    return stale


def _compile(source: Path) -> None:
    """Whole or not at all: another start may read the compiled file at this instant."""
    partial = source.with_suffix(f".{os.getpid()}.mo")
    with source.open("rb") as text, partial.open("wb") as compiled:
        write_mo(compiled, read_po(text))
    partial.rename(source.with_suffix(".mo"))


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime <= source.stat().st_mtime
