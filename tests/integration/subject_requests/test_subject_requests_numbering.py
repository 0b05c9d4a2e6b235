"""Two requests at the same instant, on two connections, bear two numbers and leave no gap."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from probant.database import isolation
from probant.database.embedded import Addresses
from probant.organisations.models import Organisation
from probant.subject_requests.models import SubjectRequest
from tests.conftest import new_organisation
from tests.integration.subject_requests.handling import received

pytestmark = pytest.mark.slow
AT_ONCE = 12


def test_requests_that_arrive_together_are_numbered_without_gaps(own_database: Addresses) -> None:
    with transaction.atomic():
        organisation = new_organisation()

    def arrive(place: int) -> str:
        try:
            with transaction.atomic(), isolation.tenant(organisation.pk):
                here = Organisation.objects.get(pk=organisation.pk)
                return received(here, text=f"Demande {place}").number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = sorted(pool.map(arrive, range(AT_ONCE)))

    assert numbers == [f"D-2026-{place:03d}" for place in range(1, AT_ONCE + 1)]
    with transaction.atomic(), isolation.tenant(organisation.pk):
        assert SubjectRequest.objects.count() == AT_ONCE


def test_one_submission_sent_twice_at_once_is_one_request(own_database: Addresses) -> None:
    with transaction.atomic():
        organisation = new_organisation()

    def arrive(_place: int) -> str:
        try:
            with transaction.atomic(), isolation.tenant(organisation.pk):
                return received(Organisation.objects.get(pk=organisation.pk)).number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = set(pool.map(arrive, range(5)))

    assert len(numbers) == 1
    with transaction.atomic(), isolation.tenant(organisation.pk):
        assert SubjectRequest.objects.get().repetitions == 4
