"""The addresses of dpia, below /o/<organisation>/dpia/."""

from django.urls import path

from probant.dpia.views import listing, needs, settling, showing, starting, writing

app_name = "dpia"
ONE = "<uuid:assessment_id>/"

urlpatterns = [
    path("", listing.assessments, name="list"),
    path("plan/", listing.plan, name="plan"),
    path("export/<slug:kind>/", listing.export, name="export"),
    path("needs/", listing.needs, name="needs"),
    path("needs/<uuid:activity_id>/", needs.need, name="need"),
    path("new/", starting.start, name="start"),
    path("import/", starting.import_file, name="import"),
    path(ONE, showing.assessment, name="assessment"),
    path(f"{ONE}part/<str:part>/", showing.part, name="part"),
    path(f"{ONE}history/", showing.history, name="history"),
    path(f"{ONE}paper/<slug:kind>/", showing.paper, name="paper"),
    path(f"{ONE}question/<int:number>/", writing.answer, name="answer"),
    path(f"{ONE}measure/<int:measure_id>/", writing.measure, name="measure"),
    path(f"{ONE}measure/<int:measure_id>/remove/", writing.remove_measure, name="remove-measure"),
    path(f"{ONE}evaluate/<str:reference>/", writing.evaluate, name="evaluate"),
    path(f"{ONE}follow/<str:reference>/", settling.follow, name="follow"),
    path(f"{ONE}identity/", settling.identity, name="identity"),
    path(f"{ONE}act/<slug:act>/", settling.act, name="act"),
]
