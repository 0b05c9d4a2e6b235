"""The addresses of dpia, below /o/<organisation>/dpia/."""

from django.urls import URLPattern

app_name = "dpia"

urlpatterns: list[URLPattern] = []
