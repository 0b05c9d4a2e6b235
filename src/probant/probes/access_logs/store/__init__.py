"""The folder that keeps access logs as evidence; see `opened.Store`."""

from probant.probes.access_logs.store.opened import Progress, Store
from probant.probes.access_logs.store.parts import KeptPart, NewPart, Part

__all__ = ["KeptPart", "NewPart", "Part", "Progress", "Store"]
