"""The addresses of barriers, below /o/<organisation>/barriers/."""

from django.urls import path

from probant.barriers import views

app_name = "barriers"

urlpatterns = [
    path("", views.index, name="list"),
    path("usual/", views.usual, name="usual"),
    path("new/", views.new, name="new"),
    path("export/", views.export, name="export"),
    path("<uuid:way_id>/", views.way, name="way"),
    path("<uuid:way_id>/edit/", views.edit, name="edit"),
    path("<uuid:way_id>/retire/", views.retire, name="retire"),
    path("<uuid:way_id>/take-up/", views.take_up, name="take-up"),
]
