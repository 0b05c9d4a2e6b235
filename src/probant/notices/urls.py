"""The addresses of notices, below /o/<organisation>/notices/."""

from django.urls import path

from probant.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.index, name="list"),
    path("<str:audience>/", views.detail, name="detail"),
    path("<str:audience>/publish/", views.publish, name="publish"),
    path("<str:audience>/poster.pdf", views.poster, name="poster"),
    path("<str:audience>/leaflet.pdf", views.leaflet, name="leaflet"),
    path("<str:audience>/notice.html", views.page, name="page"),
    path("<str:audience>/notice.json", views.data, name="data"),
]
