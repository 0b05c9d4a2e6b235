"""Why a contract cannot be read at all. Fields, no prose: the pages and the command word them.

    ProbantError
    └── ContractFileError
        ├── EmptyContractError
        ├── TooLargeContractError
        ├── ContractTypeError         neither PDF nor DOCX; `found` is what it seems to be
        ├── MacroContractError        a DOCX with macros
        ├── EncryptedContractError    a password protects it
        ├── CorruptContractError
        └── OversizedContractError    a bomb: it unfolds to far more than a contract

Nothing is concluded from a file that was refused.
"""

from typing import ClassVar

from probant.common.errors import ProbantError


class ContractFileError(ProbantError):
    """The file was not read; nothing is concluded from it."""

    code: ClassVar[str] = "unreadable"


class EmptyContractError(ContractFileError):
    """No bytes."""

    code = "empty"


class TooLargeContractError(ContractFileError):
    """More bytes than a contract may have."""

    code = "too_large"

    def __init__(self, size: int, limit: int) -> None:
        """Both in bytes."""
        super().__init__(size, limit)
        self.size = size
        self.limit = limit


class ContractTypeError(ContractFileError):
    """Not a PDF nor a DOCX."""

    code = "type"

    def __init__(self, found: str = "") -> None:
        """`found`: doc, odt, rtf, image, xlsx… or empty."""
        super().__init__(found)
        self.found = found


class MacroContractError(ContractFileError):
    """A document with macros is not opened."""

    code = "macros"


class EncryptedContractError(ContractFileError):
    """A password is asked to open it."""

    code = "encrypted"


class CorruptContractError(ContractFileError):
    """Damaged, or cut short."""

    code = "corrupt"


class OversizedContractError(ContractFileError):
    """It unfolds to far more than a contract holds."""

    code = "bomb"
