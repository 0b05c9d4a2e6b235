"""The addresses of this slice, below /o/<organisation>/requests/."""

from django.urls import path

from probant.subject_requests.views import (
    acting,
    analysis,
    detail,
    entry,
    exporting,
    handing,
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
    path("<uuid:request_id>/hand-over/", handing.page, name="hand-over"),
    path("<uuid:request_id>/hand-over/file/", handing.add_file, name="hand-over-file"),
    path("<uuid:request_id>/hand-over/formats/", handing.make_portable, name="hand-over-portable"),
    path("<uuid:request_id>/hand-over/link/", handing.private_link, name="private-link"),
    path("<uuid:request_id>/hand-over/paper/", handing.record_paper, name="hand-over-paper"),
    path(
        "<uuid:request_id>/hand-over/<uuid:hand_over>/revoke/",
        handing.revoke,
        name="hand-over-revoke",
    ),
    path(
        "<uuid:request_id>/hand-over/<uuid:hand_over>/code/",
        handing.renew_code,
        name="hand-over-code",
    ),
    path("<uuid:request_id>/<slug:act>/", acting.act, name="act"),
]
