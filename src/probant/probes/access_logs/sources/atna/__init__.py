"""DICOM PS3.15 A.5 (IHE ATNA, RFC 3881) audit messages, in syslog or bare XML documents."""

from probant.probes.access_logs.sources.atna.reader import AuditMessages

__all__ = ["AuditMessages"]
