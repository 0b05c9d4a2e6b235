"""The counts that all workers share: PostgreSQL takes exactly as the rule says."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probant.database.embedded import Addresses
from probant.subject_requests import throttle
from probant.subject_requests.domain import abuse
from probant.subject_requests.domain.abuse import ALLOWANCES, Bucket, Counter
from probant.subject_requests.models import Allowance
from probant.subject_requests.throttle import Counted, TooManyError
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
HERE = Counted(Counter.ADDRESS, "192.0.2.7")
CAPACITY = int(ALLOWANCES[Counter.ADDRESS].capacity)


def test_a_flood_is_refused_and_told_how_long_to_wait() -> None:
    for _ in range(CAPACITY):
        throttle.take(HERE, at=NOW)
    with pytest.raises(TooManyError) as caught:
        throttle.take(HERE, at=NOW)
    assert caught.value.after == timedelta(seconds=10)
    throttle.take(HERE, at=NOW + caught.value.after)


def test_another_address_is_not_concerned() -> None:
    for _ in range(CAPACITY):
        throttle.take(HERE, at=NOW)
    assert throttle.take(Counted(Counter.ADDRESS, "192.0.2.8"), at=NOW) == CAPACITY - 1


def test_nothing_that_is_kept_names_an_address() -> None:
    throttle.take(HERE, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t::text FROM {throttle.TABLE} t")  # noqa: S608  a constant
        kept = str(cursor.fetchall())
    assert "192.0.2" not in kept


def test_a_count_is_forgotten_once_it_is_full_again() -> None:
    throttle.take(HERE, at=NOW)
    throttle.sweep(NOW)
    assert Allowance.objects.count() == 1
    throttle.sweep(NOW + HERE.allowance.life + timedelta(seconds=1))
    assert Allowance.objects.count() == 0


takings = st.lists(st.tuples(st.floats(0, 90), st.sampled_from([1.0, 2.0, 5.0])), max_size=12)


@given(takings)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_postgresql_takes_as_the_rule_does(steps: list[tuple[float, float]]) -> None:
    Allowance.objects.all().delete()
    bucket, at = Bucket(CAPACITY, NOW), NOW
    for seconds, cost in steps:
        at += timedelta(seconds=round(seconds, 3))
        after = abuse.taken(bucket, HERE.allowance, cost=cost, at=at)
        assert throttle.left(HERE, at=at) == pytest.approx(
            min(CAPACITY, bucket.left + (at - bucket.at).total_seconds() * 0.1)
        )
        if after is None:
            with pytest.raises(TooManyError):
                throttle.take(HERE, at=at, cost=cost)
        else:
            assert throttle.take(HERE, at=at, cost=cost) == pytest.approx(after.left)
            bucket = after


@pytest.fixture
def committed(own_database: Addresses) -> Iterator[None]:
    yield
    connections.close_all()


@pytest.mark.django_db(transaction=False)
def test_two_workers_never_give_the_same_allowance(committed: None) -> None:
    def attempt(_: int) -> bool:
        try:
            throttle.take(HERE, at=NOW)
        except TooManyError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(6) as pool:
        given_ = list(pool.map(attempt, range(3 * CAPACITY)))
    assert sum(given_) == CAPACITY
