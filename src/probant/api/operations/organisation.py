"""Whose token this is, and the organisation's identity."""

from typing import Any

from ninja import Router

from probant.api.access import Token, TokenRequest
from probant.api.schemas import OrganisationOut, TokenOut
from probant.organisations.models import Organisation

router = Router(tags=["organisation"])


@router.get("/token", response=TokenOut, auth=Token("organisation.view"))
def read_token(request: TokenRequest) -> dict[str, Any]:
    """The token in use: its role, its organisation, its end."""
    return {
        "id": request.token.pk,
        "name": request.token.name,
        "role": request.member.role,
        "organisation": request.organisation.pk,
        "organisation_name": request.organisation.name,
        "expires_at": request.token.expires_at,
    }


@router.get("/organisation", response=OrganisationOut, auth=Token("organisation.view"))
def read_organisation(request: TokenRequest) -> Organisation:
    """The organisation of the token."""
    return request.organisation
