"""Explanations first, then rules on what is left."""

from probant.probes.access_logs.detecting.finding import alerts, explain

__all__ = ["alerts", "explain"]
