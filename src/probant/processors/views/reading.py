"""The contract read by Probant, on demand."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.processors import actions
from probant.processors.models import Contract
from probant.processors.views import finding
from probant.vault.domain.errors import VaultError


@require_POST
@permission("processors.edit")
def read(request: MemberRequest, contract_id: UUID) -> HttpResponse:
    """Reads the kept file; the page then shows what was seen."""
    held = finding.contract(request, contract_id)
    read_kept(request, held)
    return redirect(finding.url("contract", request, contract_id=held.pk) + "#reading")


def read_kept(request: MemberRequest, held: Contract) -> None:
    """Reads the contract's file and says so; without a file there is nothing to read."""
    try:
        actions.read_contract(held.pk, by=request.member, at=clock.now())
    except VaultError:
        messages.error(request, _("The contract’s file is not kept: there is nothing to read."))
    else:
        messages.success(request, _("Probant read the contract: it proposes, you decide."))
