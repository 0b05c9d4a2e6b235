"""Requests that no browser sends: every route, with garbage in its address, headers and body."""

import uuid
from collections.abc import Callable
from urllib.parse import quote, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.test import Client

from probant.accounts.models import Person
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from tests.web.test_access import ROUTES, Route
from tests.web.walking import Reader, get

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]

NAMES = (
    "q", "page", "state", "status", "sort", "role", "review", "lacks", "has", "hosting", "from",
    "to", "format", "language", "event", "person", "subject", "since", "until", "theme", "next",
    "draft", "template", "session", "add", "version", "conflict", "section", "after", "limit",
)  # fmt: skip
GARBAGE = (
    "\0", "'; DROP TABLE x;--", "9" * 5_000, "-1", "²", "٣", "\ud7ff\uffff", "a" * 20_000,
    "0001-01-01", "9999-12-31", "((((((((", "\\", "%00", "//evil.invalid", "a & | ! <-> :*",
)  # fmt: skip
HUGE = (0, 2**31, 2**63, 10**30)


@pytest.fixture
def client(administrator: Member, client_of: Browser) -> Client:
    secret = {"secret": encrypt("JBSWY3DPEHPK3PXP")}
    Authenticator.objects.filter(user=administrator.person_id).update(data=secret)
    made = client_of(administrator)
    made.raise_request_exception = False
    return made


def is_answered(answer: object) -> bool:
    return bool(answer.status_code < 500)  # type: ignore[attr-defined]


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda text: ascii(text)[:20])
def test_garbage_in_every_parameter_of_every_page_is_no_fault(
    organisation: Organisation, client: Client, garbage: str
) -> None:
    asked = dict.fromkeys(NAMES, garbage)
    faults = [
        route.name
        for route in ROUTES
        if route.name != "account_logout"
        and not is_answered(client.get(route.path(organisation.pk), asked))
    ]
    assert faults == []


@pytest.mark.parametrize("garbage", ["\0", "²", "9" * 5_000], ids=["NUL", "square", "digits"])
def test_garbage_in_every_field_of_every_post_is_no_fault(
    organisation: Organisation, client: Client, garbage: str
) -> None:
    sent = dict.fromkeys((*NAMES, "email", "login", "password", "code", "seen", "name"), garbage)
    faults = [
        route.name
        for route in ROUTES
        if route.name != "account_logout"
        and not is_answered(client.post(route.path(organisation.pk), sent))
    ]
    assert faults == []


def with_value(route: Route, name: str, value: object, organisation: uuid.UUID) -> str:
    return route.path(organisation, **{name: value})


def spoilt(route: Route, name: str, text: str, organisation: uuid.UUID) -> str:
    """The address with `text` where the sample stood, whether the route takes it or not."""
    values = {**route.samples, "organisation": organisation}
    return route.path(organisation).replace(f"/{values[name]}", f"/{quote(text)}", 1)


@pytest.mark.parametrize("number", HUGE)
def test_a_number_beyond_the_database_in_an_address_is_not_found(
    organisation: Organisation, client: Client, number: int
) -> None:
    faults = [
        (route.name, name)
        for route in ROUTES
        for name in route.parameters & {"pk", "index", "number"}
        for send in (client.get, client.post)
        if not is_answered(send(with_value(route, name, number, organisation.pk)))
    ]
    assert faults == []


@pytest.mark.parametrize("text", ["\0", "..", "%2e%2e", "a" * 3_000, "é\u202e"], ids=ascii)
def test_garbage_in_an_address_is_not_found(
    organisation: Organisation, client: Client, text: str
) -> None:
    faults = [
        (route.name, name)
        for route in ROUTES
        for name in route.parameters
        if not is_answered(client.get(spoilt(route, name, text, organisation.pk)))
    ]
    assert faults == []


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ACCEPT_LANGUAGE": "fr;q=a,\0,*;q=9" + ",x-y" * 5_000},
        {"HTTP_COOKIE": 'probant_session="\\000abcdefghijkl"; probant_language="\\000"'},
        {"HTTP_COOKIE": f"probant_session={'a' * 5_000}; probant_csrf=\\; messages=a:b:c"},
        {"HTTP_X_FORWARDED_FOR": "\0, not an address"},
        {"HTTP_USER_AGENT": "é" * 5_000},
        {"HTTP_REFERER": "http://[::1"},
        {"HTTP_AUTHORIZATION": "Bearer probant_é"},
        {"HTTP_AUTHORIZATION": "Basic \0"},
    ],
    ids=" ".join,
)
def test_garbage_in_a_header_is_no_fault(
    organisation: Organisation, db: None, headers: dict[str, str]
) -> None:
    client = Client(raise_request_exception=False)
    client.defaults.update(headers)
    paths = ["/", "/accounts/login/", f"/o/{organisation.pk}/", "/api/v1/register"]
    assert [path for path in paths if not is_answered(client.get(path))] == []
    answer = client.post("/accounts/login/", {"login": "a@b.invalid", "password": "x"})
    assert is_answered(answer)


