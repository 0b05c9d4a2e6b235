"""The certificate of a module passed: a sheet, and a number that the journal holds."""

from datetime import datetime
from pathlib import Path

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from probant.common import typesetting
from probant.organisations.models import Organisation
from probant.training import labels
from probant.training.models import Attempt

TEMPLATE = Path(__file__).resolve().parent / "typst" / "certificate.typ"


def pdf(found: Attempt, organisation: Organisation, *, language: str) -> bytes:
    """PDF/UA-1, of an attempt that passed."""
    spoken = "en" if language.startswith("en") else "fr"
    on = timezone.localdate(found.at)
    with translation.override(spoken):
        return typesetting.pdf(
            TEMPLATE,
            {
                "language": spoken,
                "day": [on.year, on.month, on.day],
                "page": _("Page"),
                "title": _("Training certificate"),
                "organisation": organisation.name,
                "lede": _("This module was passed by"),
                "name": found.person_name,
                "identity": _identity(found),
                "check": _(
                    "The organisation checks this number on its Training page; the journal keeps"
                    " the act, so that a changed certificate shows."
                ),
                "footer": f"{organisation.name} · {found.certificate}",
            },
        )


def _identity(found: Attempt) -> list[list[str]]:
    score = _("%(right)s right answers of %(total)s")
    return [
        [_("Module"), labels.module_title(found.module)],
        [_("Version of the questions"), str(found.module_version)],
        [_("Date"), _day(found.at)],
        [_("Score"), score % {"right": found.right, "total": found.total}],
        [_("Number of the certificate"), found.certificate or ""],
        [_("Journal entry"), str(found.entry)],
    ]


def _day(at: datetime) -> str:
    return formats.date_format(timezone.localdate(at), "DATE_FORMAT")
