from django.apps import AppConfig


class WebConfig(AppConfig):
    """The look shared by every page."""

    name = "probant.web"
