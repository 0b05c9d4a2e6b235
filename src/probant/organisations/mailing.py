"""The invitation by e-mail, where the operator has named a mail server."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from probant.organisations.models import Invitation

log = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, *, url: str) -> bool | None:
    """True: handed to the mail server; False: it refused; None: no mail server is named."""
    if not getattr(settings, "MAIL_IS_CONFIGURED", False):
        return None
    context = {"invitation": invitation, "url": url}
    text = render_to_string("organisations/mail/invitation.txt", context)
    subject = _("Invitation to Probant")
    try:
        return send_mail(subject, text, None, [invitation.email]) == 1
    except (SMTPException, OSError):
        log.warning("the invitation %s could not be mailed", invitation.pk)
        return False
