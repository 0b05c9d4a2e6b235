"""What the tests of the public form share: an open form, a browser that works, and its words."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.test import Client
from django.urls import reverse

from probant.common import clock
from probant.database import isolation
from probant.organisations.models import Organisation
from probant.subject_requests import throttle
from probant.subject_requests.domain import abuse
from probant.subject_requests.domain.abuse import Stamp
from probant.subject_requests.models import RequestForm

BITS = 6
WHAT = {"wishes": ["access"], "on_behalf": "self"}
WHO = {
    "name": "Camille Inventée",
    "email": "camille@patiente.invalid",
    "text": "Une copie, s’il vous plaît.",
}
WHOLE: dict[str, Any] = {**WHAT, **WHO}


def opened(organisation: Organisation, **changes: Any) -> Organisation:  # noqa: ANN401  fields
    """The organisation with its public form open."""
    with isolation.tenant(organisation.pk):
        RequestForm.objects.update_or_create(
            organisation=organisation,
            defaults={"is_open": True, "changed_at": clock.now(), **changes},
        )
    return organisation


def address(organisation: Organisation) -> str:
    return reverse("requests:form", args=[organisation.pk])


def stamp(
    organisation: Organisation,
    *,
    ago: timedelta = timedelta(minutes=1),
    bits: int = BITS,
    nonce: bytes = b"n" * abuse.NONCE_BYTES,
    now: datetime | None = None,
) -> str:
    """A stamp as the form gives them, given a while ago."""
    at = (now or clock.now()) - ago
    return Stamp(organisation.pk, at, bits, nonce).spelled(throttle.key())


def worked(spelled: str) -> str:
    """What a browser finds."""
    found = abuse.read_stamp(spelled, throttle.key())
    assert found is not None
    return next(
        str(number)
        for number in range(10**8)
        if int.from_bytes(sha256(f"{spelled}:{number}".encode()).digest()[:4]) >> (32 - found.bits)
        == 0
    )


def sending(organisation: Organisation, **changes: Any) -> dict[str, Any]:  # noqa: ANN401  fields
    """The last page as a browser with scripts sends it."""
    spelled = changes.pop("stamp", None) or stamp(organisation)
    work = {"stamp": spelled, "proof": worked(spelled), "at": "check", "go": "send", "website": ""}
    return {**WHOLE, **work, **changes}


def send(
    client: Client,
    organisation: Organisation,
    *,
    by: str = "192.0.2.1",
    **changes: Any,  # noqa: ANN401  fields
) -> Any:  # noqa: ANN401  the test client's answer
    """Sends the whole form from an address."""
    return client.post(address(organisation), sending(organisation, **changes), REMOTE_ADDR=by)


def link_of(html: str) -> str:
    """The path of the private link that a page shows."""
    found = re.search(r"https?://[^/\s]+(/d/suivi/[^<\s]+)", html)
    assert found is not None
    return found[1]


def hidden(html: str) -> Mapping[str, list[str]]:
    """What travels hidden in a page's form."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(
        r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', html, re.DOTALL
    ):
        found.setdefault(name, []).append(value)
    return found
