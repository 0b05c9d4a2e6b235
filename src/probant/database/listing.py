"""Which organisations have work to do: the one door through row-level security, ids only.

The application's role sees no row without a context, so that background work could not know which
context to open. A function that runs as the tables' owner answers with organisations' ids and
nothing else. The owner itself reads no row outside that function: its policy asks for a setting
that only the function makes.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection
from psycopg import sql

from probant.database.operations import Statements

SETTING = "probant.listing"
FUNCTION = """
CREATE FUNCTION {name}(at timestamptz) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config('{setting}', '{name}', true);
  RETURN QUERY SELECT DISTINCT "{column}" FROM public."{table}" WHERE {condition};
  PERFORM set_config('{setting}', '', true);
END $$
"""
POLICY = """
CREATE POLICY {name} ON "{table}" FOR SELECT TO CURRENT_USER
USING (current_setting('{setting}', true) = '{name}')
"""


class Listing(Statements):
    """Migration step: the function `name(at)`, which lists the organisations of some rows."""

    def __init__(
        self, name: str, table: str, *, column: str = "organisation_id", condition: str = "true"
    ) -> None:
        """`condition` chooses the rows of `table`; it may read `at`, the instant asked about."""
        self.name = name
        self.table = table
        self.column = column
        self.condition = condition

    def forwards(self) -> list[str]:
        """Makes the policy, then the function."""
        said = vars(self) | {"setting": SETTING}
        return [POLICY.format(**said), FUNCTION.format(**said)]

    def backwards(self) -> list[str]:
        """Takes both away."""
        return [
            f"DROP FUNCTION {self.name}(timestamptz)",
            f'DROP POLICY {self.name} ON "{self.table}"',
        ]

    def describe(self) -> str:
        """What `migrate` prints."""
        return f"List the organisations of {self.table} that have work to do"


def organisations(name: str, *, at: datetime) -> list[UUID]:
    """The ids that the function `name` lists; a context is then opened for each in turn."""
    with connection.cursor() as cursor:
        statement = sql.SQL("SELECT * FROM {}(%s) ORDER BY 1").format(sql.Identifier(name))
        cursor.execute(statement, [at])
        return [row[0] for row in cursor.fetchall()]
