"""The addresses of the officer's office, below /o/<organisation>/dpo/."""

from django.urls import path

from probant.dpo_office.views import advising, office

app_name = "dpo_office"

urlpatterns = [
    path("", office.home, name="home"),
    path("designation/", office.designation, name="designation"),
    path("designation/letter/<slug:form>/", office.letter, name="letter"),
    path("independence/", office.independence, name="independence"),
    path("calendar/", office.calendar, name="calendar"),
    path("calendar/plan/", office.plan, name="plan"),
    path("calendar/<uuid:event_id>/done/", office.done, name="done"),
    path("advice/", advising.advice, name="advice"),
    path("advice/export/", advising.export, name="export"),
    path("advice/new/", advising.ask, name="ask"),
    path("advice/<uuid:advice_id>/", advising.one_advice, name="one-advice"),
    path("reports/", advising.reports, name="reports"),
    path("reports/new/", advising.make_report, name="make-report"),
    path("reports/<uuid:report_id>/", advising.report, name="report"),
    path("reports/<uuid:report_id>/<slug:form>/", advising.report_file, name="report-file"),
]
