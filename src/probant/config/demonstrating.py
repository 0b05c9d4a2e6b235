"""Loads the demonstration, in a process of its own: `python -m probant.config.demonstrating`.

Printing letters starts typst's threads; a server forked from a process that has them would wait for
them for ever at its first PDF.
"""

import os

import django


def main() -> None:
    """All of the demonstration, or nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "probant.config.settings")
    django.setup()
    from django.db import transaction  # noqa: PLC0415  after django.setup()

    from probant.common import clock  # noqa: PLC0415  the same
    from probant.demonstration import loading  # noqa: PLC0415  the same

    with transaction.atomic():
        loading.load(at=clock.now())


if __name__ == "__main__":
    main()
