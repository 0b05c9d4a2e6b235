"""Who opened which record, why, and what leaked: access logs read, kept as evidence and judged."""
