from django.apps import AppConfig


class SubjectRequestsConfig(AppConfig):
    """Requests of persons about their data (GDPR art. 12, 15–22)."""

    name = "probant.subject_requests"
