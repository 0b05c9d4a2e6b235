"""The addresses of processors, below /o/<organisation>/processors/."""

from django.urls import URLPattern

app_name = "processors"

urlpatterns: list[URLPattern] = []
