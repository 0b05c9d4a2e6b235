"""The addresses of controls, below /o/<organisation>/controls/."""

from django.urls import URLPattern

app_name = "controls"

urlpatterns: list[URLPattern] = []
