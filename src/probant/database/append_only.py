"""A table that only grows: a trigger and missing privileges refuse every change to a row."""

from probant.database.operations import Statements

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""
TRIGGER_WHOLE = """
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""
REVOKE = """
DO $$ DECLARE grantee name; BEGIN
  FOR grantee IN SELECT DISTINCT g.grantee FROM information_schema.role_table_grants g
    WHERE g.table_schema = 'public' AND g.table_name = '{table}' AND g.grantee <> current_user
  LOOP EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM %I', grantee); END LOOP;
END $$
"""


class AppendOnly(Statements):
    """Migration step: no role, the owner included, updates, deletes or truncates `table`."""

    def __init__(self, table: str) -> None:
        """`table`: its name in the database."""
        self.table = table

    def forwards(self) -> list[str]:
        """Installs the triggers and takes the privileges away."""
        return [
            FUNCTION,
            TRIGGER.format(table=self.table),
            TRIGGER_WHOLE.format(table=self.table),
            REVOKE.format(table=self.table),
        ]

    def backwards(self) -> list[str]:
        """Removes the triggers."""
        return [
            f"DROP TRIGGER append_only ON {self.table}",
            f"DROP TRIGGER append_only_whole ON {self.table}",
        ]

    def describe(self) -> str:
        """What `migrate` prints."""
        return f"Make {self.table} append-only"
