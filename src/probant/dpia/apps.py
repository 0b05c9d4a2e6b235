from django.apps import AppConfig


class DpiaConfig(AppConfig):
    """Data protection impact assessments."""

    name = "probant.dpia"
