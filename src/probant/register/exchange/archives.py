"""The zip container of XLSX and ODS, unfolded under control before any parser sees it."""

from probant.common import archives
from probant.common.archives import Archive, ArchiveLimits
from probant.register.exchange.errors import (
    ArchiveBombError,
    CorruptFileError,
    EncryptedFileError,
    NestedArchiveError,
)
from probant.register.exchange.limits import Limits

__all__ = ["Archive", "unfold"]


def unfold(data: bytes, limits: Limits) -> Archive:
    """The archive; ArchiveBombError, EncryptedFileError, NestedArchiveError or CorruptFileError."""
    bounds = ArchiveLimits(
        entries=limits.archive_entries,
        total_bytes=limits.archive_bytes,
        ratio=limits.archive_ratio,
        ratio_from_bytes=limits.ratio_from_bytes,
    )
    try:
        return archives.unfold(data, bounds)
    except archives.OversizedArchiveError as error:
        raise ArchiveBombError(
            measure=error.measure, found=error.found, limit=error.limit
        ) from error
    except archives.EncryptedArchiveError as error:
        raise EncryptedFileError from error
    except archives.NestedArchiveEntryError as error:
        raise NestedArchiveError(error.part) from error
    except archives.CorruptArchiveError as error:
        raise CorruptFileError(error.part) from error
