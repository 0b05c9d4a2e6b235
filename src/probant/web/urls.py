"""The way in and the choice of language."""

from django.urls import path
from django.views.i18n import set_language

from probant.accounts.access import public
from probant.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", public(set_language), name="set_language"),
]
