"""By what a flaw is recognised from one scan to the next.

In this order, the first that the file allows:

1. *a public identifier in a component*: CVE (else GHSA, else the database's own) and the
   component's name without its version. An upgrade to a version that is still affected is the same
   flaw that persists;
2. *the tool's own fingerprints* (SARIF `fingerprints`, else `partialFingerprints`) and its rule:
   made by the tool to survive edits of the code;
3. *rule and place*: the rule, the file, then the function or the text at fault with its blanks
   made one; never the line, which any edit above moves. One rule broken several times in a file
   without such a mark is one flaw with several occurrences;
4. *an audit's own words*: CWE and title without case, accents or punctuation, and the place.

The product is part of every fingerprint, so that the same CVE in two products is two flaws. What
two audits word differently a person says to be the same (`actions.merge`).
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping

NOT_WORDS = re.compile(r"[^a-z0-9]+")
BLANKS = re.compile(r"\s+")
PUBLIC = ("CVE-", "GHSA-")
SEPARATOR = "\x1f"


def digest(product: str, identity: Iterable[str]) -> str:
    """SHA-256 of the product and of what the flaw is recognised by."""
    told = SEPARATOR.join([plain(product), *identity])
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def of_component(identifiers: Iterable[str], component: str) -> tuple[str, ...]:
    """A public identifier in a component, whatever its version."""
    return ("component", canonical(identifiers), component.strip().casefold())


def of_tool(rule: str, prints: Mapping[str, str]) -> tuple[str, ...]:
    """The tool's own fingerprints of one of its rules."""
    return ("tool", rule, *(f"{name}={prints[name]}" for name in sorted(prints)))


def of_place(rule: str, file: str, mark: str) -> tuple[str, ...]:
    """A rule at a place; `mark` is a function's name or the text at fault."""
    return ("place", rule, file, BLANKS.sub(" ", mark).strip())


def of_words(cwe: int | None, title: str, place: str) -> tuple[str, ...]:
    """An audit's own words."""
    return ("words", str(cwe or ""), plain(title), place.strip().casefold())


def canonical(identifiers: Iterable[str]) -> str:
    """The identifier by which databases agree: CVE before GHSA before any other."""
    held = sorted({one.strip().upper() for one in identifiers if one.strip()})
    for prefix in PUBLIC:
        for one in held:
            if one.startswith(prefix):
                return one
    return held[0] if held else ""


def plain(text: str) -> str:
    """Without case, accents or punctuation."""
    flat = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return NOT_WORDS.sub(" ", flat).strip()
