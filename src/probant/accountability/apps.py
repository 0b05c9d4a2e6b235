from django.apps import AppConfig


class AccountabilityConfig(AppConfig):
    """Verdicts, the home page and dossiers."""

    name = "probant.accountability"
