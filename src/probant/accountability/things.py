"""Things with a dossier of their own: a request, a breach, a crisis, an exercise.

Their documents hold personal data: they are sealed under the thing's own key in the vault, so that
erasing the thing erases its dossiers too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from probant.breaches import evidence as breach
from probant.breaches import queries as breaches
from probant.common.errors import ProbantError
from probant.crisis import evidence as crisis
from probant.crisis import exercise_evidence as exercise
from probant.crisis.queries import exercises
from probant.crisis.queries import room as rooms
from probant.organisations.models import Organisation
from probant.subject_requests import evidence as subject_requests
from probant.subject_requests import queries as requests


class Documents(Protocol):
    """A slice's evidence of one thing: archive member name → content."""

    def __call__(
        self,
        organisation: Organisation,
        subject: UUID,
        /,
        *,
        language: str,
        has_names: bool,
        at: datetime,
    ) -> dict[str, bytes]:
        """Everything that the slice knows of the thing, to read and for machines."""
        ...


@dataclass(frozen=True)
class Thing:
    """How a kind of thing is called, who opens it, and what its dossier holds.

    `reference` names one (V-2026-001), or "" where the organisation has no such thing; `page` is
    the URL name of its page and `argument` what that URL calls its identifier.
    """

    label: str | Promise
    permission: str
    documents: Documents
    reference: Callable[[UUID, UUID], str]
    page: str
    argument: str


class UnknownThingError(ProbantError):
    """No thing of this kind has this identifier in this organisation."""

    def __init__(self, kind: str, subject: UUID) -> None:
        """`kind`: subject_request, breach, crisis, exercise."""
        super().__init__(kind, str(subject))


@dataclass(frozen=True)
class About:
    """One thing: its kind and identifier."""

    kind: str
    subject: UUID

    @property
    def thing(self) -> Thing:
        """What is known of its kind."""
        if self.kind not in THINGS:
            raise UnknownThingError(self.kind, self.subject)
        return THINGS[self.kind]


def _crisis(organisation: UUID, subject: UUID) -> str:
    found = rooms.crises(organisation).filter(pk=subject).first()
    return found.reference if found else ""


def _exercise(organisation: UUID, subject: UUID) -> str:
    found = exercises.exercises(organisation).filter(pk=subject).first()
    return f"{found.planned_at:%Y-%m-%d}" if found else ""


def _request(organisation: UUID, subject: UUID) -> str:
    found = requests.requests(organisation).filter(pk=subject).first()
    return found.number if found else ""


def _breach(organisation: UUID, subject: UUID) -> str:
    found = breaches.breaches(organisation).filter(pk=subject).first()
    return found.reference if found else ""


THINGS: dict[str, Thing] = {
    "breach": Thing(
        _("Breach"), "breaches.view", breach.documents, _breach, "breaches:breach", "breach_id"
    ),
    "subject_request": Thing(
        _("Request"),
        "subject_requests.handle",
        subject_requests.documents,
        _request,
        "subject_requests:detail",
        "request_id",
    ),
    "crisis": Thing(
        _("Crisis"), "crisis.view", crisis.documents, _crisis, "crisis:room", "crisis_id"
    ),
    "exercise": Thing(
        _("Exercise"), "crisis.view", exercise.documents, _exercise, "crisis:exercise", "exercise"
    ),
}


def reference_of(about: About, organisation: UUID) -> str:
    """What people call it; UnknownThingError where it does not exist."""
    found = about.thing.reference(organisation, about.subject)
    if not found:
        raise UnknownThingError(about.kind, about.subject)
    return found
