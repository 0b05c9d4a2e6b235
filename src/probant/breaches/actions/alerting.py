"""Telling the officers at once that something was declared: a statement names whom."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from probant.breaches.actions.recording import Act, Place, state
from probant.breaches.models import Breach
from probant.breaches.statements import Alert, Kind
from probant.correspondence import actions as correspondence
from probant.organisations import permissions
from probant.organisations import queries as organisations
from probant.organisations.domain import Member, Role
from probant.organisations.models import Membership, Organisation
from probant.vault.domain.errors import VaultError

TOLD = "breaches.view"


def officers(organisation: Organisation) -> tuple[Membership, ...]:
    """The members who may open the file, by name."""
    found = organisations.members(organisation.pk)
    return tuple(one for one in found if permissions.is_allowed(Role(one.role), TOLD))


@transaction.atomic
def alert(
    organisation: Organisation, breach: Breach, *, address: str, by: Member, at: datetime
) -> Alert:
    """Every officer is written to once; the message names nobody and links to the file."""
    told = officers(organisation)
    said = Alert(
        members=tuple(str(one.person_id) for one in told),
        names=tuple(str(one.person) for one in told),
        is_mailed=_mailed(organisation, breach, told, address=address, by=by, at=at),
    )
    facts = {"members": list(said.members), "is_mailed": said.is_mailed}
    state(breach, Place(Kind.ALERT), said, Act("alerted", by, at, facts=facts))
    return said


def _mailed(  # noqa: PLR0913  a message is to whom, about what, by whom and when
    organisation: Organisation,
    breach: Breach,
    told: Sequence[Membership],
    *,
    address: str,
    by: Member,
    at: datetime,
) -> bool:
    """Whether a message to each could be queued; nothing of it ever costs the declaration.

    A refused address, a key of the vault that does not open: the officers then see it in the page.
    """
    if not told:
        return False
    with override(organisation.language):
        subject = _("Breach %(number)s declared: to qualify") % {"number": breach.reference}
        text = _(
            "A breach has just been declared: %(number)s.\n\n"
            "Open the file, call the person back, and say what started the clock:\n%(address)s"
        ) % {"number": breach.reference, "address": address}
    try:
        with transaction.atomic():
            correspondence.send(
                organisation.pk,
                to=[one.person.email for one in told],
                subject=subject,
                text=text,
                about=f"breaches:{breach.pk}",
                at=at,
                by=by.actor,
            )
    except (correspondence.CorrespondenceError, VaultError):
        return False
    return True
