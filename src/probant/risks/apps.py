from django.apps import AppConfig


class RisksConfig(AppConfig):
    """Risk analyses."""

    name = "probant.risks"
