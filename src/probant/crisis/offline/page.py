"""Putting the offline page together: one file, its script and style named by their hashes.

The page is allowed nothing (`default-src 'none'`) but its own script and style, byte for byte; it
opens no connection. What it carries in clear is the way to open it: the labels of its lock, the
organisation's identifier, and the parameters of the encryption.
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from probant.crisis.domain import offline

FOLDER = Path(__file__).resolve().parent


def html(contents: Mapping[str, Any], passphrase: str, *, organisation: UUID, number: int) -> bytes:
    """The page that `passphrase` opens."""
    envelope = offline.sealed(contents, passphrase, organisation=organisation, number=number)
    language = str(contents["language"])
    labels = _labels(language)
    script, style = _part("page.js"), _part("page.css")
    filled = {
        "language": language,
        "title": labels["title"],
        "policy": _policy(script, style),
        "style": style,
        "script": script,
        "labels": _embedded(labels),
        "envelope": _embedded(envelope),
    }
    page = _part("page.html")
    for name, value in filled.items():
        is_text = name in {"title", "language", "policy"}
        page = page.replace(f"[[{name}]]", escape(value) if is_text else value)
    return page.encode()


def envelope_of(page: bytes) -> dict[str, Any]:
    """The envelope inside a page, for whoever decrypts it without a browser."""
    text = page.decode()
    opening = '<script type="application/json" id="envelope">'
    start = text.index(opening) + len(opening)
    found: dict[str, Any] = json.loads(text[start : text.index("</script>", start)])
    return found


def _policy(script: str, style: str) -> str:
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"script-src '{_hash(script)}'; style-src '{_hash(style)}'"
    )


def _hash(content: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


@cache
def _part(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _embedded(value: Mapping[str, Any]) -> str:
    """JSON that cannot close the element that holds it."""
    said = json.dumps(value, ensure_ascii=False)
    return said.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _labels(language: str) -> dict[str, str]:
    with translation.override(language):
        return {
            "title": _("Crisis plan"),
            "passphrase": _("Passphrase"),
            "open": _("Open the plan"),
            "opening": _("Opening: this takes a few seconds…"),
            "wrong": _("This passphrase does not open this plan. Check each word and try again."),
            "unable": _(
                "This browser cannot decrypt the plan. Try a recent Firefox, Chrome or Safari."
            ),
            "lead": _("This copy is encrypted and works without any network."),
            "close": _("Lock"),
            "log": _("Log"),
            "log_lead": _(
                "What you note stays in this browser, encrypted."
                " Export it to bring it into the crisis room."
            ),
            "log_lost": _("This browser keeps nothing: export the log before closing the page."),
            "what": _("What was done, seen or decided"),
            "team": _("Team"),
            "note": _("Note it"),
            "noted": _("Noted."),
            "export": _("Export the log"),
            "print": _("Print"),
            "done": _("Done"),
            "empty": _("Nothing noted yet."),
        }
