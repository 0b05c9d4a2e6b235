"""The authority's form as a file: to attach, for machines, to paste."""

import msgspec

from probant.breaches.documents import notification_pdf
from probant.breaches.domain import notification
from probant.breaches.domain.notification import Form
from probant.organisations.models import Organisation

Paper = tuple[bytes, str, str]


def paper(format_: str, form: Form, organisation: Organisation, reference: str) -> Paper | None:
    """Content, media type and suffix; None for a format that does not exist."""
    if format_ == "json":
        whole = {
            "reference": reference,
            "organisation": organisation.name,
            "form": notification.to_json(form),
        }
        content = msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"
        return content, "application/json", "json"
    if format_ == "txt":
        text = notification.as_text(form, organisation.language)
        return text.encode(), "text/plain; charset=utf-8", "txt"
    if format_ == "pdf":
        content = notification_pdf(form, organisation, reference, language=organisation.language)
        return content, "application/pdf", "pdf"
    return None
