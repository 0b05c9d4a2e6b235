"""What the clients' codes are called."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CLIENTS = _("Advice to clients")
HOSTED = _("hosted")
OUTCOMES: Mapping[str, str | Promise] = {
    "untold": _("Not told"),
    "waiting": _("Message waiting"),
    "failed": _("Message not sent"),
    "cancelled": _("Message cancelled"),
    "told": _("Told"),
    "read": pgettext_lazy("clients", "Read"),
    "answered": _("Answered"),
}
TONES = {
    "untold": "bad",
    "waiting": "info",
    "failed": "bad",
    "cancelled": "warn",
    "told": "info",
    "read": "good",
    "answered": "good",
}
SERVICE_REFUSALS = {
    "no_product": _("Line %(number)s names no product."),
    "too_long": _("Line %(number)s: this product’s name is longer than %(longest)s characters."),
    "too_many": _("There are more than %(most)s products."),
}
