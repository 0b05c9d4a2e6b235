"""The addresses of barriers, below /o/<organisation>/barriers/."""

from django.urls import URLPattern

app_name = "barriers"

urlpatterns: list[URLPattern] = []
