"""The addresses of this slice, below /o/<organisation>/crisis/."""

from django.urls import URLPattern

app_name = "crisis"

urlpatterns: list[URLPattern] = []
