from django.apps import AppConfig


class VulnerabilitiesConfig(AppConfig):
    """Known flaws, from found to verified fixed."""

    name = "probant.vulnerabilities"
