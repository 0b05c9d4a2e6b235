from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, their second factor and their sessions."""

    name = "probant.accounts"
