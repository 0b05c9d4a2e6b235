from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Organisations, their members and what each may do."""

    name = "probant.organisations"
