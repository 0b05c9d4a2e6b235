"""Notices of one organisation: what would be told now, what was published, what differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, Max, QuerySet, Sum

from probant.notices.domain.changes import Difference, differences, fingerprint
from probant.notices.domain.completeness import Unmet, unmet
from probant.notices.domain.facts import (
    Audience,
    Controller,
    Facts,
    from_json,
    gather,
)
from probant.notices.domain.wording import say
from probant.notices.models import NoticeVersion
from probant.organisations.models import Organisation
from probant.register import queries as register
from probant.register.domain.record import ActivityRecord, ActivityRole

LISTED = ("id", "audience", "language", "number", "fingerprint", "published_at")
REMEMBERED = 64  # registers whose state one process keeps in mind


@dataclass(frozen=True)
class Standing:
    """One audience's notice: the facts of now, and the version published last, if any."""

    facts: Facts
    published: NoticeVersion | None

    @property
    def audience(self) -> Audience:
        """Whom it informs."""
        return self.facts.audience

    @property
    def is_concerned(self) -> bool:
        """Whether an activity of the register concerns this audience."""
        return bool(self.facts.uses)

    @property
    def fingerprint(self) -> str:
        """Of what would be told now."""
        return fingerprint(self.facts)

    @property
    def is_stale(self) -> bool:
        """Whether the published version says something else than the register (B2)."""
        return self.published is not None and self.published.fingerprint != self.fingerprint

    @property
    def is_current(self) -> bool:
        """Whether what is published is what would be told now."""
        return self.published is not None and not self.is_stale

    @property
    def unmet(self) -> tuple[Unmet, ...]:
        """What art. 13/14 ask and the register does not state."""
        return unmet(self.facts)

    def differences(self, language: str) -> tuple[Difference, ...]:
        """What the register says now that the published version does not."""
        if self.published is None or not self.is_stale:
            return ()
        return differences(from_json(self.published.facts), self.facts, language)


@dataclass(frozen=True)
class Signature:
    """What the register and the controller were: equal signatures, equal notices."""

    organisation: UUID
    activities: int
    versions: int
    latest_change_at: datetime | None
    controller: Controller


@dataclass(frozen=True)
class Told:
    """What lists and obligations ask of one audience's facts, kept while the signature stands."""

    audience: Audience
    uses: int
    gaps: int
    fingerprint: str


@dataclass(frozen=True)
class Brief:
    """One audience's notice in brief, and the version published last, if any."""

    told: Told
    published: NoticeVersion | None
    signature: Signature

    @property
    def audience(self) -> Audience:
        """Whom it informs."""
        return self.told.audience

    @property
    def is_concerned(self) -> bool:
        """Whether an activity of the register concerns this audience."""
        return bool(self.told.uses)

    @property
    def is_stale(self) -> bool:
        """Whether the published version says something else than the register (B2)."""
        return self.published is not None and self.published.fingerprint != self.told.fingerprint

    @property
    def is_current(self) -> bool:
        """Whether what is published is what would be told now."""
        return self.published is not None and not self.is_stale

    def differences(self, language: str) -> tuple[Difference, ...]:
        """What the register says now that the published version does not."""
        if self.published is None or not self.is_stale:
            return ()
        return _differences(self.signature, self.audience, self.published.pk, language)


def briefs(organisation: Organisation) -> list[Brief]:
    """Each audience that is concerned or was informed.

    Two queries; where the register moved since this process last looked, its records too.
    """
    signature = _signature(organisation)
    published = latest(organisation.pk)
    told = {item.audience: item for item in _told(signature)}
    return [
        Brief(told[audience], published.get(audience), signature)
        for audience in Audience
        if told[audience].uses or audience in published
    ]


def standings(organisation: Organisation) -> list[Standing]:
    """Each audience that is concerned or was informed, whole: for exports and dossiers."""
    records, controller = _records(organisation.pk), controller_of(organisation)
    published = latest(organisation.pk)
    whole = (
        Standing(gather(audience, records, controller), published.get(audience))
        for audience in Audience
    )
    return [item for item in whole if item.is_concerned or item.published is not None]


def standing(organisation: Organisation, audience: Audience) -> Standing:
    """One audience's notice, whole."""
    facts = gather(audience, _records(organisation.pk), controller_of(organisation))
    return Standing(facts, latest(organisation.pk).get(audience))


def latest(organisation: UUID) -> dict[Audience, NoticeVersion]:
    """The version published last for each audience, in the organisation's first language."""
    found = (
        NoticeVersion.objects.filter(organisation=organisation)
        .order_by("audience", "-number", "-language")
        .distinct("audience")
        .only(*LISTED)
    )
    return {Audience(version.audience): version for version in found}


def history(organisation: UUID, audience: Audience) -> QuerySet[NoticeVersion]:
    """Each published version of one audience once, the latest first."""
    return (
        NoticeVersion.objects.filter(organisation=organisation, audience=audience)
        .order_by("-number", "-language")
        .distinct("number")
        .defer("content", "facts")
    )


def version(
    organisation: UUID, audience: Audience, language: str, number: int | None = None
) -> NoticeVersion | None:
    """One published version, the latest when no number is given; None where there is none."""
    found = NoticeVersion.objects.filter(
        organisation=organisation, audience=audience, language=language
    )
    if number is not None:
        found = found.filter(number=number)
    return found.order_by("-number").first()


def controller_of(organisation: Organisation) -> Controller:
    """What the notices say of the controller."""
    return Controller(
        name=organisation.name,
        address=organisation.address,
        email=organisation.email,
        telephone=organisation.telephone,
        representative=organisation.representative,
        dpo_name=organisation.dpo_name,
        dpo_contact=organisation.dpo_contact,
        dpo_reason_for_none=organisation.dpo_reason_for_none,
    )


def _signature(organisation: Organisation) -> Signature:
    """The sum of the versions grows with every change, their number tells what came and went."""
    found = register.activities(organisation.pk).filter(status__in=register.IN_FORCE)
    counted = found.order_by().aggregate(
        activities=Count("pk"), versions=Sum("version"), latest=Max("updated_at")
    )
    return Signature(
        organisation=organisation.pk,
        activities=counted["activities"],
        versions=counted["versions"] or 0,
        latest_change_at=counted["latest"],
        controller=controller_of(organisation),
    )


@lru_cache(maxsize=REMEMBERED)
def _told(signature: Signature) -> tuple[Told, ...]:
    records = _records(signature.organisation)
    gathered = (gather(audience, records, signature.controller) for audience in Audience)
    return tuple(
        Told(facts.audience, len(facts.uses), len(unmet(facts)), fingerprint(facts))
        for facts in gathered
    )


@lru_cache(maxsize=REMEMBERED)
def _differences(
    signature: Signature, audience: Audience, version_id: int, language: str
) -> tuple[Difference, ...]:
    published = NoticeVersion.objects.values_list("facts", flat=True).get(pk=version_id)
    current = gather(audience, _records(signature.organisation), signature.controller)
    return differences(from_json(published), current, language)


def _records(organisation: UUID) -> Mapping[str, ActivityRecord]:
    found = register.records(organisation, role=ActivityRole.CONTROLLER)
    return {str(activity.pk): record for activity, record in found}


def name_of(audience: Audience, language: str) -> str:
    """What an audience is called."""
    return say(f"audience.{audience.value}", language)
