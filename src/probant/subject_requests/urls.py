"""The addresses of this slice, below /o/<organisation>/requests/."""

from django.urls import URLPattern

app_name = "subject_requests"

urlpatterns: list[URLPattern] = []
