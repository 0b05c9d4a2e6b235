"""The dossier of a request, made from its page: verified offline, erased with the request."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from probant.accountability.domain import verification
from probant.accountability.models import Dossier
from probant.common import clock
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.subject_requests import actions
from tests.integration.subject_requests.handling import NAME, POST, received


@pytest.mark.parametrize("has_names", [True, False])
def test_a_whole_journey_ends_in_a_dossier_that_anyone_verifies(
    organisation: Organisation,
    member: Member,
    client_of: Callable[[Member], Client],
    has_names: bool,
) -> None:
    asked = received(organisation, at=clock.now() - timedelta(days=3))
    actions.acknowledge(asked.pk, POST, by=member, at=clock.now(), expected_version=1)
    actions.answer(asked.pk, "granted", POST, by=member, at=clock.now(), expected_version=2)
    client = client_of(member)
    there = reverse(
        "accountability:dossier-of", args=[organisation.pk, "subject_request", asked.pk]
    )
    given = {"language": "fr", **({"has_names": "on"} if has_names else {})}
    assert client.post(there, given).status_code == 302
    found = Dossier.objects.get()
    content = client.get(f"/o/{organisation.pk}/dossiers/{found.pk}/dossier.zip").getvalue()

    assert verification.verify(io.BytesIO(content)).is_valid
    assert (NAME.encode() in content) is has_names
    page = client.get(reverse("subject_requests:detail", args=[organisation.pk, asked.pk]))
    assert there in page.content.decode()
