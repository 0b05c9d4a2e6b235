"""The way in and the choice of language; in debug mode, the style guide."""

from django.conf import settings
from django.urls import path
from django.views.i18n import set_language

from probant.accounts.access import public
from probant.web import views
from probant.web.styleguide import styleguide

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", public(set_language), name="set_language"),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
