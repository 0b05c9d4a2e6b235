"""Letters and messages of one organisation."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count, QuerySet

from probant.correspondence.domain.wording import Wording
from probant.correspondence.models import LetterVersion, OutgoingMail

SHOWN = (
    "id", "about", "subject", "recipients", "attachments", "state", "queued_at", "attempts",
    "next_at", "last_code", "is_partial", "is_forgotten", "ended_at", "sent_by_way",
    "ended_by_name", "organisation_id",
)  # fmt: skip


def latest_versions(organisation: UUID, kind: str = "") -> QuerySet[LetterVersion]:
    """The latest version of each kind and language, or of one kind."""
    found = LetterVersion.objects.filter(organisation=organisation)
    if kind:
        found = found.filter(kind=kind)
    return found.order_by("kind", "language", "-number").distinct("kind", "language")


def wording(organisation: UUID, kind: str) -> Mapping[str, Wording]:
    """The organisation's own words for a kind, by language; none where the default stands."""
    return {
        found.language: Wording(found.subject, found.body)
        for found in latest_versions(organisation, kind)
        if not found.is_default
    }


def versions(organisation: UUID, kind: str, language: str) -> QuerySet[LetterVersion]:
    """Every version, the latest first."""
    found = LetterVersion.objects.filter(organisation=organisation, kind=kind, language=language)
    return found.order_by("-number")


def mails(organisation: UUID, *, state: str = "", about: str = "") -> QuerySet[OutgoingMail]:
    """Messages without their sealed content, the latest first."""
    found = OutgoingMail.objects.filter(organisation=organisation).only(*SHOWN)
    if state:
        found = found.filter(state=state)
    if about:
        found = found.filter(about=about)
    return found.order_by("-queued_at", "id")


def mail(organisation: UUID, mail_id: UUID) -> OutgoingMail:
    """One message; OutgoingMail.DoesNotExist for another organisation's."""
    return OutgoingMail.objects.get(organisation=organisation, pk=mail_id)


def counts(organisation: UUID) -> dict[str, int]:
    """How many messages stand in each state."""
    rows = OutgoingMail.objects.filter(organisation=organisation).values_list("state")
    return dict(rows.annotate(Count("id")))
