from django.apps import AppConfig


class GuidedStartConfig(AppConfig):
    """From questions to a first register."""

    name = "probant.guided_start"
