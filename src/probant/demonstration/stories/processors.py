"""Processors as invented organisations know them: contracts half decided, a chain, certificates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from probant.demonstration.invention import read
from probant.demonstration.stories.playing import Scene, Story
from probant.processors import actions
from probant.processors.domain.contract import ClauseState, Decision, Terms
from probant.processors.domain.record import Authorisation, ProcessorRecord, from_json
from probant.processors.models import Processor
from probant.reference import processors as reference

PAPER = "Contrat de sous-traitance inventé pour la démonstration. Rien de ceci n’existe.\n"


@dataclass(frozen=True, kw_only=True)
class Held:
    """A contract: days before now when it was signed, and (negative: after now) when it ends."""

    signed: int
    ends: int | None = None
    notice_days: int | None = None
    objection_days: int | None = None
    owner: str = ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A processor, when it was told, and its days counted back from now."""

    told: str
    record: dict[str, Any]
    contract: Held
    told_chain: int | None = None
    expires: int | None = None
    announced: Mapping[str, int] = field(default_factory=dict)
    requested: Mapping[str, int] = field(default_factory=dict)
    paper: bool = False
    missing: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


def stories(scene: Scene, name: str) -> Iterator[Story]:
    """One for each processor."""
    for one in msgspec.convert(read("processors").get(name, []), tuple[Told, ...]):
        yield _story(scene, one)


def _story(scene: Scene, one: Told) -> Story:
    at = scene.instant(one.told)
    yield at
    made = actions.add(_dated(one, localdate(scene.now)), by=scene.by, at=at)
    _contract(scene, one, made, at)


def _dated(one: Told, today: date) -> ProcessorRecord:
    record = from_json(one.record)
    subs = tuple(
        replace(
            sub,
            announced_on=_before(today, one.announced.get(sub.id)),
            requested_on=_before(today, one.requested.get(sub.id)),
            authorised_on=_before(today, one.requested.get(sub.id))
            if sub.authorisation is Authorisation.SPECIFIC
            else None,
        )
        for sub in record.sub_processors
    )
    expires = None if one.expires is None else today + timedelta(days=one.expires)
    certificates = tuple(replace(held, expires_on=expires) for held in record.hosting.certificates)
    return replace(
        record,
        chain_told_on=_before(today, one.told_chain),
        sub_processors=subs,
        hosting=replace(record.hosting, certificates=certificates),
    )


def _contract(scene: Scene, one: Told, made: Processor, at: datetime) -> None:
    today, held = localdate(scene.now), one.contract
    terms = Terms(
        signed_on=_before(today, held.signed),
        ends_on=_before(today, held.ends),
        notice_days=held.notice_days,
        objection_days=held.objection_days,
        owner=held.owner,
    )
    contract = actions.state_terms(made.pk, terms, by=scene.by, at=at)
    if not one.paper:
        return
    sent = SimpleUploadedFile("contrat-invente.txt", PAPER.encode(), content_type="text/plain")
    actions.file_contract(contract.pk, sent, by=scene.by, at=at)
    states = dict.fromkeys(one.missing, ClauseState.MISSING)
    states |= dict.fromkeys(one.doubtful, ClauseState.DOUBTFUL)
    if states:
        found = reference.clauses_for(hosts_health_data=made.hosts_health_data is True)
        decisions = {
            clause.id: Decision(states.get(clause.id, ClauseState.FOUND)) for clause in found
        }
        actions.decide_clauses(contract.pk, decisions, by=scene.by, at=at)


def _before(today: date, days: int | None) -> date | None:
    return None if days is None else today - timedelta(days=days)
