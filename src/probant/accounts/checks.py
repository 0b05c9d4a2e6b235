"""Refuses to start on a cache of one process: attempts would be counted by each worker apart."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

PER_PROCESS = frozenset(
    {
        "django.core.cache.backends.locmem.LocMemCache",
        "django.core.cache.backends.dummy.DummyCache",
    }
)


@register()
def shared_cache(**_kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401  Django's signature
    """An Error unless the default cache is one that all workers share."""
    if settings.CACHES["default"]["BACKEND"] not in PER_PROCESS:
        return []
    return [
        Error(
            "The cache is private to each process, so that attempts are not counted together.",
            hint="Use the database cache that Probant's own settings name.",
            id="probant.E001",
        )
    ]
