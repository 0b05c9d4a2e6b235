"""Opening the public form, and what it says first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.subject_requests import queries
from probant.subject_requests.models import RequestForm

HANDLE = "subject_requests.handle"
CHANGED = "subject_requests.form_changed"


@dataclass(frozen=True)
class FormSettings:
    """Whether anyone may send a request online, and the words above the form."""

    is_open: bool = False
    introduction_fr: str = ""
    introduction_en: str = ""


def settings_of(organisation: UUID) -> FormSettings:
    """As they stand; shut until somebody opens it."""
    form = queries.form_of(organisation)
    if form is None:
        return FormSettings()
    return FormSettings(form.is_open, form.introduction_fr, form.introduction_en)


@transaction.atomic
def change(by: Member, wanted: FormSettings, *, at: datetime) -> bool:
    """Opens, shuts or rewords the form; False when nothing changes. The words are public."""
    permissions.require(by, HANDLE)
    before = settings_of(by.organisation_id)
    if before == wanted:
        return False
    RequestForm.objects.update_or_create(
        organisation_id=by.organisation_id,
        defaults={
            "is_open": wanted.is_open,
            "introduction_fr": wanted.introduction_fr,
            "introduction_en": wanted.introduction_en,
            "changed_at": at,
        },
    )
    is_reworded = before.introduction_fr != wanted.introduction_fr
    journal.record(
        CHANGED,
        by=by.actor,
        at=at,
        organisation=by.organisation_id,
        subject=str(by.organisation_id),
        facts={
            "is_open": wanted.is_open,
            "is_reworded": is_reworded or before.introduction_en != wanted.introduction_en,
        },
    )
    return True
