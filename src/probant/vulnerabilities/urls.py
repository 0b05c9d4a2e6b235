"""The addresses of vulnerabilities, below /o/<organisation>/vulnerabilities/."""

from django.urls import path

from probant.vulnerabilities.views import acting, dashboard, listing, loading, scans

app_name = "vulnerabilities"

urlpatterns = [
    path("", listing.flaws, name="list"),
    path("export/", listing.export, name="export"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("periods/", dashboard.periods, name="periods"),
    path("import/", loading.load, name="import"),
    path("new/", loading.enter, name="new"),
    path("scans/", scans.scans, name="scans"),
    path("scans/<uuid:scan_id>/", scans.scan, name="scan"),
    path("scans/<uuid:scan_id>/file/", scans.file, name="scan-file"),
    path("<uuid:flaw_id>/", acting.flaw, name="flaw"),
    path("<uuid:flaw_id>/act/<slug:act>/", acting.act, name="act"),
]
