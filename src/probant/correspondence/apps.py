from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    """What the organisation writes."""

    name = "probant.correspondence"
