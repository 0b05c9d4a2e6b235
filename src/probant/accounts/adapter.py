"""What Probant changes of allauth: no open sign-up, no lock by address, sealed secrets."""

import os
from functools import cache
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from probant.accounts.sealing import Sealer
from probant.database.location import data_folder, kept_secrets

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@cache
def sealer() -> Sealer:
    """Seals by PROBANT_SEALING_KEY (hexadecimal), else by the key kept in the data folder."""
    key = os.environ.get("PROBANT_SEALING_KEY") or kept_secrets(data_folder()).sealing_key
    return Sealer(bytes.fromhex(key), purpose="probant/accounts/second-factor")


class AccountAdapter(DefaultAccountAdapter):
    """People join by invitation or at the first run, never by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        """Never open."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401
        """Passwords are counted by django-axes alone: by person and address together."""


class MfaAdapter(DefaultMFAAdapter):
    """The second factor is compulsory, and its secrets are sealed."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "This is your last second factor. Add another one before you remove it."
        ),
        "incorrect_code": _("This code is not right, or it was already used. Wait for the next."),
    }

    def encrypt(self, text: str) -> str:
        """Seals a TOTP secret or the seed of recovery codes."""
        return sealer().seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Opens what `encrypt` sealed; SealBrokenError when it was altered."""
        return sealer().open(encrypted_text)

    def is_mfa_enabled(
        self, user: AbstractBaseUser | AnonymousUser, types: list[str] | None = None
    ) -> bool:
        """Whether the person has a second factor; recovery codes alone are none."""
        if isinstance(user, AnonymousUser):
            return False
        enabled: bool = super().is_mfa_enabled(user, types=FACTORS if types is None else types)
        return enabled

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Nobody is left without a second factor."""
        return (
            Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS)
            .exclude(pk=authenticator.pk)
            .exists()
        )
