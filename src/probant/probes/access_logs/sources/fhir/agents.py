"""Who accessed, from where, for whom: the agents of an AuditEvent.

The actor is the agent that asked (`requestor`), a person before a machine; without one, the first
person. The client is found by the role that BALP gives it, which follows the direction of data.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from probant.probes.access_logs.batch import Reason
from probant.probes.access_logs.event import Action
from probant.probes.access_logs.sources.fhir import codes
from probant.probes.access_logs.sources.fhir.shapes import (
    Identity,
    Json,
    NotTakenError,
    identity,
    many,
    one,
    text,
    words,
)
from probant.probes.access_logs.sources.fhir.shapes import codes as codes_of

IP_ADDRESS = "2"  # network-type
MACHINE_NAME = "1"
_IPV4 = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3}){3}")
_IPV6 = re.compile(r"(?=[^:]*:[^:]*:)[0-9a-fA-F:.]{2,45}")


class Nature(Enum):
    """A person, a machine or an organisation, or not told."""

    PERSON = 1
    MACHINE = 2
    UNKNOWN = 3


@dataclass(frozen=True, slots=True)
class Agent:
    """One participant, its shape checked."""

    told: Json
    types: frozenset[str]
    who: Identity | None
    nature: Nature
    is_requestor: bool
    id: str | None
    ip: str | None
    machine_name: str | None


def agents(event: Json) -> list[Agent]:
    """Each agent in order; UNKNOWN_SHAPE where one cannot be understood."""
    return [_agent(told, event) for told in many(event.get("agent"), "agent")]


def actor(told: Sequence[Agent]) -> Agent | None:
    """Who asked, a person first; else the first person; else the machine that asked."""
    asked = [agent for agent in told if agent.is_requestor]
    chosen = [
        *(agent for agent in asked if agent.nature is not Nature.MACHINE),
        *(agent for agent in told if agent.nature is Nature.PERSON),
        *asked,
    ]
    return chosen[0] if chosen else None


def principal(told: Sequence[Agent], acting: Agent | None) -> str | None:
    """The second person: on whose behalf the actor acted."""
    for agent in told:
        if agent is not acting and agent.nature is Nature.PERSON:
            return agent.id if acting and agent.id != acting.id else None
    return None


def client(told: Sequence[Agent], acting: Agent | None, action: Action) -> Agent | None:
    """The machine that the actor sat at: Application, else the client's end of the exchange."""
    others = [agent for agent in told if agent is not acting]
    for role in (codes.CLIENT, _client_role(action)):
        for agent in others:
            if role in agent.types:
                return agent
    return None


def address(
    told: Sequence[Agent], acting: Agent | None, near: Agent | None, action: Action
) -> str | None:
    """The IP of the actor, else of the client, else of the first agent that is not the server."""
    server = codes.SOURCE if _client_role(action) == codes.DESTINATION else codes.DESTINATION
    others = [agent for agent in told if server not in agent.types]
    for agent in (acting, near, *others):
        if agent and agent.ip:
            return agent.ip
    return None


def device(acting: Agent | None, near: Agent | None) -> str | None:
    """The client's own name, else the machine's name in its network."""
    for found in (near and near.id, near and near.machine_name, acting and acting.machine_name):
        if found:
            return found
    return None


def unit(event: Json, told: Sequence[Agent], acting: Agent | None) -> str | None:
    """Where the actor works: their location, else their organisation, else the source's site."""
    if acting and (found := _place(acting.told.get("location"), "agent.location")):
        return found
    for agent in told:
        if codes.ORGANISATION in agent.types and agent is not acting:
            return agent.id
    return _place(one(event.get("source"), "source").get("site"), "source.site")


def role(acting: Agent | None) -> str | None:
    """The first role of the actor."""
    return words(acting.told.get("role"), "agent.role") if acting else None


def session(acting: Agent | None) -> str | None:
    """The first policy: BALP's identifier of the token."""
    policies = acting.told.get("policy") if acting else None
    for policy in policies if isinstance(policies, list) else [policies]:
        if found := text(policy, "agent.policy"):
            return found
    return None


def is_ip(found: str) -> bool:
    """By its letters only: four numbers, or hexadecimal with two colons at least."""
    return bool(_IPV4.fullmatch(found) or _IPV6.fullmatch(found))


def _agent(told: Json, event: Json) -> Agent:
    types = frozenset(codes_of(told.get("type"), "agent.type"))
    who = identity(told.get("who"), "agent.who", event)
    network, kind = _network(told)
    is_address = bool(network) and (kind == IP_ADDRESS or (kind is None and is_ip(network or "")))
    is_name = kind == MACHINE_NAME or (kind is None and not is_address)
    return Agent(
        told=told,
        types=types,
        who=who,
        nature=_nature(types, who.kind if who else None),
        is_requestor=_is_requestor(told.get("requestor")),
        id=who.id if who else _other_name(told),
        ip=network if is_address else None,
        machine_name=network if network and is_name else None,
    )


def _other_name(told: Json) -> str | None:
    """R4's altId and name, else what `who` displays; refused where `who` says something else."""
    who = one(told.get("who"), "agent.who")
    for found in (told.get("altId"), told.get("name"), who.get("display")):
        if named := text(found, "agent.who"):
            return named
    if set(who) - {"id", "type", "extension"}:
        raise NotTakenError(Reason.UNKNOWN_SHAPE, "agent.who")
    return None


def _network(told: Json) -> tuple[str | None, str | None]:
    """R4's network.address with its type; R5's networkString, which tells no type."""
    network = one(told.get("network"), "agent.network")
    if found := text(network.get("address"), "agent.network"):
        return found, text(network.get("type"), "agent.network")
    return text(told.get("networkString"), "agent.networkString"), None


def _nature(types: frozenset[str], kind: str | None) -> Nature:
    if types & codes.HUMAN or kind in codes.HUMAN_KINDS:
        return Nature.PERSON
    if types & codes.MACHINE or kind in codes.MACHINE_KINDS:
        return Nature.MACHINE
    return Nature.UNKNOWN


def _is_requestor(told: object) -> bool:
    if told in (None, "false"):
        return False
    if isinstance(told, bool):
        return told
    if told == "true":
        return True
    raise NotTakenError(Reason.UNKNOWN_SHAPE, "agent.requestor")


def _client_role(action: Action) -> str:
    """BALP 3:5.7.3: a read brings data to the client; the others come from it."""
    from_server = {Action.READ, Action.EXPORT, Action.PRINT}
    return codes.DESTINATION if action in from_server else codes.SOURCE


def _place(told: object, where: str) -> str | None:
    """A name (R4), or a Reference (R5): its identifier, what it displays, its id."""
    if not isinstance(told, dict):
        return text(told, where)
    found = identity(told, where, {})
    display = text(told.get("display"), where)
    if told.get("identifier") is not None and found:
        return found.id
    return display or (found.id if found else None)
