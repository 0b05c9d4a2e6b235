"""Run as a program inside an installation: queues a message in its only organisation.

Usage: python -m tests.integration.correspondence.queueing ADDRESS, with its environment.
"""

import os
import sys


def main(address: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "probant.config.settings"
    import django  # noqa: PLC0415  after the environment is complete

    django.setup()
    from django.db import transaction  # noqa: PLC0415  needs Django

    from probant.common import clock  # noqa: PLC0415  beside the others
    from probant.correspondence import actions  # noqa: PLC0415  needs Django
    from probant.database import isolation, listing  # noqa: PLC0415  needs Django
    from probant.journal.domain import SYSTEM  # noqa: PLC0415  beside the others

    now = clock.now()
    with transaction.atomic():
        [organisation] = listing.organisations("every_organisation", at=now)
        with isolation.tenant(organisation):
            mail = actions.send(
                organisation,
                to=[address],
                subject="Essai inventé",
                text="Bonjour",
                about="general:essai",
                at=now,
                by=SYSTEM,
            )
    sys.stdout.write(str(mail.pk))


if __name__ == "__main__":
    main(sys.argv[1])
