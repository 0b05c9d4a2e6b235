from django.apps import AppConfig


class ProcessorsConfig(AppConfig):
    """Processors, their contracts, their chain."""

    name = "probant.processors"
