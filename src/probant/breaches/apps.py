from django.apps import AppConfig


class BreachesConfig(AppConfig):
    """Personal data breaches."""

    name = "probant.breaches"
