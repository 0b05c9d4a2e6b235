from django.apps import AppConfig


class DpoOfficeConfig(AppConfig):
    """The data protection officer's own work."""

    name = "probant.dpo_office"
