"""The way in and the choice of language; in debug mode, the style guide."""

from django.conf import settings
from django.urls import path

from probant.accounts.views import choose_language
from probant.web import views
from probant.web.styleguide import styleguide

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", choose_language, name="set_language"),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
