"""The addresses of vulnerabilities, below /o/<organisation>/vulnerabilities/."""

from django.urls import URLPattern

app_name = "vulnerabilities"

urlpatterns: list[URLPattern] = []
