"""Every error that Probant raises on purpose.

    ProbantError
    ├── ArchiveError                     archives
    │   ├── CorruptArchiveError
    │   ├── EncryptedArchiveError
    │   ├── NestedArchiveEntryError
    │   └── OversizedArchiveError
    ├── CanonicalJsonError               canonical_json
    │   ├── DepthError
    │   ├── NumberRangeError
    │   ├── TextEncodingError
    │   └── UnsupportedTypeError
    ├── MerkleError                      merkle
    │   ├── FrontierFormatError
    │   ├── HashLengthError
    │   └── TreeRangeError
    ├── NoteError                        signed_note
    │   ├── AmbiguousKeyError
    │   ├── InvalidSignatureError
    │   ├── KeyFormatError
    │   ├── NoteFormatError
    │   │   └── CheckpointFormatError    checkpoint
    │   ├── UnexpectedOriginError        checkpoint
    │   └── UnsignedNoteError
    ├── TimeLimitError                   time_limits
    │   ├── BareDateError
    │   ├── CalendarRangeError
    │   ├── NaiveDatetimeError
    │   ├── PeriodFormatError
    │   └── UnequalUnitsError
    └── VerdictError                     verdicts
        ├── EvidenceMissingError
        ├── RemedyMissingError
        ├── SourceMissingError
        └── WrongObligationError

Each error stands beside the code that raises it and carries fields; its wording lives in templates.
The slices hang theirs under the root in the same way.
"""


class ProbantError(Exception):
    """The root: what is caught here was foreseen; anything else is a fault of the program."""
