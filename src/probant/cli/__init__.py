"""`probant …`: one file a command, imported only when it is called."""

from cyclopts import App

app = App(name="probant", help="Runs your organisation's data protection, and proves it.")
app.command("probant.cli.start:start")
app.command("probant.cli.sign_in_link:sign_in_link")
app.command("probant.cli.verify:verify")


def main() -> None:
    """The console script `probant`."""
    app()
