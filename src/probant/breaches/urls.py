"""The addresses of breaches, below /o/<organisation>/breaches/."""

from django.urls import path

from probant.breaches.views import declaring

app_name = "breaches"

urlpatterns = [
    path("declare/", declaring.declare, name="declare"),
    path("mine/", declaring.mine, name="mine"),
    path("<uuid:breach_id>/declared/", declaring.declared, name="declared"),
]
