"""Requests to act on, and acts in one line."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from probant.journal.domain import Actor
from probant.organisations.models import Organisation
from probant.subject_requests import actions
from probant.subject_requests.actions import Sending
from probant.subject_requests.domain.request import Contact, Intake
from probant.subject_requests.models import SubjectRequest
from tests.conftest import NOW

PUBLIC = Actor(kind="requester", id="public_form")
POST = Sending("post")
NAME, EMAIL = "Camille Inventée", "camille@exemple.invalid"
TEXT = "Je voudrais une copie de tout ce que vous avez sur moi."


def intake(**changes: Any) -> Intake:  # noqa: ANN401  any field of an intake
    asked = Intake(
        rights=("access",),
        channel="web",
        received_at=NOW,
        contact=Contact(name=NAME, email=EMAIL),
        text=TEXT,
    )
    return replace(asked, **changes)


def received(
    organisation: Organisation,
    at: datetime = NOW,
    **changes: Any,  # noqa: ANN401  any field of an intake
) -> SubjectRequest:
    asked = intake(**{"received_at": at} | changes)
    return actions.receive(organisation, asked, by=PUBLIC, at=at).request
