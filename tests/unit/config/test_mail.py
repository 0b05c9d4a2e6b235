"""The mail server's address, as an operator writes it."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from probant.config.environment import mail


@pytest.mark.parametrize(
    ("address", "port", "is_tls", "is_starttls"),
    [
        ("smtp://m.exemple.fr", 587, False, True),
        ("smtp+starttls://m.exemple.fr:25", 25, False, True),
        ("smtps://m.exemple.fr", 465, True, False),
        ("smtp+plain://127.0.0.1", 25, False, False),
    ],
)
def test_only_the_scheme_that_says_plain_is_plain(
    address: str, port: int, is_tls: bool, is_starttls: bool
) -> None:
    found = mail(address)
    assert (found["EMAIL_PORT"], found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (
        port,
        is_tls,
        is_starttls,
    )


def test_name_and_password_may_hold_any_sign() -> None:
    found = mail("smtp://pro%40bant:p%3A%2F%40@m.exemple.fr")
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("pro@bant", "p:/@")


@pytest.mark.parametrize(
    ("address", "sender", "expected"),
    [
        ("smtp://a%40b.fr:x@m.fr", "", "a@b.fr"),
        ("smtp://a%40b.fr:x@m.fr", "c@d.fr", "c@d.fr"),
        ("smtp://a:x@m.fr", "", "probant@localhost"),
        ("", "", "probant@localhost"),
    ],
)
def test_messages_come_from_an_address_that_can_answer(
    address: str, sender: str, expected: str
) -> None:
    assert mail(address, sender)["DEFAULT_FROM_EMAIL"] == expected


@pytest.mark.parametrize("address", ["m.exemple.fr:25", "http://m.exemple.fr", "smtp://", "smtp"])
def test_what_is_no_mail_server_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        mail(address)
    assert "exemple" not in str(refused.value)
