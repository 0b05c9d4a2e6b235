"""What the demonstration invents, read from `invented.yaml`; no I/O but that file."""

from dataclasses import dataclass
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
    """An invented organisation and how finished its register looks."""

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


@dataclass(frozen=True)
class Clients:
    """The external data protection officer's clients."""

    role: str
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Invention:
    """The whole demonstration."""

    person: Person
    organisations: tuple[Invented, ...]
    clients: Clients
    wards: tuple[str, ...]
    ward_activities: tuple[tuple[str, str], ...]


SECTORS = {"Cabinet": "practice", "Pharmacie": "pharmacy", "Laboratoire": "laboratory"}
UNFINISHED_EVERY = 3


@cache
def invention() -> Invention:
    """The demonstration's facts."""
    text = resources.files("probant.demonstration").joinpath("invented.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), Invention, strict=False)


def everyone() -> tuple[Invented, ...]:
    """The four organisations, then the external officer's clients."""
    clients = invention().clients
    return (
        *invention().organisations,
        *(_client(name, clients.role, number) for number, name in enumerate(clients.names)),
    )


def _client(name: str, role: str, number: int) -> Invented:
    sector = SECTORS[name.split(maxsplit=1)[0]]
    return Invented(
        name=f"{name} (démonstration)",
        sector=sector,
        role=role,
        families=(sector,),
        leave_out=number % 5,
        drafts=number % UNFINISHED_EVERY,
        overdue=number % 2,
        identity={
            "address": f"{number + 1} rue Inventée, 00000 Nulle-Part",
            "email": f"client{number + 1}@demonstration.invalid",
            "representative": "Personnage inventé",
            "dpo_name": invention().person.name,
            "dpo_contact": invention().person.email,
            "dpo_designated_on": date(2025, 1 + number % 12, 6),
        },
    )
