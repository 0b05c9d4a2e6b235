"""Why a file was not kept, in the reader's words."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from probant.vault.domain.errors import Refusal, RefusedFileError


def told(error: RefusedFileError) -> str:
    """What happened and what to do next."""
    most = filesizeformat(error.most_bytes)
    return {
        Refusal.EMPTY: _("The file is empty. Choose it again."),
        Refusal.TOO_LARGE: _("The file is larger than %(most)s. Send a smaller one.")
        % {"most": most},
        Refusal.NO_ROOM: _(
            "The server has no room left: the file was not kept. Warn whoever runs it."
        ),
        Refusal.UNKNOWN_TYPE: _("This kind of file is not taken. Send a PDF or a picture instead."),
        Refusal.TYPE_NOT_TAKEN: _("This kind of file is not taken here. Send a PDF or a picture."),
        Refusal.EXECUTABLE: _("Programs are not taken. Send a document or a picture."),
        Refusal.ACTIVE: _("Files with scripts or macros are not taken. Send a PDF instead."),
        Refusal.INFECTED: _("The antivirus found a threat in this file: it was not kept."),
    }[error.reason]
