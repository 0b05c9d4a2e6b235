from django.apps import AppConfig


class ClientsConfig(AppConfig):
    """Clients of a publisher or host, and what they were advised."""

    name = "probant.clients"
