"""What the log of a whole visit holds, and how often a secret may be guessed."""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils.module_loading import import_string

from probant.accounts import actions as accounts
from probant.accounts.domain import LinkPurpose
from probant.accounts.models import Person
from probant.common import clock
from probant.organisations import actions as organisations
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from tests.conftest import new_member, new_organisation, signed_in

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
PASSWORD = "un mot de passe assez long"
HERE = "203.0.113.77"
TYPED = "Jeanne Inventée, née le 1er mai"


class Kept(logging.Handler):
    """Every line, as the operator's handler writes it."""

    def __init__(self) -> None:
        super().__init__(level=logging.NOTSET)
        written = cast("dict[str, dict[str, dict[str, str]]]", settings.LOGGING)["formatters"][
            "line"
        ]
        self.formatter = import_string(written["()"])(written["format"])
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[list[str]]:
    handler = Kept()
    logging.getLogger().addHandler(handler)
    yield handler.lines
    logging.getLogger().removeHandler(handler)


def test_the_log_of_a_whole_visit_names_nobody_and_opens_nothing(
    organisation: Organisation, administrator: Member, client_of: Browser, log: list[str]
) -> None:
    person = Person.objects.get(pk=administrator.person_id)
    stranger = Client(REMOTE_ADDR=HERE, raise_request_exception=False)
    for _turn in range(7):
        stranger.post("/accounts/login/", {"login": person.email, "password": "faux faux faux"})
    link = accounts.issue_link(LinkPurpose.SIGN_IN, person, clock.now())
    forged = Client(REMOTE_ADDR=HERE, enforce_csrf_checks=True)
    forged.post(f"/link/{link}/", {"password": PASSWORD})
    _offer, token = organisations.invite(
        administrator, "x@else.invalid", Role.READER, at=clock.now()
    )
    client = client_of(administrator)
    client.raise_request_exception = False
    page = f"/o/{organisation.pk}"
    for path in (f"/join/{organisation.pk}/{token}/", f"/link/{link}x/", f"{page}/register/nope/"):
        client.get(path)
        client.post(path, {"name": TYPED})
    client.post(f"{page}/identity/edit/", {"name": TYPED})
    client.post(f"{page}/register/import/", {"name": TYPED})
    told = "\n".join(log)
    assert "Forbidden (CSRF" in told
    assert "Gone: /link/…/" in told
    for secret in (person.email, "x@else.invalid", link, token, TYPED, HERE, "faux", PASSWORD):
        assert secret not in told, secret
    assert not re.search(r"[\w.]+@[\w.]+\.invalid", told)


@pytest.fixture
def guesser(administrator: Member, client_of: Browser) -> Client:
    """A browser left open by an administrator with an application and recovery codes."""
    cache.clear()
    person = Person.objects.get(pk=administrator.person_id)
    secret = {"secret": encrypt("JBSWY3DPEHPK3PXP")}
    Authenticator.objects.filter(user=person).update(data=secret)
    RecoveryCodes.activate(person)
    return client_of(administrator)


@pytest.mark.parametrize("length", [6, 8], ids=["application", "recovery"])
def test_codes_cannot_be_guessed_at_sign_in(
    guesser: Client, length: int, administrator: Member
) -> None:
    email = Person.objects.get(pk=administrator.person_id).email
    client = Client()
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    answers = [
        client.post("/accounts/2fa/authenticate/", {"code": f"{n:0{length}}"}) for n in range(9)
    ]
    assert limited(answers)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/accounts/2fa/reauthenticate/", "code"),
        ("/accounts/reauthenticate/", "password"),
        ("/accounts/password/", "oldpassword"),
    ],
)
def test_secrets_cannot_be_guessed_from_an_open_session(
    guesser: Client, path: str, field: str
) -> None:
    new = {"password1": "autre phrase bien longue", "password2": "autre phrase bien longue"}
    answers = [guesser.post(path, {field: f"{n:06}", **new}) for n in range(16)]
    assert limited(answers)


def limited(answers: Sequence[Any]) -> bool:
    last = answers[-1]
    words = ("Trop de", "Too many")
    return last.status_code == 429 or any(word in last.content.decode() for word in words)


def test_the_demonstrations_way_in_is_no_way_in_for_others(db: None) -> None:
    organisation = new_organisation()
    member = new_member(organisation, Role.ADMINISTRATOR)
    Authenticator.objects.all().delete()
    client = signed_in(member.person_id)
    session = client.session
    session["operator_link"] = True
    session.save()
    assert client.get(f"/o/{organisation.pk}/").headers["Location"] == "/accounts/2fa/"


def test_signing_in_gives_a_new_session_and_signing_out_forgets_it(administrator: Member) -> None:
    email = Person.objects.get(pk=administrator.person_id).email
    client = Client()
    client.get("/accounts/login/")
    planted = client.session
    planted["operator_link"] = True
    planted.save()
    client.cookies["probant_session"] = planted.session_key or ""
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    assert client.get("/me/").status_code == 302
    client.force_login(
        Person.objects.get(email=email),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    assert client.session.session_key != planted.session_key
    client.post("/accounts/logout/")
    assert client.session.get("operator_link") is None
