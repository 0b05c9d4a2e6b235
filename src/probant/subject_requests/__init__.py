"""Requests of persons about their data (GDPR art. 12, 15–22)."""
