"""The addresses of audits, below /o/<organisation>/audits/."""

from django.urls import URLPattern

app_name = "audits"

urlpatterns: list[URLPattern] = []
