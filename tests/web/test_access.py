"""Every route × role × tenant, generated from the resolver: nothing is reachable by oversight.

A route is refused here unless its view declares its access or it is one of allauth's listed pages;
a route with parameters that are no UUID needs a sample value in `SAMPLES`.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import UUIDConverter

from probant.accounts import actions as accounts
from probant.accounts.access import Access, public, signed_in
from probant.accounts.middleware import ACCOUNT, WITHOUT_FACTOR
from probant.accounts.models import Person
from probant.database import isolation
from probant.organisations.access import permission
from probant.organisations.domain import Member, Role
from probant.organisations.models import Membership, Organisation
from probant.organisations.permissions import PERMISSIONS, is_allowed
from tests.conftest import NOW, new_organisation
from tests.conftest import signed_in as browser_of

NOWHERE = uuid.UUID(int=1)
SAMPLES: dict[str, object] = {
    "measure_id": 1,
    "reference": "3.2",
    "framework": "cnil_guide",
    "control": "fiche_17",
    "question": "notify",
    "token": "no-such-token",
    "pk": 1,
    "obligation": "accounts.mfa",
    "question_id": "no-such-question",
    "index": 0,
    "section": "purposes",
    "number": 1,
    "audience": "patients",
    "sequence": 1,
    "part": "people",
    "scenario": "ransomware",
    "issue": 1,
    "act": "start",
    "kind": "general.note",
    "suffix": "txt",
    "module_id": "phishing",
    "listed": "staff",
    "form": "pdf",
    "code": "no-such-code",
    "workshop_id": "scope",
    "table_id": "events",
    "table": "events",
    "year": 2026,
}
# Routes whose parameters share a name with another route's but not its values.
SAMPLES_OF_ROUTE: dict[str, dict[str, object]] = {
    "training:import": {"kind": "staff"},
    "dpia:part": {"part": "1.1"},
    "dpia:act": {"act": "validate"},
    "dpia:export": {"kind": "needs"},
    "dpia:paper": {"kind": "json"},
    "accountability:dossier-of": {"kind": "breach"},
    "subject_requests:act": {"act": "answer"},
    "crisis:room-write": {"kind": "note"},
    "crisis:room-export": {"kind": "csv"},
    "breaches:new": {"kind": "measure"},
    "processors:edit": {"section": "identity"},
    "breaches:item": {"kind": "measure", "name": "no-such-item"},
    "breaches:letter": {"name": "no-such-item"},
    "vulnerabilities:act": {"act": "accept"},
}
ENTERING = {"account_login", "mfa_login_webauthn", "mfa_authenticate", "account_logout"}


@dataclass(frozen=True)
class Route:
    """One address of the platform, with what its view declares."""

    name: str
    parameters: frozenset[str]
    access: Access | None
    identifiers: frozenset[str] = frozenset()

    @property
    def is_of_organisation(self) -> bool:
        return self.access is not None and self.access.kind == "member"

    @property
    def samples(self) -> dict[str, object]:
        """Of each parameter; no identifier names anything."""
        named = {**SAMPLES, **dict.fromkeys(self.identifiers, NOWHERE)}
        return {**named, **SAMPLES_OF_ROUTE.get(self.name, {})}

    def path(self, organisation: uuid.UUID, **chosen: object) -> str:
        values = {**self.samples, **chosen, "organisation": organisation}
        return reverse(self.name, kwargs={name: values[name] for name in self.parameters})


def walk(
    patterns: list[URLPattern | URLResolver],
    spaces: tuple[str, ...] = (),
    above: frozenset[str] = frozenset(),
    known: frozenset[str] = frozenset(),
) -> Iterator[Route]:
    for pattern in patterns:
        converters = pattern.pattern.converters
        uuids = {name for name, one in converters.items() if isinstance(one, UUIDConverter)}
        groups = getattr(pattern.pattern.regex, "groupindex", {})
        parameters, identifiers = above | {*converters, *groups}, known | uuids
        if isinstance(pattern, URLResolver):
            space = (pattern.namespace,) if pattern.namespace else ()
            yield from walk(pattern.url_patterns, spaces + space, parameters, identifiers)
        else:
            name = ":".join((*spaces, pattern.name or ""))
            access = getattr(pattern.callback, "access", None)
            yield Route(name, parameters, access, identifiers)


def new_member(organisation: Organisation, role: Role) -> Member:
    """A member with a second factor, and without a password, whose hashing takes time."""
    person = Person.objects.create(email=f"{role}-{organisation.pk}@probant.invalid")
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": ""})
    with isolation.tenant(organisation.pk):
        Membership.objects.create(organisation=organisation, person=person, role=role)
    return Member(person.pk, organisation.pk, role, "")


def answers(client: Client, route: Route, organisation: Organisation) -> Iterator[HttpResponse]:
    """What a reading gets, then what a writing gets."""
    path = route.path(organisation.pk)
    for send in (client.get, client.post):
        yield cast("HttpResponse", send(path))


def is_unserved(answer: HttpResponse) -> bool:
    """Whether the view does not serve this method at all, for anybody."""
    return answer.status_code == 405


ROUTES = list(walk(get_resolver().url_patterns))
OF_ORGANISATION = [route for route in ROUTES if route.is_of_organisation]
SIGNED_IN = [route for route in ROUTES if route.access and route.access.kind == "signed_in"]
OF_TOKENS = [route for route in ROUTES if route.access and route.access.kind == "token"]
OF_ALLAUTH = [route for route in ROUTES if route.access is None and route.name in ACCOUNT]
named = pytest.mark.parametrize


def test_the_walk_finds_the_platform() -> None:
    assert {"organisations:members", "account_login", "home"} <= {route.name for route in ROUTES}
    assert len({route.name for route in ROUTES}) == len(ROUTES), "two routes share a name"


@named("route", ROUTES, ids=lambda route: route.name)
def test_every_route_declares_its_access(route: Route) -> None:
    assert route.name, "a route has no name"
    assert route.access is not None or route.name in ACCOUNT


@named("route", ROUTES, ids=lambda route: route.name)
def test_every_access_is_of_a_kind_tested_here(route: Route) -> None:
    kinds = {"public", "signed_in", "member", "token"}
    assert route.access is None or route.access.kind in kinds


@named("route", OF_TOKENS, ids=lambda route: route.name)
def test_a_session_opens_nothing_that_asks_for_a_token(
    organisation: Organisation, route: Route
) -> None:
    member = new_member(organisation, Role.ADMINISTRATOR)
    for client in (Client(), browser_of(member.person_id)):
        for answer in answers(client, route, organisation):
            assert is_unserved(answer) or answer.status_code == 401


@named("route", ROUTES, ids=lambda route: route.name)
def test_every_parameter_has_a_sample(route: Route) -> None:
    assert route.parameters <= {*route.samples, "organisation"}, (
        f"give {route.name} a sample in SAMPLES"
    )


@named("route", OF_ORGANISATION, ids=lambda route: route.name)
def test_a_route_of_an_organisation_names_it_and_a_known_permission(route: Route) -> None:
    assert "organisation" in route.parameters
    assert route.access is not None
    assert route.access.permission in PERMISSIONS


@named("route", [*OF_ORGANISATION, *SIGNED_IN], ids=lambda route: route.name)
def test_whoever_is_not_signed_in_is_sent_to_sign_in(
    organisation: Organisation, route: Route
) -> None:
    for answer in answers(Client(), route, organisation):
        assert is_unserved(answer) or answer.status_code == 302
        assert is_unserved(answer) or answer.headers["Location"].startswith(
            reverse("account_login")
        )


@named("route", OF_ALLAUTH, ids=lambda route: route.name)
def test_allauths_pages_ask_to_sign_in_but_those_that_do_it(
    organisation: Organisation, route: Route
) -> None:
    answer = Client().get(route.path(organisation.pk))
    if route.name in ENTERING | {"account_inactive"}:
        assert answer.status_code in {200, 302}
    else:
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("account_login"))


@named(
    "route",
    [
        route
        for route in (*OF_ORGANISATION, *SIGNED_IN, *OF_ALLAUTH)
        if route.name not in WITHOUT_FACTOR
    ],
    ids=lambda route: route.name,
)
def test_whoever_has_no_second_factor_is_sent_to_enrol_one(
    organisation: Organisation, route: Route
) -> None:
    member = new_member(organisation, Role.ADMINISTRATOR)
    accounts.forget_factors(Person.objects.get(pk=member.person_id), by=member.actor, at=NOW)
    for answer in answers(browser_of(member.person_id), route, organisation):
        assert answer.status_code == 302
        assert answer.headers["Location"] == reverse("mfa_index")


@named("route", OF_ORGANISATION, ids=lambda route: route.name)
def test_another_organisations_pages_do_not_exist(organisation: Organisation, route: Route) -> None:
    elsewhere = new_member(new_organisation("Autre (inventé)"), Role.ADMINISTRATOR)
    for answer in answers(browser_of(elsewhere.person_id), route, organisation):
        assert is_unserved(answer) or answer.status_code == 404


@named("route", OF_ORGANISATION, ids=lambda route: route.name)
def test_a_role_enters_if_and_only_if_the_table_says_so(
    organisation: Organisation, route: Route
) -> None:
    assert route.access is not None
    for role in Role:
        member = new_member(organisation, role)
        for answer in answers(browser_of(member.person_id), route, organisation):
            if is_allowed(role, route.access.permission):
                assert answer.status_code < 500
                assert answer.status_code != 403, role
            else:
                assert is_unserved(answer) or answer.status_code == 403, role


@named("decorate", [public, signed_in, permission("organisation.view")])
def test_a_reading_that_tries_to_write_is_refused_by_postgresql(
    organisation: Organisation, decorate: Callable[..., Callable[..., HttpResponse]]
) -> None:
    member = new_member(organisation, Role.ADMINISTRATOR)

    def writes(request: object) -> HttpResponse:
        Person.objects.filter(pk=member.person_id).update(full_name="Changé")
        return HttpResponse()

    request = RequestFactory().get("/")
    request.user = Person.objects.get(pk=member.person_id)
    kwargs = {"organisation": organisation.pk} if decorate not in {public, signed_in} else {}
    with pytest.raises(DatabaseError, match="read-only transaction"), transaction.atomic():
        decorate(writes)(request, **kwargs)
