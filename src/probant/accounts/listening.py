"""allauth and django-axes tell what happened to an account; the installation's journal keeps it.

These receivers only journal: by identifiers, never by an e-mail or network address. A sign-in that
cannot be journalled raises, and is refused.
"""

from allauth.account.signals import password_changed, user_logged_in
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest

from probant.accounts import actions, queries
from probant.accounts.models import Person
from probant.common import clock
from probant.journal import actions as journal
from probant.journal.domain import SYSTEM


def connect() -> None:
    """Called once, when Django is ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="probant.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="probant.signed_out")
    password_changed.connect(_password_changed, dispatch_uid="probant.password")
    mfa.authenticator_added.connect(_factor_added, dispatch_uid="probant.factor_added")
    mfa.authenticator_removed.connect(_factor_removed, dispatch_uid="probant.factor_removed")
    mfa.authenticator_reset.connect(_codes_renewed, dispatch_uid="probant.codes_renewed")
    mfa.authentication_failed.connect(_factor_failed, dispatch_uid="probant.factor_failed")
    user_locked_out.connect(_locked, dispatch_uid="probant.locked")


def _signed_in(request: HttpRequest, user: Person, **_: object) -> None:
    records = request.session.get("account_authentication_methods", [])
    methods = sorted({str(record.get("type") or record["method"]) for record in records})
    _record("session.started", user, methods=methods)


def _signed_out(user: Person | None, **_: object) -> None:
    if user is not None:
        _record("session.ended", user)


def _password_changed(user: Person, **_: object) -> None:
    actions.end_sessions(user, by=actions.actor(user), at=clock.now())
    _record("person.password_changed", user)


def _factor_added(user: Person, authenticator: Authenticator, **_: object) -> None:
    _record("factor.added", user, factor=str(authenticator.type))


def _factor_removed(user: Person, authenticator: Authenticator, **_: object) -> None:
    _record("factor.removed", user, factor=str(authenticator.type))


def _codes_renewed(user: Person, **_: object) -> None:
    _record("factor.recovery_codes_renewed", user)


def _factor_failed(user: Person, authenticator: Authenticator, **_: object) -> None:
    _record("factor.refused", user, factor=str(authenticator.type))


def _locked(request: HttpRequest, **_: object) -> None:
    typed = request.POST.get("login", "")
    signed_in = request.user if isinstance(request.user, Person) else None
    found = signed_in or queries.person_by_email(typed)
    if getattr(request, "axes_failures_since_start", 0):  # the lock begins; later tries add nothing
        subject = str(found.pk) if found else ""
        journal.record_installation(
            "sign_in.locked", by=SYSTEM, at=clock.now(), subject=subject, facts={}
        )


def _record(event: str, person: Person, **facts: object) -> None:
    journal.record_installation(
        event, by=actions.actor(person), at=clock.now(), subject=str(person.pk), facts=facts
    )
