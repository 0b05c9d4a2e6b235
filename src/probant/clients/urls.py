"""The addresses of clients, below /o/<organisation>/clients/."""

from django.urls import path

from probant.clients.views import pages

app_name = "clients"

urlpatterns = [
    path("", pages.clients, name="list"),
    path("export/", pages.export, name="export"),
    path("new/", pages.new, name="new"),
    path("told/", pages.told, name="told"),
    path("told/export/", pages.export_told, name="told-export"),
    path("register/", pages.register, name="register"),
    path("notify/<uuid:flaw_id>/", pages.notify, name="notify"),
    path("advice/<uuid:advice_id>/", pages.advice, name="advice"),
    path("<uuid:client_id>/", pages.client, name="client"),
    path("<uuid:client_id>/edit/", pages.edit, name="edit"),
    path("<uuid:client_id>/advise/", pages.advise, name="advise"),
]
