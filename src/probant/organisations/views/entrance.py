"""The ways in: a one-time link, the first run, an invitation. Looking at one never uses it up."""

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.models import Login
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from probant.accounts import actions as accounts
from probant.accounts import queries as people
from probant.accounts.access import public
from probant.accounts.domain import LinkPurpose, LinkRefusal, LinkRefusedError
from probant.accounts.forms import NewPassword
from probant.accounts.middleware import has_factor
from probant.accounts.models import Person, SignInLink
from probant.common import clock
from probant.database import isolation
from probant.organisations import actions, queries
from probant.organisations.domain import (
    AlreadyMemberError,
    DemonstrationPersonError,
    InvitationRefusal,
    InvitationRefusedError,
)
from probant.organisations.forms import FirstAdministrator, NewOrganisation, NewPerson
from probant.organisations.models import Invitation

ENTERING = (LinkPurpose.SIGN_IN, LinkPurpose.DEMONSTRATION)


@public
@never_cache
@sensitive_post_parameters()
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button: previewers of links only look, the button enters."""
    try:
        found = people.open_link(token, at=clock.now(), purposes=ENTERING)
        if found.purpose == LinkPurpose.DEMONSTRATION:
            return _demonstration(request, token, found)
        return _new_password(request, token, found)
    except LinkRefusedError as error:
        return _refused(request, error.reason)


def _demonstration(request: HttpRequest, token: str, found: SignInLink) -> HttpResponse:
    """Enters as the demonstration's officer; refused for whoever belongs to a real organisation."""
    person = found.person
    if person is None or not queries.is_of_demonstration_only(person.pk):
        raise LinkRefusedError(LinkRefusal.NOT_ALLOWED)
    if request.method != "POST":
        return render(request, "organisations/link_demonstration.html")
    accounts.redeem(token, clock.now())
    return _enter(request, person, is_by_operator=True)


def _new_password(request: HttpRequest, token: str, found: SignInLink) -> HttpResponse:
    person = found.person
    if person is None:
        raise LinkRefusedError(LinkRefusal.NOT_ALLOWED)
    form = NewPassword(request.POST or None, person=person)
    if request.method != "POST" or not form.is_valid():
        return render(request, "organisations/link_password.html", {"form": form})
    now = clock.now()
    accounts.redeem(token, now)
    accounts.set_password(person, form.cleaned_data["password"], by=accounts.actor(person), at=now)
    return _enter(request, person)


@public
@never_cache
@sensitive_post_parameters()
def first_run(request: HttpRequest, token: str) -> HttpResponse:
    """The first administrator and the first organisation; dead once a real account exists."""
    try:
        people.open_link(token, at=clock.now(), purposes=(LinkPurpose.FIRST_RUN,))
        organisation = NewOrganisation(request.POST or None)
        person = FirstAdministrator(
            request.POST or None, initial={"language": translation.get_language()}
        )
        if request.method == "POST" and organisation.is_valid() & person.is_valid():
            return _begin(request, token, organisation, person)
    except LinkRefusedError as error:
        return _refused(request, error.reason)
    context = {"organisation_form": organisation, "person_form": person}
    return render(request, "organisations/first_run.html", context)


def _begin(
    request: HttpRequest, token: str, organisation: NewOrganisation, form: FirstAdministrator
) -> HttpResponse:
    now = clock.now()
    accounts.redeem(token, now)
    person = _created(form.cleaned_data, form.cleaned_data["email"])
    actions.create(
        name=organisation.cleaned_data["name"],
        sector=organisation.cleaned_data["sector"],
        administrator=person,
        at=now,
        identity=organisation.identity(),
    )
    for doubt in organisation.doubts():
        messages.warning(request, doubt)
    return _enter(request, person)


@public
@never_cache
@sensitive_post_parameters()
def join(request: HttpRequest, into: UUID, token: str) -> HttpResponse:
    """An invitation: whoever has an account signs in first, others create theirs here."""
    with isolation.tenant(into):
        try:
            offered = queries.invitation(Invitation.objects, token, at=clock.now())
            if isinstance(request.user, Person):
                return _join_as(request, request.user, offered, token)
            if people.person_by_email(offered.email):
                context = {"invitation": offered, "next": request.path}
                return render(request, "organisations/join_sign_in.html", context)
            return _join_as_new(request, offered, token)
        except InvitationRefusedError as error:
            return _refused(request, error.reason)
        except DemonstrationPersonError:
            return _refused(request, InvitationRefusal.OTHER_ADDRESS)


def _join_as(request: HttpRequest, person: Person, offered: Invitation, token: str) -> HttpResponse:
    if offered.email != person.email.lower():
        raise InvitationRefusedError(InvitationRefusal.OTHER_ADDRESS)
    if not has_factor(request):
        return redirect("mfa_index")
    if request.method != "POST":
        return render(request, "organisations/join.html", {"invitation": offered})
    try:
        actions.accept(offered.organisation_id, token, person, at=clock.now())
    except AlreadyMemberError:
        return redirect("home")
    return redirect("home")


def _join_as_new(request: HttpRequest, offered: Invitation, token: str) -> HttpResponse:
    form = NewPerson(
        request.POST or None,
        person=Person(email=offered.email, full_name=request.POST.get("full_name", "")),
        initial={"language": translation.get_language()},
    )
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "invitation": offered}
        return render(request, "organisations/join_new.html", context)
    person = _created(form.cleaned_data, offered.email)
    actions.accept(offered.organisation_id, token, person, at=clock.now())
    return _enter(request, person)


def _created(chosen: dict[str, Any], email: str) -> Person:
    return accounts.create_person(
        email=email,
        full_name=chosen["full_name"],
        password=chosen["password"],
        language=chosen["language"],
        at=clock.now(),
    )


def _enter(request: HttpRequest, person: Person, *, is_by_operator: bool = False) -> HttpResponse:
    """Passes the first factor; the second is still asked, or enrolled, unless it is invented."""
    auth.logout(request)
    if is_by_operator:
        request.session["operator_link"] = True
    login = Login(user=person, redirect_url=reverse("home"))
    response: HttpResponse = perform_login(request, login)
    if request.user.is_authenticated and not is_by_operator:
        reauthenticate_by_password(request)  # the password was chosen this very moment
    return response


def _refused(request: HttpRequest, reason: LinkRefusal | InvitationRefusal) -> HttpResponse:
    context = {"reason": reason.value}
    return render(request, "organisations/link_refused.html", context, status=410)
