from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Training of staff."""

    name = "probant.training"
