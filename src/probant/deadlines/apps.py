from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """What is due."""

    name = "probant.deadlines"
