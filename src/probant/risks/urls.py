"""The addresses of risks, below /o/<organisation>/risks/."""

from django.urls import URLPattern

app_name = "risks"

urlpatterns: list[URLPattern] = []
