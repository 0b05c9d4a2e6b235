"""Migration steps that are SQL alone: they change no model, run as the owner, and can go back."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Statements(Operation):
    """A step given by its statements; no placeholder is read in them."""

    reversible = True

    def forwards(self) -> list[str]:
        """The statements that do it."""
        raise NotImplementedError

    def backwards(self) -> list[str]:
        """The statements that undo it."""
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Changes no model."""

    def database_forwards(
        self,
        app_label: str,  # noqa: ARG002  Django's signature
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002  Django's signature
        to_state: ProjectState,  # noqa: ARG002  Django's signature
    ) -> None:
        """Runs the statements."""
        for statement in self.forwards():
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,  # noqa: ARG002  Django's signature
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002  Django's signature
        to_state: ProjectState,  # noqa: ARG002  Django's signature
    ) -> None:
        """Runs the statements that undo it."""
        for statement in self.backwards():
            schema_editor.execute(statement, params=None)
