from django.apps import AppConfig


class BarriersConfig(AppConfig):
    """Ways to the sensitive data, and the barriers on each."""

    name = "probant.barriers"
