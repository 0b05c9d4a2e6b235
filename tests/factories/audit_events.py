"""Invented audit events: FHIR R4 as IHE BALP profiles them, and the same accesses in FHIR R5.

`Access` says what happened; `balp_r4` and `balp_r5` word it. `ndjson` makes as many as asked, the
same for the same seed. `tests/unit/access_logs/test_sources_factory.py` checks them with
fhir.resources.
"""

import json
import random
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Literal

from tests.factories import fhir_codes as codes

Json = dict[str, Any]
Release = Literal["R4", "R5"]

SERVER = "https://fhir.chu-invente.example/fhir"
IPP = "urn:oid:1.2.250.1.999.1.2"  # the invented hospital's own numbers of patients
ISSUER = "https://sso.chu-invente.example/realms/soins"


@dataclass(frozen=True, kw_only=True)
class Access:
    """One access to a record, before it is worded; None where a source stays silent."""

    number: int = 1
    at: datetime = datetime(2026, 3, 2, 8, 15, 0, 250000, tzinfo=UTC)
    account: str = "m.durand"
    name: str = "Marie Durand"
    role: str = "doctor"
    unit: str = "cardiologie"
    patient: str | None = "8000001"
    kind: str = "DocumentReference"
    interaction: str = "read"
    ip: str = "10.20.30.40"
    device: str = "poste-0412"
    purpose: str | None = "TREAT"
    purpose_text: str | None = None
    token: str = "5f0c0f1e-6a1b-4f6e-9d52-3f7d1c9a0001"
    outcome: str = "0"
    results: int | None = None
    assurance: str | None = None

    @property
    def is_query(self) -> bool:
        """Searches are told by BALP's Query profiles."""
        return self.interaction.startswith("search")

    @property
    def event_id(self) -> str:
        """The source's own identifier."""
        return f"ae-{self.number:012d}"

    @property
    def query(self) -> str:
        """The request as sent, base64."""
        about = f"?patient={self.patient}&_count=20" if self.patient else "?_count=20"
        text = f"GET {SERVER}/{self.kind}{about} HTTP/1.1\r\nAccept: application/fhir+json"
        return b64encode(text.encode()).decode()


def balp_r4(access: Access, **changes: Any) -> Json:  # noqa: ANN401  any element of the event
    """PatientRead, PatientQuery… of BALP 1.1.4, with its SAML or OAuth user; `changes` replace."""
    event = {
        "resourceType": "AuditEvent",
        "id": access.event_id,
        "meta": {"profile": [codes.profile(access.interaction, named=access.patient is not None)]},
        "type": codes.REST,
        "subtype": [codes.interaction(access.interaction)],
        "action": codes.ACTIONS[access.interaction],
        "recorded": access.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "outcome": access.outcome,
        "agent": [*_machines_r4(access), _user(access)],
        "source": {
            "site": access.unit,
            "observer": {"reference": "Device/dpi-serveur-1"},
            "type": [codes.APPLICATION_SERVER],
        },
        "entity": [*_patients_r4(access), _object_r4(access), _request_r4(access)],
    }
    return event | changes


def balp_r5(access: Access, **changes: Any) -> Json:  # noqa: ANN401  any element of the event
    """The same access in R5's words: category, code, occurred, outcome.code, networkString."""
    about = {"patient": _patient(access)} if access.patient else {}
    event = {
        "resourceType": "AuditEvent",
        "id": access.event_id,
        "category": [{"coding": [codes.REST]}],
        "code": {"coding": [codes.interaction(access.interaction)]},
        "action": codes.ACTIONS[access.interaction],
        "recorded": access.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "outcome": {"code": codes.outcome(access.outcome)},
        **about,
        "agent": [*map(_in_r5, _machines_r4(access)), _in_r5(_user(access))],
        "source": {
            "site": {"display": access.unit},
            "observer": {"reference": "Device/dpi-serveur-1"},
            "type": [{"coding": [codes.APPLICATION_SERVER]}],
        },
        "entity": [*map(_entity_in_r5, [*_patients_r4(access), _object_r4(access)])],
    }
    return event | changes


def accesses(count: int, *, seed: int = 1) -> Iterator[Access]:
    """Reads, searches and changes over a few days, by some accounts, on some patients."""
    chance = random.Random(seed)  # noqa: S311  invented data
    start = datetime(2026, 3, 2, 6, tzinfo=UTC)
    for number in range(1, count + 1):
        start += timedelta(milliseconds=chance.randrange(20, 600))
        yield _drawn(chance, number, start)


def ndjson(count: int, *, seed: int = 1, release: Release = "R4") -> bytes:
    """One event a line, each line ended, as a frugal source words it: 1,600 bytes or so."""
    words: Callable[[Access], Json] = balp_r4 if release == "R4" else balp_r5
    return b"".join(line(frugal(words(one))) for one in accesses(count, seed=seed))


def frugal(event: Json) -> Json:
    """Only what a reader needs: no profile, display, request nor server."""
    source = {key: one for key, one in event["source"].items() if key != "type"}
    shorter = {
        "agent": [one for one in event["agent"] if one["who"] != source["observer"]],
        "source": source,
        "entity": [one for one in event["entity"] if one.get("type") != codes.X_REQUEST_ID],
    }
    kept = {key: one for key, one in (event | shorter).items() if key != "meta"}
    return {key: _without_displays(one) for key, one in kept.items()}


