"""The addresses of this slice, below /o/<organisation>/letters/."""

from django.urls import URLPattern

app_name = "correspondence"

urlpatterns: list[URLPattern] = []
