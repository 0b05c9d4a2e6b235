"""Bringing the database to this release: all or nothing, by the owner's role."""

from urllib.parse import urlsplit

from django.core.management import call_command
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from probant.database import roles

OWNER = "owner"


def migrate(application_address: str, owner_address: str) -> list[str]:
    """Applies every pending migration in one transaction and returns their names.

    A migration that fails raises, and leaves schema and rows as they were: PostgreSQL's DDL is
    transactional. The application's role is then checked: it owns nothing and bypasses nothing.
    """
    roles.grant_to_application(owner_address, urlsplit(application_address).username or "")
    names = pending()
    with transaction.atomic(using=OWNER):
        if names:
            call_command("migrate", database=OWNER, verbosity=0, interactive=False)
        call_command("createcachetable", database=OWNER, verbosity=0)
    connections[OWNER].close()
    roles.refuse_unsafe_role(application_address)
    return names


def pending() -> list[str]:
    """The migrations not applied yet, in their order, as app.name."""
    executor = MigrationExecutor(connections[OWNER])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
