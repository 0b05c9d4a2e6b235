from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The vault."""

    name = "probant.vault"
