from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, their second factor and their sessions."""

    name = "probant.accounts"

    def ready(self) -> None:
        """Registers the system check and the receivers that journal."""
        from probant.accounts import checks, listening  # noqa: F401, PLC0415  models are ready now

        listening.connect()
