"""Published notices, for anyone; older versions stay readable under their number."""

from django.urls import path

from probant.notices import views

urlpatterns = [
    path("n/<uuid:organisation>/<str:audience>/", views.read, name="notice"),
    path("n/<uuid:organisation>/<str:audience>/<int:number>/", views.read, name="notice-version"),
]
