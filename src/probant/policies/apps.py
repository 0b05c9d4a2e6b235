from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Policies, charters and procedures."""

    name = "probant.policies"
