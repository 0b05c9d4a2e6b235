"""The addresses of this slice, below /o/<organisation>/requests/."""

from django.urls import path

from probant.subject_requests.views import (
    acting,
    analysis,
    detail,
    entry,
    exporting,
    listing,
    opening,
    purging,
    statistics,
)

app_name = "subject_requests"

urlpatterns = [
    path("", listing.requests, name="list"),
    path("new/", entry.enter, name="new"),
    path("export/", exporting.export, name="export"),
    path("statistics/", statistics.shown, name="statistics"),
    path("purge/", purging.purge, name="purge"),
    path("form/", opening.settings, name="form"),
    path("form/poster/", opening.poster, name="form-poster"),
    path("<uuid:request_id>/", detail.detail, name="detail"),
    path("<uuid:request_id>/analysis/", analysis.analyse, name="analysis"),
    path("<uuid:request_id>/files/<uuid:file_id>/", detail.file, name="file"),
    path("<uuid:request_id>/<slug:act>/", acting.act, name="act"),
]
