"""An organisation's own periods from known to fixed, within bounds."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from probant.common.errors import ProbantError
from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.reference import vulnerabilities as reference
from probant.vulnerabilities import queries
from probant.vulnerabilities.models import OwnPeriods
from probant.vulnerabilities.replaying import recompute


class PeriodBoundsError(ProbantError):
    """A period is outside its bounds; `name` is the severity."""

    def __init__(self, name: str, least: int, most: int) -> None:
        super().__init__(name, least, most)
        self.name = name
        self.least = least
        self.most = most


@transaction.atomic
def choose_periods(
    organisation: Organisation, days: Mapping[str, int], *, by: Member, at: datetime
) -> None:
    """Every clock that runs is counted again."""
    permissions.require(by, "vulnerabilities.edit")
    for name, chosen in days.items():
        held = reference.periods().get(name)
        if held is None or not held.least <= chosen <= held.most:
            bounds = (held.least, held.most) if held else (0, 0)
            raise PeriodBoundsError(name, *bounds)
    kept = {"days": dict(days), "chosen_at": at, "chosen_by_name": by.name}
    OwnPeriods.objects.update_or_create(organisation=organisation, defaults=kept)
    journal.record(
        "vulnerabilities.periods_chosen",
        by=by.actor,
        at=at,
        organisation=organisation.pk,
        subject=str(organisation.pk),
        facts={"days": dict(days)},
    )
    recompute(organisation.pk, queries.flaws(organisation.pk))
