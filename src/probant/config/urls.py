"""Every address of Probant; an organisation's own pages stand under /o/<its id>/."""

from django.urls import include, path

ORGANISATION = "o/<uuid:organisation>/"

urlpatterns = [
    path("", include("probant.web.urls")),
    path("", include("probant.accounts.urls")),
    path("", include("probant.organisations.urls")),
    path("", include("probant.notices.public_urls")),
    path("", include("probant.accountability.public_urls")),
    path("", include("probant.subject_requests.public_urls")),
    path("api/", include("probant.api.urls")),
    path(ORGANISATION, include("probant.accountability.urls")),
    path(ORGANISATION + "register/", include("probant.register.urls")),
    path(ORGANISATION + "notices/", include("probant.notices.urls")),
    path(ORGANISATION + "requests/", include("probant.subject_requests.urls")),
    path(ORGANISATION + "breaches/", include("probant.breaches.urls")),
    path(ORGANISATION + "crisis/", include("probant.crisis.urls")),
    path(ORGANISATION + "letters/", include("probant.correspondence.urls")),
    path(ORGANISATION + "start/", include("probant.guided_start.urls")),
]
handler400 = "probant.web.views.bad_request"
handler403 = "probant.web.views.forbidden"
handler404 = "probant.web.views.not_found"
handler500 = "probant.web.views.server_error"
