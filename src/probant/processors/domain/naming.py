"""When two names mean the same company: the register's words against the processors' list."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

LEGAL_FORMS = frozenset(
    {"sa", "sas", "sasu", "sarl", "eurl", "snc", "sci", "se", "gmbh", "ltd", "inc", "llc", "bv"}
)


def normalised(name: str) -> str:
    """`Doc-Agenda S.A.S.` is `doc agenda`: no capital, accent, punctuation or legal form.

    A name that is nothing but a legal form stays itself.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"\b(?:[a-z]\.){2,}", lambda found: found[0].replace(".", ""), plain)
    words = re.findall(r"[a-z0-9]+", plain)
    kept = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(kept or words) or name.strip().lower()


@dataclass(frozen=True)
class Named:
    """A processor as an activity of the register names it."""

    name: str
    service: str
    country: str
    contract_on: date | None
    activity: str
    is_hds: bool | None = None


def by_name(named: Iterable[Named]) -> Mapping[str, tuple[Named, ...]]:
    """The register's lines of each company, whatever the spelling; nameless lines are left out."""
    found: dict[str, list[Named]] = {}
    for one in named:
        if one.name.strip():
            found.setdefault(normalised(one.name), []).append(one)
    return {name: tuple(lines) for name, lines in found.items()}
