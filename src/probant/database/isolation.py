"""Row-level security: no context, no row.

Each table that bears an organisation carries one policy: its rows are seen and written only while
the transaction's `probant.organisation` names that organisation. The setting is local to the
transaction (`set_config(…, true)`), so that a pooled connection never carries it to the next one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection

from probant.database.operations import Statements

ORGANISATION = "NULLIF(current_setting('probant.organisation', true), '')::uuid"
PERSON = "NULLIF(current_setting('probant.person', true), '')::uuid"


@contextmanager
def tenant(organisation: UUID, *, person: UUID | None = None) -> Iterator[None]:
    """Rows of `organisation` inside the block; the context before it returns afterwards.

    Must run inside a transaction: outside one PostgreSQL forgets a local setting at once.
    """
    before = current()
    _set(str(organisation), str(person or before[1]))
    try:
        yield
    finally:
        if not connection.needs_rollback and connection.connection is not None:
            _set(*before)


def enter(organisation: UUID | None, *, person: UUID | None, is_reading: bool = False) -> None:
    """Sets the transaction's context until its end; `is_reading` makes it read-only too."""
    _set(str(organisation or ""), str(person or ""), is_reading=is_reading)


def current() -> tuple[str, str]:
    """(organisation, person) of the transaction, '' where none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('probant.organisation', true), ''),"
            " coalesce(current_setting('probant.person', true), '')"
        )
        organisation, person = cursor.fetchone()
    return organisation, person


def forbid_writes() -> None:
    """Makes the rest of the transaction read-only; PostgreSQL refuses any write after it."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")


def _set(organisation: str, person: str, *, is_reading: bool = False) -> None:
    read_only = ", set_config('transaction_read_only', 'on', true)" if is_reading else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('probant.organisation', %s, true),"
            f" set_config('probant.person', %s, true){read_only}",
            [organisation, person],
        )


class Isolate(Statements):
    """Migration step: ENABLE and FORCE row-level security on `table`, with one policy.

    `visible` is the SQL condition for reading; writing always asks for the organisation's context.
    """

    def __init__(
        self, table: str, *, column: str = "organisation_id", visible: str | None = None
    ) -> None:
        """`column` bears the organisation; `visible` widens reading (own memberships)."""
        self.table = table
        self.column = column
        self.visible = visible

    def forwards(self) -> list[str]:
        """Switches isolation on."""
        owned = f'"{self.column}" = {ORGANISATION}'
        wider = f'CREATE POLICY reading ON "{self.table}" FOR SELECT USING ({self.visible})'
        return [
            f'ALTER TABLE "{self.table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{self.table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY tenant ON "{self.table}" USING ({owned}) WITH CHECK ({owned})',
            *([wider] if self.visible else []),
        ]

    def backwards(self) -> list[str]:
        """Switches isolation off."""
        return [
            f'DROP POLICY tenant ON "{self.table}"',
            f'DROP POLICY IF EXISTS reading ON "{self.table}"',
            f'ALTER TABLE "{self.table}" NO FORCE ROW LEVEL SECURITY',
            f'ALTER TABLE "{self.table}" DISABLE ROW LEVEL SECURITY',
        ]

    def describe(self) -> str:
        """What `migrate` prints."""
        return f"Isolate the rows of {self.table} by organisation"
