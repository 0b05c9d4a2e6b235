"""What the application's role may do: read and write rows, own nothing, bypass nothing."""

import psycopg
from psycopg import sql

from probant.common.errors import ProbantError

FUTURE = "ALTER DEFAULT PRIVILEGES IN SCHEMA public"


class UnsafeRoleError(ProbantError):
    """The application's role could pass row-level security by; Probant refuses to start."""

    def __init__(self, role: str, reason: str) -> None:
        """`reason`: superuser, bypassrls or owner."""
        super().__init__(role, reason)
        self.role = role
        self.reason = reason


def grant_to_application(owner_address: str, application: str) -> None:
    """The owner's tables, present and future, are the application's to read and write."""
    role = sql.Identifier(application)
    statements = (
        "GRANT USAGE ON SCHEMA public TO {}",
        f"{FUTURE} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {{}}",
        f"{FUTURE} GRANT USAGE, SELECT ON SEQUENCES TO {{}}",
    )
    with psycopg.connect(owner_address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(sql.SQL(statement).format(role))


def refuse_unsafe_role(application_address: str) -> None:
    """Raises UnsafeRoleError for a superuser, a role with BYPASSRLS, or a table's owner."""
    with psycopg.connect(application_address) as connection:
        row = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls,"
            " EXISTS (SELECT 1 FROM pg_tables WHERE tableowner = rolname AND schemaname = 'public')"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    role, *dangers = row or ("", True, True, True)
    for reason, is_so in zip(("superuser", "bypassrls", "owner"), dangers, strict=True):
        if is_so:
            raise UnsafeRoleError(role, reason)
