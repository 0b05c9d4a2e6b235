"""The page by which a client acknowledges a notice, without an account."""

from django.urls import path

from probant.clients.views import public

app_name = "notices-to-clients"

urlpatterns = [path("avis/<str:token>/", public.notice, name="notice")]
