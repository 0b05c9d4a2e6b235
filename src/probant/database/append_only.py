"""A table that only grows: a trigger and missing privileges refuse every change to a row."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
REVOKE = """
DO $$ DECLARE grantee name; BEGIN
  FOR grantee IN SELECT DISTINCT g.grantee FROM information_schema.role_table_grants g
    WHERE g.table_schema = 'public' AND g.table_name = '{table}' AND g.grantee <> current_user
  LOOP EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM %I', grantee); END LOOP;
END $$
"""


class AppendOnly(Operation):
    """Migration step: no role, the owner included, updates, deletes or truncates `table`."""

    reversible = True

    def __init__(self, table: str) -> None:
        """`table`: its name in the database."""
        self.table = table

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Changes no model."""

    def database_forwards(
        self,
        app_label: str,  # noqa: ARG002  Django's signature
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002  Django's signature
        to_state: ProjectState,  # noqa: ARG002  Django's signature
    ) -> None:
        """Installs the trigger and takes the privileges away."""
        schema_editor.execute(FUNCTION, params=None)
        schema_editor.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {self.table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        schema_editor.execute(
            f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {self.table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        schema_editor.execute(REVOKE.format(table=self.table), params=None)

    def database_backwards(
        self,
        app_label: str,  # noqa: ARG002  Django's signature
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002  Django's signature
        to_state: ProjectState,  # noqa: ARG002  Django's signature
    ) -> None:
        """Removes the triggers."""
        schema_editor.execute(f"DROP TRIGGER append_only ON {self.table}")
        schema_editor.execute(f"DROP TRIGGER append_only_whole ON {self.table}")

    def describe(self) -> str:
        """What `migrate` prints."""
        return f"Make {self.table} append-only"
