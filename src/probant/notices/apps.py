from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Information notices."""

    name = "probant.notices"
