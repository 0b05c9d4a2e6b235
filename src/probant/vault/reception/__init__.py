"""Files that people send: sealed as they arrive, judged by their content, then kept or refused."""

from probant.vault.domain.errors import Refusal, RefusedFileError
from probant.vault.reception.arrival import accepts_files
from probant.vault.reception.judgement import receive
from probant.vault.reception.wording import told

__all__ = ["Refusal", "RefusedFileError", "accepts_files", "receive", "told"]
