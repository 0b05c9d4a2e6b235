"""The pages that a person opens without an account."""

from django.urls import URLPattern

app_name = "requests"

urlpatterns: list[URLPattern] = []
