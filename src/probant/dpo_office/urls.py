"""The addresses of dpo office, below /o/<organisation>/dpo/."""

from django.urls import URLPattern

app_name = "dpo_office"

urlpatterns: list[URLPattern] = []
