"""What is done with scans and flaws: one transaction each; permitted, decided, saved, journalled.

ProbantError
├── AlreadyLoadedError    this very file was loaded for this scope and day
├── FutureScanError       a scan of a day to come
├── MovedFlawError        somebody saved this flaw first
├── MergeError            a flaw cannot be the same as itself, or as one of another product
└── PeriodBoundsError     a period outside its bounds
"""

from probant.vulnerabilities.actions.choosing import PeriodBoundsError, choose_periods
from probant.vulnerabilities.actions.following import (
    Act,
    Facts,
    MergeError,
    MovedFlawError,
    Rating,
    accept,
    merge,
    not_affected,
    rate,
    reopen,
    retest,
    say_fixed,
    state_facts,
)
from probant.vulnerabilities.actions.loading import (
    AlreadyLoadedError,
    Asked,
    File,
    FutureScanError,
    enter,
    load,
)

__all__ = [
    "Act",
    "AlreadyLoadedError",
    "Asked",
    "Facts",
    "File",
    "FutureScanError",
    "MergeError",
    "MovedFlawError",
    "PeriodBoundsError",
    "Rating",
    "accept",
    "choose_periods",
    "enter",
    "load",
    "merge",
    "not_affected",
    "rate",
    "reopen",
    "retest",
    "say_fixed",
    "state_facts",
]
