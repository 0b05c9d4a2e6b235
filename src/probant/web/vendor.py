"""The front-end files that pages load, taken one by one from `node_modules`.

Serving whole packages would hash and compress thousands of files at the first start.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

PACKAGES = Path(__file__).resolve().parents[3] / "node_modules"
FONT = "@fontsource-variable/ibm-plex-sans/files"
CHOSEN = {
    "vendor/bootstrap/css/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "vendor/bootstrap/css/bootstrap.min.css.map": "bootstrap/dist/css/bootstrap.min.css.map",
    "vendor/bootstrap-icons/bootstrap-icons.min.css": "bootstrap-icons/font/bootstrap-icons.min.css",
    "vendor/bootstrap-icons/fonts/bootstrap-icons.woff2": "bootstrap-icons/font/fonts/bootstrap-icons.woff2",
    "vendor/bootstrap-icons/fonts/bootstrap-icons.woff": "bootstrap-icons/font/fonts/bootstrap-icons.woff",
    "vendor/fonts/ibm-plex-sans-latin-wght-normal.woff2": f"{FONT}/ibm-plex-sans-latin-wght-normal.woff2",
    "vendor/fonts/ibm-plex-sans-latin-wght-italic.woff2": f"{FONT}/ibm-plex-sans-latin-wght-italic.woff2",
    "vendor/htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
}


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

    def find(self, path: str, find_all: bool = False, **_: Any) -> str | list[str]:  # noqa: ANN401, FBT001, FBT002 Django's signature
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
