"""Notices of one organisation: what would be told now, what was published, what differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from probant.notices.domain.changes import Difference, differences, fingerprint
from probant.notices.domain.completeness import Unmet, unmet
from probant.notices.domain.facts import (
    Audience,
    Controller,
    Facts,
    audiences_to_inform,
    from_json,
    gather,
)
from probant.notices.domain.wording import say
from probant.notices.models import NoticeVersion
from probant.organisations.models import Organisation
from probant.register import queries as register
from probant.register.domain.record import ActivityRecord, ActivityRole

DRAFTED = ("id", "audience", "language", "number", "facts", "fingerprint", "digest", "published_at")


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


def standings(organisation: Organisation, *, wanted: Audience | None = None) -> list[Standing]:
    """Each audience that is concerned, was informed, or is `wanted`; from two queries."""
    records = _records(organisation)
    published = latest(organisation.pk)
    controller = controller_of(organisation)
    shown = {*audiences_to_inform(records.values()), *published, *([wanted] if wanted else [])}
    return [
        Standing(gather(audience, records, controller), published.get(audience))
        for audience in Audience
        if audience in shown and wanted in (None, audience)
    ]


def standing(organisation: Organisation, audience: Audience) -> Standing:
    """One audience's notice."""
    return standings(organisation, wanted=audience)[0]


def latest(organisation: UUID) -> dict[Audience, NoticeVersion]:
    """The version published last for each audience, in the organisation's first language."""
    found = (
        NoticeVersion.objects.filter(organisation=organisation)
        .order_by("audience", "-number", "-language")
        .distinct("audience")
        .only(*DRAFTED)
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


def _records(organisation: Organisation) -> Mapping[str, ActivityRecord]:
    found = register.records(organisation.pk, role=ActivityRole.CONTROLLER)
    return {str(activity.pk): record for activity, record in found}


def name_of(audience: Audience, language: str) -> str:
    """What an audience is called."""
    return say(f"audience.{audience.value}", language)
