"""The gates every request passes: language, second factor, and a declared access."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation

from probant.accounts.models import Person
from probant.common import clock

Next = Callable[[HttpRequest], HttpResponse]

# allauth's own pages, which declare nothing: what may be reached, and what without a second factor.
ENROLMENT = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_inactive",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_login_webauthn",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
    }
)
ACCOUNT = ENROLMENT | {
    "account_change_password",
    "mfa_deactivate_totp",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}
WITHOUT_FACTOR = ENROLMENT | {"set_language"}
SEEN_EVERY = timedelta(minutes=5)


class LanguageOfPerson:
    """A person's chosen language wins over the browser's."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activates the language for this request."""
        person = request.user
        if isinstance(person, Person):
            translation.activate(person.language)
            request.LANGUAGE_CODE = person.language
        return self.get_response(request)


class PrivatePages:
    """What a signed-in person is shown is kept by no browser or proxy; when they came is noted.

    The session's "last seen" moves every five minutes at most, so that most pages write nothing.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers, then forbids keeping a copy unless the view decided otherwise."""
        _note_seen(request, now=clock.now())
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        return response


class Gate:
    """What stands before the view: `process_view` refuses, redirects or lets pass."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes the request on; the gate stands before the view."""
        return self.get_response(request)


class MfaGate(Gate):
    """Whoever has no second factor is sent to enrol one before anything else."""

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],  # noqa: ARG002  Django's signature
        kwargs: dict[str, Any],  # noqa: ARG002  Django's signature
    ) -> HttpResponseBase | None:
        """Redirects to enrolment, unless the page is public or part of it, or a factor exists."""
        if not request.user.is_authenticated or _name(request) in WITHOUT_FACTOR:
            return None
        if _kind(view) == "public" or has_factor(request):
            return None
        return redirect("mfa_index")


class DenyByDefault(Gate):
    """A view that declares no access is refused, whoever asks."""

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],  # noqa: ARG002  Django's signature
        kwargs: dict[str, Any],  # noqa: ARG002  Django's signature
    ) -> None:
        """Raises PermissionDenied for an undeclared view."""
        if not _kind(view) and _name(request) not in ACCOUNT:
            raise PermissionDenied


def _note_seen(request: HttpRequest, *, now: datetime) -> None:
    if not request.user.is_authenticated:
        return
    before = request.session.get("seen_at", 0)
    if now.timestamp() - before >= SEEN_EVERY.total_seconds():
        request.session["seen_at"] = int(now.timestamp())
        key = request.session.session_key or ""
        UserSession.objects.filter(session_key=key).update(last_seen_at=now)


def has_factor(request: HttpRequest) -> bool:
    """Whether the session's person has a second factor, or came by the operator's link.

    The session remembers it: nobody removes their last factor, and when the operator forgets a
    person's factors every session of theirs ends.
    """
    person = request.user
    if not isinstance(person, Person):
        return False
    is_let_in = person.is_demonstration and request.session.get("operator_link")
    if is_let_in or request.session.get("has_factor"):
        return True
    if not is_mfa_enabled(person):
        return False
    request.session["has_factor"] = True
    return True


def _kind(view: Callable[..., HttpResponseBase]) -> str:
    access = getattr(view, "access", None)
    return access.kind if access else ""


def _name(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.url_name or "") if match else ""