def line(event: Json) -> bytes:
    """Compact JSON in UTF-8 with its line break."""
    return _compact(event).encode() + b"\n"


def bundle(events: list[Json], kind: str = "collection") -> Json:
    """A Bundle: collection, searchset, history or batch."""
    entries = [{"fullUrl": f"{SERVER}/AuditEvent/{one['id']}", "resource": one} for one in events]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


_compact = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))

_KINDS = ("DocumentReference", "Observation", "MedicationRequest", "Condition", "Encounter")
_INTERACTIONS = ("read", "read", "read", "read", "search-type", "search-type", "update", "create")
_ROLES = ("doctor", "nurse", "receptionist", "pharmacist")
_UNITS = ("cardiologie", "urgences", "pédiatrie", "maternité", "chirurgie viscérale")


def _drawn(chance: random.Random, number: int, at: datetime) -> Access:
    who = chance.randrange(400)
    return Access(
        number=number,
        at=at,
        account=f"compte{who:04d}",
        name=f"Prénom{who} Nom{who}",
        role=_ROLES[who % 4],
        unit=_UNITS[who % 5],
        patient=f"{8_000_000 + int(20_000 * chance.random() ** 2)}",
        kind=chance.choice(_KINDS),
        interaction=chance.choice(_INTERACTIONS),
        ip=f"10.20.{who // 200}.{who % 200 + 1}",
        device=f"poste-{who:04d}",
        token=f"5f0c0f1e-6a1b-4f6e-9d52-{who:04d}{number // 50:08d}",
    )


def _without_displays(value: Any) -> Any:  # noqa: ANN401  any JSON
    if isinstance(value, list):
        return [_without_displays(one) for one in value]
    if not isinstance(value, dict):
        return value
    is_coding = "code" in value and "system" in value
    return {
        key: _without_displays(one)
        for key, one in value.items()
        if not (is_coding and key == "display")
    }


def without_patient(access: Access) -> Access:
    """A search that names nobody, with the number of its results."""
    return replace(access, patient=None, interaction="search-type", results=42)


def _machines_r4(access: Access) -> list[Json]:
    """BALP: on a read the client is the destination of the data; elsewhere their source."""
    client, server = codes.machines(access.interaction)
    return [
        {
            "type": {"coding": [client]},
            "who": {"identifier": {"value": access.device}},
            "requestor": False,
            "network": {"address": access.ip, "type": "2"},
        },
        {
            "type": {"coding": [server]},
            "who": {"reference": "Device/dpi-serveur-1"},
            "requestor": False,
            "network": {"address": SERVER, "type": "5"},
        },
    ]


def _user(access: Access) -> Json:
    user: Json = {
        "type": {"coding": [codes.INFORMATION_RECIPIENT]},
        "who": {
            "identifier": {"system": ISSUER, "value": access.account},
            "display": access.name,
        },
        "requestor": True,
        "role": [{"coding": [codes.role(access.role)]}],
        "name": access.name,
        "policy": [f"urn:ietf:params:oauth:jti:{access.token}"],
    }
    if access.purpose:
        user["purposeOfUse"] = [codes.purpose(access.purpose, access.purpose_text)]
    if access.assurance:
        user["extension"] = [codes.assurance(access.assurance)]
    return user


def _patient(access: Access) -> Json:
    return {
        "reference": f"Patient/pat-{access.patient}",
        "identifier": {"system": IPP, "value": access.patient},
    }


def _patients_r4(access: Access) -> list[Json]:
    if access.patient is None:
        return []
    return [{"what": _patient(access), "type": codes.PERSON, "role": codes.PATIENT}]


def _object_r4(access: Access) -> Json:
    if not access.is_query:
        what = {"reference": f"{SERVER}/{access.kind}/{access.kind.lower()}-{access.number}"}
        return {"what": what, "type": codes.SYSTEM_OBJECT, "role": codes.DOMAIN_RESOURCE}
    query: Json = {"type": codes.SYSTEM_OBJECT, "role": codes.QUERY, "query": access.query}
    if access.results is not None:
        query["detail"] = [{"type": "total", "valueString": str(access.results)}]
    return query


def _request_r4(access: Access) -> Json:
    what = {"identifier": {"value": f"76d148b6-586d-11ec-bf63-{access.number:012d}"}}
    return {"what": what, "type": codes.X_REQUEST_ID}


def _in_r5(agent: Json) -> Json:
    """R5 has no name, and tells the address in networkString and the purpose in authorization."""
    moved = {"purposeOfUse": "authorization"}
    kept = {moved.get(k, k): v for k, v in agent.items() if k not in {"name", "network"}}
    if "network" in agent:
        is_uri = agent["network"]["type"] == "5"
        kept["networkUri" if is_uri else "networkString"] = agent["network"]["address"]
    return kept


def _entity_in_r5(entity: Json) -> Json:
    """R5 has no type of entity; its role is a concept, and a detail has a typed value."""
    kept = {key: value for key, value in entity.items() if key != "type"}
    kept["role"] = {"coding": [entity["role"]]}
    if "detail" in entity:
        [told] = entity["detail"]
        kept["detail"] = [
            {"type": {"text": told["type"]}, "valueInteger": int(told["valueString"])}
        ]
    return kept
