"""The addresses of this slice, below /o/<organisation>/breaches/."""

from django.urls import URLPattern

app_name = "breaches"

urlpatterns: list[URLPattern] = []
