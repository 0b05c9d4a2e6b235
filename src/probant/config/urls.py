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
    path("", include("probant.clients.public_urls")),
    path("api/", include("probant.api.urls")),
    path(ORGANISATION, include("probant.accountability.urls")),
    path(ORGANISATION + "register/", include("probant.register.urls")),
    path(ORGANISATION + "notices/", include("probant.notices.urls")),
    path(ORGANISATION + "requests/", include("probant.subject_requests.urls")),
    path(ORGANISATION + "breaches/", include("probant.breaches.urls")),
    path(ORGANISATION + "crisis/", include("probant.crisis.urls")),
    path(ORGANISATION + "processors/", include("probant.processors.urls")),
    path(ORGANISATION + "clients/", include("probant.clients.urls")),
    path(ORGANISATION + "dpia/", include("probant.dpia.urls")),
    path(ORGANISATION + "risks/", include("probant.risks.urls")),
    path(ORGANISATION + "policies/", include("probant.policies.urls")),
    path(ORGANISATION + "controls/", include("probant.controls.urls")),
    path(ORGANISATION + "barriers/", include("probant.barriers.urls")),
    path(ORGANISATION + "vulnerabilities/", include("probant.vulnerabilities.urls")),
    path(ORGANISATION + "training/", include("probant.training.urls")),
    path(ORGANISATION + "audits/", include("probant.audits.urls")),
    path(ORGANISATION + "dpo/", include("probant.dpo_office.urls")),
    path(ORGANISATION + "letters/", include("probant.correspondence.urls")),
    path(ORGANISATION + "start/", include("probant.guided_start.urls")),
]
handler400 = "probant.web.views.bad_request"
handler403 = "probant.web.views.forbidden"
handler404 = "probant.web.views.not_found"
handler500 = "probant.web.views.server_error"
