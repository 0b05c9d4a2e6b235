"""The addresses of policies, below /o/<organisation>/policies/."""

from django.urls import URLPattern

app_name = "policies"

urlpatterns: list[URLPattern] = []
