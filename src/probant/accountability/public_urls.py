"""A calendar's private address, which carries its own secret."""

from django.urls import path

from probant.accountability.views import deadlines

urlpatterns = [
    path("calendar/<uuid:organisation>/<str:token>.ics", deadlines.feed, name="calendar"),
]
