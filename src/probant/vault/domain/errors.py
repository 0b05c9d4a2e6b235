"""What the vault refuses.

    VaultError
    ├── SealBrokenError          altered, cut, moved elsewhere, or sealed by another key
    ├── PlaceError               a place that could be mistaken for another
    ├── ReasonFormatError        a reason that is a text instead of a code
    ├── DossierUnknownError
    ├── DossierDestroyedError    its key is gone, and with it all that it sealed
    ├── FileUnknownError
    ├── FileDiscardedError       its own key is gone
    ├── FileLostError            its row stands, its content does not
    ├── RootKeyError
    │   ├── RootKeyMissingError      keys exist that a new root key would never open
    │   ├── RootKeyExposedError      other accounts can read it
    │   ├── RootKeyFormatError       not 32 bytes, nor 64 hexadecimal digits
    │   └── RootKeyWrongError        not the key that wrapped this installation's keys
    └── RefusedFileError         empty, too large, of a kind that is not taken, infected

Each carries fields and no name of a person or of a file.
"""

from enum import StrEnum
from uuid import UUID

from probant.common.errors import ProbantError


class VaultError(ProbantError):
    """The vault cannot do what was asked."""


class SealBrokenError(VaultError):
    """A ciphertext was altered, cut short, moved elsewhere, or sealed by another key."""


class PlaceError(VaultError):
    """A table or column whose name could make two places read alike."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class ReasonFormatError(VaultError):
    """A reason is a code such as `identity_checked`: a text could name somebody."""


class DossierUnknownError(VaultError):
    """No dossier of that kind was opened for that subject."""

    def __init__(self, kind: str, subject: UUID) -> None:
        super().__init__(kind, subject)
        self.kind = kind
        self.subject = subject


class DossierDestroyedError(DossierUnknownError):
    """The dossier's key was destroyed: what it sealed is unreadable for ever."""


class FileUnknownError(VaultError):
    """The organisation has no such file."""

    def __init__(self, file: UUID) -> None:
        super().__init__(file)
        self.file = file


class FileDiscardedError(FileUnknownError):
    """The file's key was destroyed."""


class FileLostError(FileUnknownError):
    """The file is known, but its content is no longer on the disk."""


class RootKeyError(VaultError):
    """The installation's root key cannot be used; nothing was written in its place."""

    def __init__(self, path: str) -> None:
        """`path`: where the key is expected."""
        super().__init__(path)
        self.path = path


class RootKeyMissingError(RootKeyError):
    """There is no root key, though keys exist that only it opens."""


class RootKeyExposedError(RootKeyError):
    """The root key's file can be read by other accounts of the machine."""


class RootKeyFormatError(RootKeyError):
    """The root key is not 32 bytes, nor 64 hexadecimal digits."""


class RootKeyWrongError(RootKeyError):
    """This root key did not wrap the keys of this installation."""


class Refusal(StrEnum):
    """Why a file that was sent is not kept."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NO_ROOM = "no_room"
    UNKNOWN_TYPE = "unknown_type"
    TYPE_NOT_TAKEN = "type_not_taken"
    EXECUTABLE = "executable"
    ACTIVE = "active"
    INFECTED = "infected"


class RefusedFileError(VaultError):
    """A file that was sent is not kept; nothing of it stays."""

    def __init__(self, reason: Refusal, *, most_bytes: int = 0) -> None:
        """`most_bytes`: what is taken at most, where that is the reason."""
        super().__init__(reason.value)
        self.reason = reason
        self.most_bytes = most_bytes
