from django.apps import AppConfig


class AuditsConfig(AppConfig):
    """Audits, their findings and corrective actions."""

    name = "probant.audits"
