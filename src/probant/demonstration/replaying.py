"""A sanction replayed: its facts, loaded by people's own actions in an invented organisation."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.utils.timezone import localdate

from probant.accounts.models import Person
from probant.audits import actions as audits
from probant.audits import checklists
from probant.audits.actions.findings import Said
from probant.audits.domain.campaigns import Kind, Terms
from probant.audits.domain.findings import Severity as Gravity
from probant.barriers import actions as barriers
from probant.barriers.domain.ways import from_json as way_from_json
from probant.clients import actions as clients
from probant.clients.domain import services
from probant.demonstration.stories import breaches
from probant.demonstration.stories.playing import Scene, Story, play
from probant.organisations import actions as organisations
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.reference import templates
from probant.reference.replays import Replay
from probant.register import actions as register
from probant.register.domain.record import from_json
from probant.vulnerabilities import actions as vulnerabilities
from probant.vulnerabilities.actions.loading import Asked, File
from probant.vulnerabilities.domain.occurrence import Occurrence, Reading
from probant.vulnerabilities.domain.scope import Method
from probant.vulnerabilities.domain.severity import Severity

BEGUN = timedelta(days=600)
WRITTEN = timedelta(days=300)


def organisation_of(replay: Replay, person: Person, *, at: datetime) -> tuple[Organisation, Member]:
    """An empty organisation of the decision's sector, and its administrator."""
    made = organisations.create(
        name=f"{replay.decision} (rejouée, inventée)",
        sector=replay.sector,
        administrator=person,
        at=at - BEGUN,
        identity={},
        is_demonstration=True,
    )
    return made, Member(person.pk, made.pk, Role.ADMINISTRATOR, person.full_name)


def load(replay: Replay, scene: Scene) -> None:
    """Every fact of every failing, each at its instant; the organisation's context is open."""
    stories = [
        ACTS[act](scene, values)
        for failing in replay.failings
        for fact in failing.facts
        for act, values in fact.items()
    ]
    play(stories, until=scene.now)


def _activity(scene: Scene, values: Mapping[str, Any]) -> Story:
    """A usual activity with what this organisation wrote instead."""
    at = scene.now - WRITTEN
    yield at
    usual = templates.instantiate(templates.activity(values["template"]), "fr")
    record = from_json({**usual, **values["record"]})
    register.create(scene.organisation, record, by=scene.by, at=at)


def _breach(scene: Scene, values: Mapping[str, Any]) -> Story:
    return breaches.story(scene, msgspec.convert(values, breaches.Happened))


def _way(scene: Scene, values: Mapping[str, Any]) -> Story:
    at = scene.now - WRITTEN
    yield at
    barriers.add(scene.organisation, way_from_json(dict(values)), by=scene.by, at=at)


def _flaw(scene: Scene, values: Mapping[str, Any]) -> Story:
    """A flaw that each of these audits of one product showed."""
    for days in values["seen"]:
        at = scene.instant(f"{days} 12:00")
        yield at
        found = Occurrence(
            identity=(values["title"],),
            title=values["title"],
            cwe=values["cwe"],
            severity=Severity(values["severity"]),
            is_exploitable=True,
        )
        reading = Reading(format="csv")
        reading.add(found)
        asked = Asked(product=values["product"], method=Method.PENTEST, done_on=localdate(at))
        vulnerabilities.load(scene.organisation, reading, asked, file=File(), by=scene.by, at=at)


def _finding(scene: Scene, values: Mapping[str, Any]) -> Story:
    """A finding of one audit, carried to the next because nobody fixed it."""
    before = None
    for days in values["audits"]:
        at = scene.instant(f"{days} 12:00")
        yield at
        day = localdate(at)
        terms = Terms(
            title=values["title"],
            kind=Kind.TECHNICAL,
            scope="Portail",
            auditors=("Auditeur (inventé)",),
            is_independent=True,
            starts_on=day,
        )
        checklist = checklists.checklist(scene.organisation, values["against"], "fr")
        made = audits.begin(scene.organisation, terms, checklist, by=scene.by, at=at)
        if before is None:
            said = Said(control=values["control"], severity=Gravity.MAJOR, title=values["title"])
            before = audits.add(made.pk, said, by=scene.by, at=at)
        else:
            before = audits.carry_over(before.pk, made.pk, by=scene.by, at=at)


def _client(scene: Scene, values: Mapping[str, Any]) -> Story:
    """A client that uses a product, and whom nobody told anything."""
    at = scene.now - WRITTEN
    yield at
    used = services.read(values["services"])
    identity = clients.Identity(name=values["name"], services=used)
    clients.keep(scene.organisation, identity, by=scene.by, at=at)


ACTS: Mapping[str, Callable[[Scene, Mapping[str, Any]], Story]] = {
    "activity": _activity,
    "breach": _breach,
    "way": _way,
    "flaw": _flaw,
    "finding": _finding,
    "client": _client,
}
