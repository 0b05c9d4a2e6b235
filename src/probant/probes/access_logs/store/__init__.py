"""The folder that keeps access logs as evidence; see `opened.Store`."""

from probant.probes.access_logs.store.opened import Progress, Store
from probant.probes.access_logs.store.parts import KeptPart, NewPart, Part
from probant.probes.access_logs.store.proving import Proof
from probant.probes.access_logs.store.purging import Purge, Purpose
from probant.probes.access_logs.store.quarantine import Quarantined
from probant.probes.access_logs.store.top import DayRoot
from probant.probes.access_logs.store.trouble import Trouble

__all__ = [
    "DayRoot",
    "KeptPart",
    "NewPart",
    "Part",
    "Progress",
    "Proof",
    "Purge",
    "Purpose",
    "Quarantined",
    "Store",
    "Trouble",
]
