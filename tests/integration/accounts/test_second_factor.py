"""The second factor in the database: sealed, used once across workers, never the last to go."""

import base64
import hmac
import struct
import time
from hashlib import sha1

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection, transaction

from probant.accounts import queries, totp
from probant.accounts.adapter import MfaAdapter, sealer
from probant.accounts.models import Person
from probant.accounts.sealing import SealBrokenError
from probant.database.embedded import Addresses
from tests.integration.accounts.test_links import at_once, new_person

SECRET = "JBSWY3DPEHPK3PXP"


def code(secret: str = SECRET, *, steps: int = 0) -> str:
    """RFC 6238 written anew: the code of the present step, or of one before or after it."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, sha1).digest()
    start = digest[-1] & 15
    value = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{value % 1_000_000:06d}"


@pytest.fixture
def person(db: None) -> Person:
    return new_person()


def test_a_code_is_accepted_once(person: Person) -> None:
    typed = code()
    assert totp.accept(person, secret=SECRET, code=typed)
    assert not totp.accept(person, secret=SECRET, code=typed)


def test_an_earlier_code_is_refused_after_a_later_one(person: Person) -> None:
    assert totp.accept(person, secret=SECRET, code=code(steps=1))
    assert not totp.accept(person, secret=SECRET, code=code())
    assert not totp.accept(person, secret=SECRET, code=code(steps=-1))


def test_a_code_is_read_with_its_spaces(person: Person) -> None:
    typed = code()
    assert totp.accept(person, secret=SECRET, code=f"{typed[:3]} {typed[3:]}")


@pytest.mark.parametrize("typed", ["", "000000000", "abcdef", "１２３４５６"])
def test_what_is_no_code_is_refused(person: Person, typed: str) -> None:
    assert not totp.accept(person, secret=SECRET, code=typed)


def test_one_code_is_accepted_once_by_several_workers_at_once(own_database: Addresses) -> None:
    with transaction.atomic():
        person = new_person()
    typed = code()
    outcomes = at_once(lambda: totp.accept(person, secret=SECRET, code=typed), times=4)
    assert sorted(map(str, outcomes)) == ["False", "False", "False", "True"]


def test_one_recovery_code_is_accepted_once_by_several_workers(own_database: Addresses) -> None:
    with transaction.atomic():
        codes = RecoveryCodes.activate(new_person())
    typed, found = codes.get_unused_codes()[0], codes.instance.pk
    outcomes = at_once(lambda: Authenticator.objects.get(pk=found).wrap().validate_code(typed))
    assert sorted(map(str, outcomes)) == ["False", "True"]


def test_the_database_holds_no_secret_in_clear(person: Person) -> None:
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    codes = RecoveryCodes.activate(person)
    seed = sealer().open(codes.instance.data["seed"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
        (everything,) = cursor.fetchone()
    for hidden in (secret, seed, *codes.generate_codes()):
        assert hidden not in everything
    assert everything.count("sealed1:") == 2


def test_an_altered_secret_opens_nothing(person: Person) -> None:
    factor = TOTP.activate(person, SECRET).instance
    sealed = factor.data["secret"]
    factor.data["secret"] = sealed[:-3] + ("A" if sealed[-3] != "A" else "B") + sealed[-2:]
    with pytest.raises(SealBrokenError):
        TOTP(factor).validate_code(code())


def test_recovery_codes_alone_are_no_second_factor(person: Person) -> None:
    RecoveryCodes.activate(person)
    assert not MfaAdapter().is_mfa_enabled(person)
    assert queries.people_with_factor([person.pk]) == frozenset()


def test_the_last_factor_may_not_go_and_one_of_two_may(person: Person) -> None:
    application = TOTP.activate(person, SECRET).instance
    RecoveryCodes.activate(person)
    assert not MfaAdapter().can_delete_authenticator(application)
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "x"})
    assert MfaAdapter().can_delete_authenticator(application)


@pytest.mark.parametrize(
    ("backend", "expected"),
    [
        ("django.core.cache.backends.locmem.LocMemCache", ["probant.E001"]),
        ("django.core.cache.backends.dummy.DummyCache", ["probant.E001"]),
        ("django.core.cache.backends.db.DatabaseCache", []),
    ],
)
def test_a_cache_private_to_each_process_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, backend: str, expected: list[str]
) -> None:
    monkeypatch.setattr(settings, "CACHES", {"default": {"BACKEND": backend}})
    assert [found.id for found in run_checks() if found.id == "probant.E001"] == expected
