"""The front-end files that pages load, taken one by one from `node_modules`.

Serving whole packages would hash and compress thousands of files at the first start.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

PACKAGES = Path(__file__).resolve().parents[3] / "node_modules"
ICONS = "bootstrap-icons/font"
FONT = "@fontsource-variable/ibm-plex-sans/files"
SOURCES = (  # (address under vendor/, folder of the package, file)
    ("bootstrap/css", "bootstrap/dist/css", "bootstrap.min.css"),
    ("bootstrap/css", "bootstrap/dist/css", "bootstrap.min.css.map"),
    ("bootstrap-icons", ICONS, "bootstrap-icons.min.css"),
    ("bootstrap-icons/fonts", f"{ICONS}/fonts", "bootstrap-icons.woff2"),
    ("bootstrap-icons/fonts", f"{ICONS}/fonts", "bootstrap-icons.woff"),
    ("fonts", FONT, "ibm-plex-sans-latin-wght-normal.woff2"),
    ("fonts", FONT, "ibm-plex-sans-latin-wght-italic.woff2"),
    ("htmx", "htmx.org/dist", "htmx.min.js"),
)
CHOSEN = {f"vendor/{place}/{file}": f"{folder}/{file}" for place, folder, file in SOURCES}


class PackageStorage(FileSystemStorage):
    """Maps a public address to the file of the package that holds it."""

    def path(self, name: str) -> str:
        """Only the chosen files exist."""
        return str(PACKAGES / CHOSEN[name.replace("\\", "/")])


class ChosenFiles(BaseFinder):
    """A finder of exactly these files; STATICFILES_FINDERS names it."""

    def check(self, **_: Any) -> list[Any]:  # noqa: ANN401 Django passes what it likes
        """Nothing to check: a missing package shows at collection."""
        return []

    def find(self, path: str, find_all: bool = False, **_: Any) -> str | list[str]:  # type: ignore[override]  # noqa: ANN401, FBT001, FBT002 Django's signature, typed too narrowly by its stubs
        """The file behind a public address, or nothing."""
        source = CHOSEN.get(path.replace("\\", "/"))
        found = [str(PACKAGES / source)] if source and (PACKAGES / source).is_file() else []
        if find_all:
            return found
        return found[0] if found else []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:  # noqa: ANN401, ARG002 Django's signature
        """Every chosen file, for `collectstatic`."""
        storage = PackageStorage(location=PACKAGES)
        yield from ((address, storage) for address in CHOSEN)
