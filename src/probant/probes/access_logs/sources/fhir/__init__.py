"""FHIR AuditEvent: `FhirReader` reads R4 and R5, as NDJSON and as Bundles."""

from probant.probes.access_logs.sources.fhir.limits import Limits
from probant.probes.access_logs.sources.fhir.reader import FhirReader

__all__ = ["FhirReader", "Limits"]
