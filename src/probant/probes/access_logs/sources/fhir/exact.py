"""The meaning of one AuditEvent, R4, R5 or R6: the truth that the quick path must agree with.

Releases are told apart by what they name: `type`, `subtype`, `outcome` as a code, `network` (R4);
`category`, `code`, `outcome.code`, `patient`, `authorization`, `networkString` (R5). Either is read
wherever it stands, so a file may mix them. An actor, a patient or a time in an unknown shape is
refused; anything else that is not understood stays NULL.
"""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

from probant.probes.access_logs.batch import Reason
from probant.probes.access_logs.event import Action, Extent
from probant.probes.access_logs.sources.categories import DIRECTORY
from probant.probes.access_logs.sources.clock import Clock, ImpossibleTimeError, Told
from probant.probes.access_logs.sources.fhir import agents as acting
from probant.probes.access_logs.sources.fhir import assurance, codes, purposes
from probant.probes.access_logs.sources.fhir import entities as reached
from probant.probes.access_logs.sources.fhir.row import Row
from probant.probes.access_logs.sources.fhir.shapes import (
    Identity,
    Json,
    NotTakenError,
    loosely,
    many,
    one,
    parsed,
    text,
)
from probant.probes.access_logs.sources.fhir.shapes import codes as codes_of

_ID_LENGTH = 32  # hexadecimal digits of SHA-256: 128 bits
_KINDS_OF_EVENT = ("type", "subtype", "category", "code")


def rows_of(raw: bytes, clock: Clock) -> list[Row]:
    """One row for each patient that is named, or one; NotTakenError where it is no event."""
    event = parsed(raw)
    if not isinstance(event, dict) or event.get("resourceType") != "AuditEvent":
        raise NotTakenError(Reason.NOT_AN_EVENT, "resourceType")
    entities = reached.entities(event)
    row = _with_data(_row(event, raw, clock), event, entities)
    named = reached.patients(event, entities)
    return [_about(row, patient) for patient in named] or [row]


def hashed_id(raw: bytes) -> str:
    """The id of an event whose source gives none."""
    return sha256(raw).hexdigest()[:_ID_LENGTH]


def _row(event: Json, raw: bytes, clock: Clock) -> Row:
    """Who, when, from where and how; whose and which data are added after."""
    when = _when(event, clock)
    kinds = _kinds(event)
    action = _action(event, kinds)
    told = acting.agents(event)
    actor = acting.actor(told)
    near = acting.client(told, actor, action)
    why = loosely(lambda: purposes.reasons(event, actor, kinds)) or purposes.UNTOLD
    return Row(
        event_id=text(event.get("id"), "id") or hashed_id(raw),
        ts=when.microseconds,
        clock=when.clock,
        actor_id=actor.id if actor else None,
        actor_system=actor.who.system if actor and actor.who else None,
        actor_role=loosely(lambda: acting.role(actor)),
        actor_unit=loosely(lambda: acting.unit(event, told, actor)),
        on_behalf_of=acting.principal(told, actor),
        ip=acting.address(told, actor, near, action),
        device_id=acting.device(actor, near),
        action=action,
        purpose=why.purpose,
        is_break_glass=why.is_break_glass,
        break_glass_reason=why.break_glass_reason,
        outcome=loosely(lambda: _outcome(event.get("outcome"))),
        session_id=loosely(lambda: acting.session(actor)),
        is_mfa=loosely(lambda: _is_mfa(event, actor)),
        extent=Extent.NO_PATIENT,
    )


def _with_data(row: Row, event: Json, entities: list[reached.Entity]) -> Row:
    subject = reached.subject_of(entities)
    category = reached.category(entities, subject)
    is_query = any(one.is_query for one in entities) or bool(_kinds(event) & codes.SEARCH)
    is_open = is_query and category != DIRECTORY
    return replace(
        row,
        category=category,
        object_ref=reached.object_ref(subject),
        n_results=loosely(lambda: reached.n_results(entities)),
        extent=Extent.QUERY_UNRESOLVED if is_open else Extent.NO_PATIENT,
    )


def _about(row: Row, patient: Identity) -> Row:
    return replace(row, patient_id=patient.id, patient_system=patient.system, extent=Extent.NAMED)


def _when(event: Json, clock: Clock) -> Told:
    """`recorded`; without it, when the activity occurred (R5) or its period began."""
    for told in _times(event):
        if written := text(told, "recorded"):
            return _read(written, clock)
    raise NotTakenError(Reason.NO_TIME, "recorded")


def _times(event: Json) -> Iterator[object]:
    yield event.get("recorded")
    yield event.get("occurredDateTime")
    yield one(event.get("occurredPeriod", event.get("period")), "period").get("start")


def _read(written: str, clock: Clock) -> Told:
    try:
        return clock.read(written)
    except ImpossibleTimeError as error:
        raise NotTakenError(Reason.IMPOSSIBLE_TIME, "recorded") from error


def _kinds(event: Json) -> frozenset[str]:
    told = (codes_of(event.get(name), name) for name in _KINDS_OF_EVENT)
    return frozenset(code for some in told for code in some)


def _action(event: Json, kinds: frozenset[str]) -> Action:
    """An export or a print by its kind or its medium; else `action`; else what its kind implies."""
    if kinds & codes.EXPORT and not kinds & codes.IMPORT:
        return Action.EXPORT
    if bool(kinds & codes.PRINT) or loosely(lambda: _is_on_paper(event)):
        return Action.PRINT
    if loosely(lambda: _leaves(event)):
        return Action.EXPORT
    if (told := text(event.get("action"), "action")) in codes.ACTIONS:
        return Action(told)
    for kind in sorted(kinds):
        if kind in codes.ACTION_OF:
            return codes.ACTION_OF[kind]
    raise NotTakenError(Reason.NO_ACTION, "action")


def _is_on_paper(event: Json) -> bool | None:
    media = (codes_of(agent.get("media"), "media") for agent in many(event.get("agent"), "agent"))
    return any(not codes.PAPER.isdisjoint(some) for some in media)


def _leaves(event: Json) -> bool | None:
    told = many(event.get("entity"), "entity")
    stages = (codes_of(entity.get("lifecycle"), "lifecycle") for entity in told)
    return any(not codes.LIFECYCLE_EXPORT.isdisjoint(some) for some in stages)


def _outcome(told: object) -> int | None:
    """R4's code; R5's `outcome.code`."""
    value = told.get("code", told) if isinstance(told, dict) else told
    for code in codes_of(value, "outcome"):
        if code in codes.OUTCOMES:
            return codes.OUTCOMES[code]
    return None


def _is_mfa(event: Json, actor: acting.Agent | None) -> bool | None:
    told = assurance.told_by_extensions(actor.told.get("extension")) if actor else set()
    for entity in many(event.get("entity"), "entity"):
        told |= assurance.told_by_details(entity.get("detail"))
    return assurance.is_mfa(told)
