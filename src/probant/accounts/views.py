"""The person's own page, their sessions, and the removal of a second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.views import PasswordChangeView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import DeactivateTOTPView
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from probant.accounts import actions, queries
from probant.accounts.access import public, signed_in
from probant.accounts.adapter import MfaAdapter
from probant.accounts.devices import described
from probant.accounts.forms import PersonForm
from probant.accounts.models import Language, Person
from probant.common import clock

FACTOR_WORDS = {
    Authenticator.Type.RECOVERY_CODES.value: _lazy("recovery codes"),
    Authenticator.Type.TOTP.value: _lazy("application"),
    Authenticator.Type.WEBAUTHN.value: _lazy("passkey"),
}

LONGEST_NUMBER = 19  # digits of a bigint


class PersonRequest(HttpRequest):
    """A request made by a signed-in person."""

    user: Person


@signed_in
def profile(request: PersonRequest) -> HttpResponse:
    """Name, language, and the way to factors, password and sessions."""
    form = PersonForm(request.POST or None, instance=queries.person(request.user.pk))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        actions.update_person(request.user, **chosen, at=clock.now())
        with translation.override(chosen["language"]):
            messages.success(request, _("Your changes are saved."))
        return redirect("account_profile")
    types = Authenticator.objects.filter(user=request.user).values_list("type", flat=True)
    context = {
        "form": form,
        "factors": [FACTOR_WORDS[type_] for type_ in sorted(set(types))],
        "sessions": _sessions(request).count(),
    }
    return render(request, "accounts/profile.html", context)


@public
def choose_language(request: HttpRequest) -> HttpResponse:
    """The switch in the frame; whoever is signed in keeps the choice on every device."""
    chosen = request.POST.get("language", "")
    if isinstance(request.user, Person) and chosen in Language.values:
        actions.choose_language(request.user, chosen)
    return set_language(request)


@signed_in
def sessions(request: PersonRequest) -> HttpResponse:
    """Where the person is signed in, with a way to end each."""
    rows = [
        {
            "id": session.pk,
            "device": described(session.user_agent),
            "created_at": session.created_at,
            "last_seen_at": session.last_seen_at,
            "is_current": session.session_key == request.session.session_key,
        }
        for session in _sessions(request).order_by("-last_seen_at")
    ]
    return render(request, "accounts/sessions.html", {"sessions": rows})


@signed_in
@require_POST
def end_sessions(request: PersonRequest) -> HttpResponse:
    """Ends one session (`session`), or all the others."""
    chosen = request.POST.get("session", "")
    if chosen and not (chosen.isdecimal() and len(chosen) < LONGEST_NUMBER):
        raise Http404
    ended = actions.end_sessions(
        request.user,
        by=actions.actor(request.user),
        at=clock.now(),
        session=int(chosen) if chosen else None,
        keep=None if chosen else request.session.session_key,
    )
    if ended:
        messages.success(request, _("Signed out there. That device must sign in again."))
    return redirect("sessions")


def _in_turn(post: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Removing a factor waits its turn on the person's row, so that two removals leave one."""

    @wraps(post)
    def wrapped(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401  URL values
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=request.user.pk)
            return post(request, *args, **kwargs)

    return wrapped


@method_decorator(_in_turn, name="post")
class RemoveTotp(DeactivateTOTPView):
    """The application, unless it is the last factor."""


@method_decorator(_in_turn, name="post")
class RemovePasskey(RemoveWebAuthnView):
    """A passkey, unless it is the last factor."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401  Django's signature
        """Says beforehand whether it may go."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[no-untyped-call]
        context["is_last"] = not MfaAdapter().can_delete_authenticator(self.object)
        return context

    def form_valid(self, form: Form) -> HttpResponse:
        """Removes it, or says why not."""
        if not MfaAdapter().can_delete_authenticator(self.object):
            context = self.get_context_data(form=form)
            return render(self.request, self.template_name, context, status=409)
        response: HttpResponse = super().form_valid(form)
        return response


class ChangePassword(PasswordChangeView):
    """Whoever came by a link alone has no password to change: back to their own page."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401  URL values
        """The form, for a person who has a password."""
        if isinstance(request.user, Person) and not request.user.has_usable_password():
            return redirect("account_profile")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


change_password = ChangePassword.as_view()
remove_totp = RemoveTotp.as_view()
remove_passkey = RemovePasskey.as_view()


def _sessions(request: PersonRequest) -> Any:  # noqa: ANN401  allauth is untyped
    return UserSession.objects.filter(user=request.user.pk)
