"""What an operator's log line never holds."""

import logging

import psycopg
import pytest

from probant.config.logs import Formatter

TOKEN = "Zk3_9-secret"
PLACE = "6f0a3a38-0000-4000-8000-000000000001"


def line(message: str, *args: object, error: Exception | None = None) -> str:
    exc = (type(error), error, None) if error else None
    record = logging.LogRecord("probant", logging.WARNING, "", 0, message, args, exc)
    return Formatter("%(levelname)s %(message)s").format(record)


@pytest.mark.parametrize("page", ["/link/", "/first-run/", f"/join/{PLACE}/"])
def test_the_token_of_a_link_is_left_out(page: str) -> None:
    assert line("Gone: %s", f"{page}{TOKEN}/") == f"WARNING Gone: {page}…/"


def test_other_addresses_are_kept() -> None:
    assert line("Not Found: %s", f"/o/{PLACE}/") == f"WARNING Not Found: /o/{PLACE}/"


def test_the_values_of_a_refused_row_are_left_out_and_the_error_kept() -> None:
    error = psycopg.errors.UniqueViolation(
        'duplicate key value violates unique constraint "accounts_person_email_key"\n'
        "DETAIL:  Key (email)=(jeanne@cabinet.invalid) already exists,\nsecond line jeanne."
    )
    told = line("Internal Server Error: %s", "/", error=error)
    assert "jeanne" not in told
    assert "accounts_person_email_key" in told
    assert "DETAIL: …" in told
