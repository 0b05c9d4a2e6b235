from django.apps import AppConfig


class ObservationsConfig(AppConfig):
    """What probes measured, kept."""

    name = "probant.observations"
