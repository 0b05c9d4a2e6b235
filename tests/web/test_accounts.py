"""Signing in, the second factor, locks and sessions, through the pages themselves."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from axes.models import AccessAttempt
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from probant.accounts import actions
from probant.accounts.hashers import Argon2id
from probant.accounts.lockout import digest
from probant.accounts.models import Person
from probant.common import clock
from probant.database import isolation
from probant.journal import queries as journal
from probant.journal.domain import INSTALLATION, OPERATOR
from tests.conftest import NOW
from tests.conftest import signed_in as browser_of
from tests.integration.accounts.test_second_factor import SECRET, code

EMAIL, PASSWORD = "camille@cabinet.invalid", "quatre tilleuls dans la cour"
LOGIN = "/accounts/login/"
HERE, THERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def person(db: None) -> Person:
    """A person with an application, whose codes were never used."""
    cache.clear()
    person = actions.create_person(
        email=EMAIL, full_name="Camille Inventée", password=PASSWORD, language="en", at=NOW
    )
    TOTP.activate(person, SECRET)
    return person


def typed(client: Client, email: str = EMAIL, password: str = PASSWORD, at: str = HERE) -> Any:  # noqa: ANN401  the test client's own response
    return client.post(LOGIN, {"login": email, "password": password}, REMOTE_ADDR=at)


def second(client: Client, value: str) -> Any:  # noqa: ANN401
    return client.post(reverse("mfa_authenticate"), {"code": value})


def is_in(client: Client) -> bool:
    return client.get(reverse("account_profile")).status_code == 200


def events() -> list[str]:
    isolation.enter(INSTALLATION, person=None)
    return [entry.event for entry in journal.entries(INSTALLATION)]


def signed_in() -> Client:
    client = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/128.0"})
    typed(client)
    Person.objects.update(totp_step=None)
    cache.clear()
    second(client, code())
    assert is_in(client)
    return client


def test_a_password_alone_opens_nothing(person: Person) -> None:
    client = Client()
    assert typed(client).headers["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    second(client, code())
    assert is_in(client)


def test_the_code_typed_at_enrolment_does_not_sign_in(person: Person) -> None:
    Authenticator.objects.all().delete()
    client = browser_of(person.pk)
    client.get(reverse("mfa_index"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    used = code(secret)
    answer = client.post(reverse("mfa_activate_totp"), {"code": used})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    other = Client()
    typed(other)
    second(other, used)
    assert not is_in(other)
    second(other, code(secret, steps=1))
    assert is_in(other)


def test_enrolment_asks_for_the_password_again_and_lets_it_through(person: Person) -> None:
    Authenticator.objects.all().delete()
    client = browser_of(person.pk)
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    answer = client.post(answer.headers["Location"], {"password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_activate_totp")
    assert client.get(answer.headers["Location"]).status_code == 200


def test_one_code_signs_in_once(person: Person) -> None:
    one, other, value = Client(), Client(), code()
    typed(one), typed(other)
    second(one, value), second(other, value)
    assert (is_in(one), is_in(other)) == (True, False)


def test_codes_of_the_second_factor_cannot_be_guessed_at_leisure(person: Person) -> None:
    client = Client()
    typed(client)
    for _ in range(5):
        second(client, "000000")
    second(client, code())
    assert not is_in(client)


def test_the_last_factor_cannot_be_removed(person: Person) -> None:
    client = signed_in()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    key = Authenticator.objects.create(user=person, type="webauthn", data={"name": "clé"})
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=person, type="totp").exists()
    answer = client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert answer.status_code == 409
    assert Authenticator.objects.filter(pk=key.pk).exists()
    assert "factor.removed" in events()


def test_five_wrong_passwords_lock_this_person_at_this_address_alone(person: Person) -> None:
    other = "other@cabinet.invalid"
    actions.create_person(email=other, full_name="Autre", password=PASSWORD, at=NOW)
    client = Client()
    for _ in range(4):
        assert typed(client, password="wrong").status_code == 200
    assert typed(client, password="wrong").status_code == 429
    assert typed(Client()).status_code == 429, "the right password is not tried while locked"
    assert typed(Client(), email=EMAIL.upper()).status_code == 429
    assert typed(Client(), email=other).status_code == 302
    assert typed(Client(), at=THERE).status_code == 302


def test_changing_browsers_does_not_give_more_attempts(person: Person) -> None:
    for number in range(4):
        typed(Client(headers={"user-agent": f"browser {number}"}), password="wrong")
    assert typed(Client(), password="wrong").status_code == 429


def test_the_locked_page_says_how_long_and_trying_again_adds_nothing(
    person: Person,
) -> None:
    for _ in range(5):
        answer = typed(Client(headers={"accept-language": "en"}), password="wrong")
    assert b"Try again in 15 minutes" in answer.content
    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(minutes=10))
    answer = typed(Client(headers={"accept-language": "en"}))
    assert b"Try again in 5 minutes" in answer.content
    assert 290 <= int(answer.headers["Retry-After"]) <= 300
    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(minutes=16))
    assert typed(Client()).status_code == 302


def test_a_lock_is_journalled_once_and_keeps_no_address(person: Person) -> None:
    for _ in range(8):
        typed(Client(), password="wrong")
    assert events().count("sign_in.locked") == 1
    attempt = AccessAttempt.objects.get()
    assert attempt.username == digest(EMAIL)
    assert EMAIL not in str(vars(attempt))
    assert "wrong" not in str(vars(attempt))


def shape(answer: HttpResponse) -> tuple[int, str]:
    """An answer without what differs at each request."""
    return answer.status_code, re.sub(r'(value|content)="[^"]*"', "", answer.content.decode())


def test_nobody_learns_whether_an_account_exists(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []

    def counted(work: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any) -> Any:  # noqa: ANN401
            hashed.append(work.__name__)
            return work(*args)

        return wrapped

    monkeypatch.setattr(Argon2id, "encode", counted(Argon2id.encode))
    monkeypatch.setattr(Argon2id, "verify", counted(Argon2id.verify))
    known = shape(typed(Client(), password="wrong"))
    work = len(hashed)
    hashed.clear()
    unknown = shape(typed(Client(), email="nobody@cabinet.invalid", password="wrong"))
    assert known == unknown
    assert len(hashed) == work, "as much work for an unknown account"


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/email/",
        "/accounts/confirm-email/x/",
        "/accounts/login/code/",
        "/accounts/2fa/webauthn/signup/",
    ],
)
def test_allauths_other_doors_are_walled_up(db: None, path: str) -> None:
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"email": EMAIL}).status_code in {403, 404}
    assert mail.outbox == []


def test_a_revoked_session_is_out_at_its_next_request(person: Person) -> None:
    here, there = signed_in(), signed_in()
    page = here.get(reverse("sessions"))
    assert b"Firefox on Windows" in page.content
    other = next(row["id"] for row in page.context["sessions"] if not row["is_current"])
    here.post(reverse("end-sessions"), {"session": other})
    assert (is_in(here), is_in(there)) == (True, False)
    assert "session.revoked" in events()


def test_all_other_sessions_end_at_once(person: Person) -> None:
    here, there, elsewhere = signed_in(), signed_in(), signed_in()
    here.post(reverse("end-sessions"))
    assert [is_in(client) for client in (here, there, elsewhere)] == [True, False, False]


def test_nobody_ends_another_persons_session(person: Person) -> None:
    victim = signed_in()
    session = victim.get(reverse("sessions")).context["sessions"][0]["id"]
    other = actions.create_person(email="x@y.invalid", full_name="X", password=PASSWORD, at=NOW)
    TOTP.activate(other, SECRET)
    browser_of(other.pk).post(reverse("end-sessions"), {"session": session})
    assert is_in(victim)


def test_a_new_password_ends_every_session(person: Person) -> None:
    here, there = signed_in(), signed_in()
    new = "cinq platanes devant la porte"
    here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert (is_in(here), is_in(there)) == (False, False)
    assert typed(Client(), password=new).headers["Location"] == reverse("mfa_authenticate")
    assert {"person.password_changed", "session.revoked"} <= set(events())


def test_whoever_has_no_password_is_offered_none_to_change(person: Person) -> None:
    Person.objects.update(password="!")
    client = browser_of(person.pk)
    answer = client.get(reverse("account_change_password"))
    assert answer.headers["Location"] == reverse("account_profile")
    door = reverse("account_change_password").encode()
    assert door not in client.get(reverse("account_profile")).content


@pytest.mark.parametrize("weak", ["court", "motdepasse", "password1234", "camille@cabinet.invalid"])
def test_short_common_or_own_words_are_no_password(person: Person, weak: str) -> None:
    signed_in().post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": weak, "password2": weak},
    )
    assert typed(Client()).headers["Location"] == reverse("mfa_authenticate")


def test_sign_ins_are_journalled_by_identifier(person: Person) -> None:
    signed_in().post(reverse("account_logout"))
    assert events()[:2] == ["session.ended", "session.started"]
    for entry in journal.entries(INSTALLATION):
        assert EMAIL.encode() not in bytes(entry.body)
        assert b"192.0.2" not in bytes(entry.body)


def test_a_person_chooses_their_name_and_language(person: Person) -> None:
    client = signed_in()
    assert b"My account" in client.get(reverse("account_profile")).content
    client.post(reverse("account_profile"), {"full_name": "Camille Autre", "language": "fr"})
    assert "Mon compte" in client.get(reverse("account_profile")).content.decode()
    assert Person.objects.get().full_name == "Camille Autre"


def test_the_switch_of_language_is_kept_for_the_person(person: Person) -> None:
    client = signed_in()
    client.post(reverse("set_language"), {"language": "fr"})
    assert "Mon compte" in client.get(reverse("account_profile")).content.decode()
    client.post(reverse("set_language"), {"language": "xx"})
    assert Person.objects.get().language == "fr"


def test_the_second_factor_offers_a_passkey_only_to_whoever_has_one(person: Person) -> None:
    client = Client()
    typed(client)
    assert "webauthn_form" not in client.get(reverse("mfa_authenticate")).content.decode()


def test_whoever_loses_every_factor_by_the_operator_is_out_and_enrols_again(person: Person) -> None:
    client = signed_in()
    actions.forget_factors(person, by=OPERATOR, at=NOW)
    assert not is_in(client)
    typed(client)
    assert client.get(reverse("account_profile")).headers["Location"] == reverse("mfa_index")


def test_a_closed_account_is_out_at_once(person: Person) -> None:
    client = signed_in()
    Person.objects.update(is_active=False)
    assert not is_in(client)
    assert typed(Client()).headers["Location"] == reverse("account_inactive")


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "{}",
        "[]",
        "null",
        '"x"',
        '{"id": 1}',
        '{"response": {"userHandle": "AAAA"}}',
        "not json",
    ],
)
def test_a_forged_passkey_is_refused_without_a_fault(db: None, credential: str) -> None:
    client = Client()
    client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert answer.status_code == 302
    assert not is_in(client)


def test_pages_of_people_are_kept_by_no_browser_and_run_no_foreign_script(person: Person) -> None:
    answer = signed_in().get(reverse("account_profile"))
    assert "no-store" in answer.headers["Cache-Control"]
    policy = answer.headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_no_page_of_sign_in_bears_an_inline_script_or_style(person: Person) -> None:
    client = signed_in()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for name in ("mfa_index", "mfa_add_webauthn", "sessions", "account_profile"):
        page = client.get(reverse(name)).content.decode()
        scripts = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", page)
        assert all('type="application/json"' in script for script in scripts)
        assert not re.search(r"\sstyle=|\son\w+=|<style", page)


def test_cookies_are_out_of_reach_of_scripts(person: Person) -> None:
    cookies = signed_in().cookies
    session = cookies[settings.SESSION_COOKIE_NAME]
    assert session["httponly"]
    assert session["samesite"] == "Lax"


def test_over_https_cookies_are_secure_and_hsts_is_sent(person: Person) -> None:

    script = (
        "from probant.config import settings as s; print(s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN)"
    )
    environment = {
        "PROBANT_ORIGIN": "https://probant.invalid",
        "DATABASE_URL": "postgresql://x@/x",
        "PROBANT_SECRET_KEY": "x",
    }
    printed = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert printed.stdout.split() == ["True", "True", "31536000", "False"]
