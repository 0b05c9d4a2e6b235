"""Clients, and which client was told of which flaw, as files."""

from datetime import datetime
from typing import Any

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from probant.clients import labels, queries
from probant.clients.models import Advice, Client
from probant.organisations.models import Organisation
from probant.vulnerabilities.tables import Listing


def clients_listing(
    organisation: Organisation, found: list[Client], *, language: str, at: datetime
) -> Listing:
    """Who the clients are and what they use."""
    with translation.override(language):
        return Listing(
            title=_("Clients"),
            organisation=organisation,
            header=(_("Number"), _("Client"), _("Contact"), _("E-mail address"), _("Products"),
                    _("Controller"), _("Contract of")),
            rows=[_client_row(one) for one in found],
            values=[client_values(one) for one in found],
            name="clients",
            at=at,
            language=language,
        )  # fmt: skip


def told_listing(organisation: Organisation, *, language: str, at: datetime) -> Listing:
    """Client × flaw, one pair a row."""
    found = queries.matrix(organisation.pk, timezone.localdate(at))
    names = {one.pk: one for one in found.clients}
    flaws = {one.pk: one for one in found.flaws}
    rows, values = [], []
    with translation.override(language):
        for (client, flaw), told in found.pairs.items():
            outcome = told.outcome if told else "untold"
            on = timezone.localdate(told.advice.given_at) if told else None
            rows.append(
                (names[client].name, flaws[flaw].reference, flaws[flaw].title,
                 flaws[flaw].product, str(labels.OUTCOMES[outcome]),
                 formats.date_format(on, "SHORT_DATE_FORMAT") if on else "",
                 told.advice.reference if told else "")
            )  # fmt: skip
            values.append({"client": names[client].reference, "flaw": flaws[flaw].reference,
                           "outcome": outcome, "told_on": on})  # fmt: skip
        return Listing(
            title=_("Clients told"),
            organisation=organisation,
            header=(_("Client"), _("Number"), _("Vulnerability"), _("Product"), _("State"),
                    _("Told on"), _("Notice to clients")),
            rows=rows,
            values=values,
            name="told",
            at=at,
            language=language,
        )  # fmt: skip


def client_values(one: Client) -> dict[str, Any]:
    """One client as JSON values."""
    names = ("name", "contact", "email", "services", "is_controller", "contract_on", "ended_on",
             "version")  # fmt: skip
    held = {name: getattr(one, name) for name in names}
    return {"id": str(one.pk), "reference": one.reference, **held}


def advice_values(one: Advice) -> dict[str, Any]:
    """One piece of advice as JSON values, with its message's state."""
    names = ("kind", "subject", "text", "means", "given_at", "is_critical", "answer_before",
             "read_at", "read_by", "answer", "answered_at", "is_risk_accepted",
             "accepted_by")  # fmt: skip
    held = {name: getattr(one, name) for name in names}
    return {
        "id": str(one.pk),
        "reference": one.reference,
        "client": one.client.reference,
        "mail_state": queries.mail_state(one),
        **held,
    }


def _client_row(one: Client) -> tuple[str, ...]:
    used = "\n".join(item.spelled(str(labels.HOSTED)) for item in queries.services(one))
    day = formats.date_format(one.contract_on, "SHORT_DATE_FORMAT") if one.contract_on else ""
    is_controller = _("Yes") if one.is_controller else _("No")
    return (one.reference, one.name, one.contact, one.email, used, is_controller, day)
