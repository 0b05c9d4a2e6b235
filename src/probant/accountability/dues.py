"""What every slice says is due, computed at each read, the most urgent first."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from django.utils.functional import Promise

from probant.accountability.moment import REMEMBERED, Moment
from probant.audits import due as audits
from probant.barriers import due as barriers
from probant.breaches import due as breaches
from probant.clients import due as clients
from probant.controls import due as controls
from probant.crisis import due as crisis
from probant.deadlines.domain import Due, by_urgency
from probant.dpia import due as dpia
from probant.dpo_office import due as dpo_office
from probant.journal import queries as journal
from probant.organisations import permissions
from probant.organisations.domain import Role
from probant.organisations.models import Organisation
from probant.policies import due as policies
from probant.processors import due as processors
from probant.risks import due as risks
from probant.subject_requests import due as subject_requests
from probant.training import due as training
from probant.vulnerabilities import due as vulnerabilities

OF_DUE: tuple[Callable[..., tuple[Due, ...]], ...] = (
    crisis.due,
    breaches.due,
    dpia.due,
    subject_requests.due,
    barriers.due,
    controls.due,
    risks.due,
    training.due,
    vulnerabilities.due,
    policies.due,
    audits.due,
    processors.due,
    clients.due,
    dpo_office.due,
)
KINDS: dict[str, str | Promise] = {
    **crisis.KINDS,
    **breaches.KINDS,
    **subject_requests.KINDS,
    **barriers.KINDS,
    **controls.KINDS,
    **risks.KINDS,
    **training.KINDS,
    **vulnerabilities.KINDS,
    **dpia.KINDS,
    **policies.KINDS,
    **audits.KINDS,
    **processors.KINDS,
    **clients.KINDS,
    **dpo_office.KINDS,
}


def dues(organisation: Organisation, *, now: datetime) -> tuple[Due, ...]:
    """Everything that is due in the organisation; each change to it is in the journal."""
    return _dues(Moment.of(organisation, journal.state(organisation.pk), now))


@lru_cache(maxsize=REMEMBERED)
def _dues(moment: Moment) -> tuple[Due, ...]:
    return by_urgency(due for found in OF_DUE for due in found(moment.organisation, now=moment.now))


def visible(organisation: Organisation, role: Role, *, now: datetime) -> tuple[Due, ...]:
    """What this role may open."""
    return tuple(
        due for due in dues(organisation, now=now) if permissions.is_allowed(role, due.permission)
    )
