"""Where a transfer begins: chapter V of the GDPR starts at the borders of the EEA."""

from probant.reference.countries import countries


def is_inside(country: str) -> bool:
    """Whether this ISO 3166 code needs no transfer mechanism (art. 44); an unknown one does."""
    found = countries().get(country)
    return found is not None and not found.needs_mechanism
