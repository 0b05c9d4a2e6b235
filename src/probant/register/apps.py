from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """The register of processing activities."""

    name = "probant.register"