@pytest.mark.parametrize("host", ["evil.invalid", "testserver.evil.invalid", "[::1", "a\r\nb"])
def test_another_host_gets_our_own_page_of_400(db: None, host: str) -> None:
    answer = Client(raise_request_exception=False).get("/accounts/login/", HTTP_HOST=host)
    assert answer.status_code == 400
    assert "illisible" in answer.content.decode() or "cannot be read" in answer.content.decode()
    assert "evil" not in answer.content.decode()


@pytest.mark.parametrize(
    "there",
    ["//evil.invalid", "https://evil.invalid", "/\\evil.invalid", "javascript:alert(1)",
     "http:///evil.invalid", "\thttps://evil.invalid", "https:evil.invalid"],
)  # fmt: skip
def test_no_next_leads_elsewhere(db: None, there: str) -> None:
    Person.objects.create_user("a@probant.invalid", "un mot de passe assez long")
    sent = {"login": "a@probant.invalid", "password": "un mot de passe assez long", "next": there}
    for path, values in (
        ("/accounts/login/", sent),
        ("/language/", {"language": "en", "next": there}),
    ):
        answer = Client().post(path, values)
        assert answer.status_code == 302
        assert urlsplit(answer.headers["Location"]).netloc in {"", "testserver"}
        assert "evil" not in answer.headers["Location"]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_no_route_takes_a_post_without_the_forms_token(
    organisation: Organisation, administrator: Member, route: Route
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        Person.objects.get(pk=administrator.person_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    answer = client.post(route.path(organisation.pk), {"name": "x"})
    # The public form acts for nobody who is signed in; here it is closed, and says nothing more.
    is_of_nobody = route.name.startswith("api:") or route.name == "requests:form"
    assert answer.status_code in ({401, 403, 404, 405} if is_of_nobody else {403, 405})


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_answer_is_framed_by_nobody_and_runs_only_our_scripts(
    organisation: Organisation, client: Client, route: Route
) -> None:
    for browser in (client, Client(raise_request_exception=False)):
        answer = browser.get(route.path(organisation.pk))
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "script-src 'self';" in answer.headers["Content-Security-Policy"] + ";"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        # strict-origin: the pages of a person's request never tell their path, to anybody.
        assert answer.headers["Referrer-Policy"] in {"same-origin", "strict-origin"}


SECRET_ADDRESSES = ["organisations:link", "organisations:first-run", "organisations:join"]


@pytest.mark.parametrize("name", SECRET_ADDRESSES)
def test_a_page_whose_address_is_a_secret_is_kept_by_nobody(
    organisation: Organisation, name: str
) -> None:
    route = next(route for route in ROUTES if route.name == name)
    answer = Client().get(route.path(organisation.pk))
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("euros", [str(2**53), str(2**63 - 1), "9" * 30, "-1"])
def test_a_turnover_beyond_exact_numbers_is_told_beside_its_field(
    organisation: Organisation, client: Client, euros: str
) -> None:
    page = f"/o/{organisation.pk}/identity/edit/"
    shown = next(form for form in get(client, page).reader.forms if form.has_text)
    sent = shown.filled(lambda one: euros if one.name == "group_turnover" else one.value)
    answer = client.post(page, sent)
    assert answer.status_code == 200
    assert Reader(answer.content.decode(), page).refused == {"group_turnover"}


def larger(by: int) -> str:
    return "é" * ((settings.DATA_UPLOAD_MAX_MEMORY_SIZE + by) // 2)


@pytest.mark.parametrize(("language", "words"), [("fr", "trop"), ("en", "too large")])
def test_more_than_is_accepted_gets_our_own_page_of_413(
    organisation: Organisation,
    administrator: Member,
    client: Client,
    language: str,
    words: str,
) -> None:
    Person.objects.filter(pk=administrator.person_id).update(language=language)
    page = f"/o/{organisation.pk}/identity/edit/"
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=b"):
        answer = client.post(page, "name=" + larger(10), content_type=kind)
        assert answer.status_code == 413
        assert words in answer.content.decode()


def test_a_file_without_end_is_refused_before_it_is_read(
    organisation: Organisation, client: Client
) -> None:
    answer = client.generic(
        "POST",
        f"/o/{organisation.pk}/register/import/",
        b"--b\r\n",
        content_type="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(5 * 10**9),
    )
    assert answer.status_code == 413
