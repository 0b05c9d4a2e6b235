"""The addresses of clients, below /o/<organisation>/clients/."""

from django.urls import URLPattern

app_name = "clients"

urlpatterns: list[URLPattern] = []
