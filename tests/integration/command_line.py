"""Run as a program inside an installation: two organisations, and tokens printed as JSON.

Usage: python -m tests.integration.command_line, with the installation's environment.
"""

import json
import os
import sys
from datetime import timedelta


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "probant.config.settings"
    import django  # noqa: PLC0415  after the environment is complete

    django.setup()
    from django.db import transaction  # noqa: PLC0415  needs Django

    from probant.accounts import actions as accounts  # noqa: PLC0415  needs Django
    from probant.common import clock  # noqa: PLC0415  beside the others
    from probant.database import isolation  # noqa: PLC0415  needs Django
    from probant.organisations import actions, tokens  # noqa: PLC0415  needs Django
    from probant.organisations.domain import Member, Role  # noqa: PLC0415  beside the others

    now, printed = clock.now(), {}
    with transaction.atomic():
        person = accounts.create_person(
            email="a@probant.invalid", full_name="Camille Inventée", password=None, at=now
        )
        made = actions.create(
            name="Cabinet inventé",
            sector="practice",
            administrator=person,
            at=now,
            identity={
                "address": "1 rue Inventée",
                "email": "contact@cabinet.invalid",
                "dpo_reason_for_none": "Un seul praticien",
            },
        )
        by = Member(person.pk, made.pk, Role.ADMINISTRATOR, person.full_name)
        with isolation.tenant(made.pk):
            for role in (Role.DPO, Role.READER):
                _, text = tokens.create(
                    by, name=f"Test {role}", role=role, lifetime=timedelta(days=1), at=now
                )
                printed[role.value] = text
    json.dump(printed, sys.stdout)


if __name__ == "__main__":
    main()
