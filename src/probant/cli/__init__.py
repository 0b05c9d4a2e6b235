"""`probant …`: one file a command, imported only when it is called."""

from cyclopts import App

app = App(name="probant", help="Runs your organisation's data protection, and proves it.")
app.command("probant.cli.start:start")
app.command("probant.cli.sign_in_link:sign_in_link")
app.command("probant.cli.verify:verify")
app.command("probant.cli.register:app", name="register")
app.command("probant.cli.notices:app", name="notices")
app.command("probant.cli.requests:app", name="requests")
app.command("probant.cli.request_form:app", name="request-form")
app.command("probant.cli.breaches:app", name="breaches")
app.command("probant.cli.processors:app", name="processors")
app.command("probant.cli.audits:app", name="audits")
app.command("probant.cli.barriers:app", name="barriers")
app.command("probant.cli.controls:app", name="controls")
app.command("probant.cli.risks:app", name="risks")
app.command("probant.cli.policies:app", name="policies")
app.command("probant.cli.contract:app", name="contract")
app.command("probant.cli.crisis:app", name="crisis")
app.command("probant.cli.crisis_plan:app", name="crisis-plan")
app.command("probant.cli.exercises:app", name="exercises")
app.command("probant.cli.training:app", name="training")
app.command("probant.cli.vulnerabilities:app", name="vulnerabilities")
app.command("probant.cli.dpia:app", name="dpia")
app.command("probant.cli.clients:app", name="clients")
app.command("probant.cli.dpo:app", name="dpo")
app.command("probant.cli.verdicts:verdicts")
app.command("probant.cli.dossier:dossier")
app.command("probant.cli.journal:app", name="journal")
app.command("probant.cli.token:app", name="token")
app.command("probant.cli.mails:app", name="mails")
app.command("probant.cli.letters:app", name="letters")
app.command("probant.cli.vault:app", name="vault")


def main() -> None:
    """The console script `probant`."""
    app()
