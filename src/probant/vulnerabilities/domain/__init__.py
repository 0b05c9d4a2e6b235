"""The rules of flaws: severity, identity across scans, persistence, clock; no Django, no clock."""
