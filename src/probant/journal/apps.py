from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The tamper-evident evidence log."""

    name = "probant.journal"
