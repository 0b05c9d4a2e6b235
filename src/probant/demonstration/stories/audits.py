"""Audits as invented organisations held them: what was found, fixed, verified, found again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from probant.audits import actions, checklists
from probant.audits.actions import About, Said
from probant.audits.domain.campaigns import Kind, Result, Terms
from probant.audits.domain.findings import Severity
from probant.audits.models import Campaign, Finding
from probant.demonstration.invention import read
from probant.demonstration.stories.playing import Scene, Story

PAPER = b"%PDF-1.4\n% Invented paper of the demonstration\n%%EOF\n"


@dataclass(frozen=True, kw_only=True)
class Found:
    """A finding; `fixed`: the story of its correction, `same`: the one that it is again."""

    name: str
    control: str
    severity: str
    title: str
    description: str = ""
    owner: str = ""
    due: int | None = None
    action: str = ""
    fixed: str = ""
    same: str = ""


@dataclass(frozen=True, kw_only=True)
class Held:
    """An audit: begun, its results by control, its findings, its end.

    `ago`: days before now at which it was held, where it was written down later.
    """

    begun: str
    ago: int | None = None
    ended: str = ""
    title: str
    kind: str
    framework: str
    scope: str
    auditors: tuple[str, ...]
    is_independent: bool = True
    conform: int = 0
    results: dict[str, str] = field(default_factory=dict)
    findings: tuple[Found, ...] = ()
    conclusion: str = ""


def stories(scene: Scene, name: str) -> Iterator[Story]:
    """One, whose audits follow each other."""
    held = msgspec.convert(read("audits").get(name, []), tuple[Held, ...])
    if held:
        yield _story(scene, held)


def _story(scene: Scene, audits: tuple[Held, ...]) -> Story:
    known: dict[str, UUID] = {}
    previous: UUID | None = None
    for one in audits:
        at = scene.instant(one.begun)
        yield at
        campaign = _begun(scene, one, previous, at)
        _results(scene, one, campaign, at)
        for found in one.findings:
            made = _found(scene, campaign, found, _held_on(scene, one, at), at)
            known[found.name] = made.pk
            if found.same:
                actions.confirm_same(made.pk, known[found.same], by=scene.colleague, at=at)
        if one.ended:
            at = scene.instant(one.ended)
            yield at
            actions.conclude(
                campaign.pk,
                conclusion=one.conclusion,
                ends_on=_held_on(scene, one, at),
                by=scene.colleague,
                at=at,
            )
        for found in sorted((row for row in one.findings if row.fixed), key=_when):
            at = scene.instant(found.fixed)
            yield at
            _fixed(scene, campaign, known[found.name], at)
        previous = campaign.pk


def _begun(scene: Scene, one: Held, previous: UUID | None, at: datetime) -> Campaign:
    language = scene.organisation.language
    listed = checklists.checklist(scene.organisation, one.framework, language)
    terms = Terms(
        title=one.title,
        kind=Kind(one.kind),
        scope=one.scope,
        auditors=one.auditors,
        is_independent=one.is_independent,
        starts_on=_held_on(scene, one, at),
    )
    return actions.begin(
        scene.organisation, terms, listed, previous=previous, by=scene.colleague, at=at
    )


def _results(scene: Scene, one: Held, campaign: Campaign, at: datetime) -> None:
    ids = [row["id"] for row in campaign.controls]
    given = dict.fromkeys(ids[: one.conform], "conform") | one.results
    for id_, result in given.items():
        actions.state_result(
            campaign.pk, id_, Result(result), note="", seen=0, by=scene.colleague, at=at
        )


def _held_on(scene: Scene, one: Held, at: datetime) -> date:
    if one.ago is None:
        return localdate(at)
    return localdate(scene.now) - timedelta(days=one.ago)


def _found(scene: Scene, campaign: Campaign, one: Found, known_on: date, at: datetime) -> Finding:
    said = Said(
        control=one.control,
        severity=Severity(one.severity),
        title=one.title,
        description=one.description,
        owner=one.owner,
        due_on=None if one.due is None else known_on + timedelta(days=one.due),
        known_on=known_on,
    )
    made = actions.add(campaign.pk, said, by=scene.colleague, at=at)
    if one.action:
        owner, due_on, by = one.owner, said.due_on, scene.colleague
        actions.decide(made.pk, one.action, owner=owner, due_on=due_on, by=by, at=at)
    return made


def _fixed(scene: Scene, campaign: Campaign, finding: UUID, at: datetime) -> None:
    """Done by the officer, seen by the colleague."""
    row = Finding.objects.get(pk=finding).actions.get()
    outcome = "Fait comme décidé (inventé)."
    actions.do(row.pk, outcome=outcome, done_on=localdate(at), by=scene.by, at=at)
    about, by = About(action=row.pk), scene.colleague
    paper = SimpleUploadedFile("verification.pdf", PAPER)
    actions.attach(campaign.pk, paper, about, by=by, at=at, title="Compte rendu (inventé)")
    actions.verify(row.pk, verification="Vu sur place (inventé).", by=by, at=at)


def _when(one: Found) -> int:
    return int(one.fixed.split()[0])
