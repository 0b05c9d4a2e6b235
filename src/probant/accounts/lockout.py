"""Five wrong passwords lock one person at one address for fifteen minutes; nobody else.

What django-axes keeps of the person is a keyed digest of the address typed: no e-mail address of
somebody who mistyped it lies in a table or a log.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from probant.common import clock

SALT = "probant.accounts.lockout"
MINUTE = timedelta(minutes=1)


def who(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The digest of the address typed, whatever its case."""
    typed = (credentials or {}).get("email") or request.POST.get("login", "")
    return digest(str(typed))


def digest(email: str) -> str:
    """What stands for an e-mail address in the table of attempts."""
    return salted_hmac(SALT, email.strip().lower(), algorithm="sha256").hexdigest()


def locked(
    request: HttpRequest,
    original: HttpResponse | None = None,  # noqa: ARG001  axes' signature
    credentials: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """429: the page says how long to wait, and that other people are not concerned."""
    left = time_left(request, credentials, now=clock.now())
    minutes = max(1, -(-left // MINUTE))
    response = render(request, "accounts/locked.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(int(left.total_seconds()))
    return response


def time_left(
    request: HttpRequest, credentials: Mapping[str, Any] | None, *, now: datetime
) -> timedelta:
    """How long the lock still holds, by the last attempt counted."""
    cool_off = timedelta(hours=settings.AXES_COOLOFF_TIME)
    last = (
        AccessAttempt.objects.filter(
            username=who(request, credentials),
            ip_address=getattr(request, "axes_ip_address", None),
        )
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    until = (last or now) + cool_off
    return max(until - now, timedelta(0))
