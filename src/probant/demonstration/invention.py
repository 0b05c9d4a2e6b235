"""What the demonstration invents, read from `invented/`; no I/O but those files."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import msgspec
import yaml


@dataclass(frozen=True)
class Person:
    """An invented person."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Invented:
    """An invented organisation and how finished its register looks; `stories`: what happens."""

    name: str
    sector: str
    role: str
    families: tuple[str, ...]
    identity: dict[str, Any]
    leave_out: int = 0
    fill_to: int = 0
    drafts: int = 0
    overdue: int = 0
    notices: tuple[str, ...] = ()
    afterwards: tuple[str, ...] = ()
    stories: str = ""
    has_colleague: bool = False


@dataclass(frozen=True)
class Clients:
    """The external data protection officer's clients, and the stories that happen to a few."""

    role: str
    names: tuple[str, ...]
    stories: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Invention:
    """The whole demonstration."""

    person: Person
    colleague: Person
    organisations: tuple[Invented, ...]
    clients: Clients
    wards: tuple[str, ...]
    ward_activities: tuple[tuple[str, str], ...]


SECTORS = {"Cabinet": "practice", "Pharmacie": "pharmacy", "Laboratoire": "laboratory"}
UNFINISHED_EVERY = 3
MARK = "(personnage inventé)"
NOBODY = "demonstration.invalid"


@cache
def invention() -> Invention:
    """The demonstration's facts."""
    return msgspec.convert(read("organisations"), Invention, strict=False)


@cache
def read(name: str) -> Mapping[str, Any]:
    """One file of `invented/`."""
    file = resources.files("probant.demonstration").joinpath("invented", f"{name}.yaml")
    found: Mapping[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return found


def marked(name: str) -> str:
    """A person's name, said to be invented."""
    return f"{name} {MARK}"


def address_of(name: str) -> str:
    """An address that no mail server can exist for (RFC 2606)."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return f"{re.sub('[^a-z]+', '.', plain)}@{NOBODY}"


def everyone() -> tuple[Invented, ...]:
    """The four organisations, then the external officer's clients."""
    clients = invention().clients
    return (
        *invention().organisations,
        *(_client(name, clients, number) for number, name in enumerate(clients.names)),
    )


def _client(name: str, clients: Clients, number: int) -> Invented:
    sector = SECTORS[name.split(maxsplit=1)[0]]
    return Invented(
        name=f"{name} (démonstration)",
        sector=sector,
        role=clients.role,
        families=(sector,),
        leave_out=number % 5,
        drafts=number % UNFINISHED_EVERY,
        overdue=number % 2,
        stories=clients.stories.get(name, ""),
        identity={
            "address": f"{number + 1} rue Inventée, 00000 Nulle-Part",
            "email": f"client{number + 1}@demonstration.invalid",
            "representative": "Personnage inventé",
            "dpo_name": invention().person.name,
            "dpo_contact": invention().person.email,
            "dpo_designated_on": date(2025, 1 + number % 12, 6),
        },
    )
