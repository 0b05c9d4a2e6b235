from django.apps import AppConfig


class CrisisConfig(AppConfig):
    """The crisis."""

    name = "probant.crisis"
