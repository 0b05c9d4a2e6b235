"""The advice given and its outcome as a list that leaves in every form."""

from datetime import datetime

from django.utils.translation import gettext as _

from probant.dpo_office import queries
from probant.organisations.models import Organisation
from probant.training.tables import Listing, day

__all__ = ["advice", "day"]


def advice(organisation: Organisation, *, at: datetime) -> Listing:
    """Every question, what was advised, what became of it and why."""
    return Listing(
        organisation=organisation,
        title=_("Advice of the officer"),
        names=("reference", "asked_on", "asked_by", "question", "advised_on", "advice", "outcome",
               "decided_on", "reason"),
        header=(_("Number"), _("Asked on"), _("Asked by"), _("Question"), _("Given on"),
                _("Advice given"), _("What becomes of it"), _("Decided on"), _("Reason")),
        rows=tuple(
            (one.reference, day(one.asked_on), one.asked_by, one.question, day(one.advised_on),
             one.advice, str(one.get_outcome_display()), day(one.decided_on), one.reason)
            for one in queries.advice(organisation.pk)
        ),
        at=at,
    )  # fmt: skip
