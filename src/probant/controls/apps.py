from django.apps import AppConfig


class ControlsConfig(AppConfig):
    """Controls of every framework, and their evidence."""

    name = "probant.controls"
