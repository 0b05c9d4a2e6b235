"""The addresses of risks, below /o/<organisation>/risks/."""

from django.urls import path

from probant.risks.views import analyses, listing, risk, short, workshops

app_name = "risks"

urlpatterns = [
    path("", listing.risks, name="list"),
    path("export/", listing.export, name="export"),
    path("new/", analyses.new, name="new"),
    path("analyses/<uuid:analysis_id>/", analyses.analysis, name="analysis"),
    path("analyses/<uuid:analysis_id>/scope/", analyses.scope, name="scope"),
    path("analyses/<uuid:analysis_id>/validate/", analyses.validate, name="validate"),
    path("analyses/<uuid:analysis_id>/archive/", analyses.archive, name="archive"),
    path("analyses/<uuid:analysis_id>/history/", analyses.history, name="analysis-history"),
    path("analyses/<uuid:analysis_id>/export/", analyses.export, name="analysis-export"),
    path("analyses/<uuid:analysis_id>/measures/<slug:code>/", analyses.measure, name="measure"),
    path("analyses/<uuid:analysis_id>/questions/", short.questions, name="questions"),
    path(
        "analyses/<uuid:analysis_id>/questions/<slug:question_id>/",
        short.question,
        name="question",
    ),
    path("analyses/<uuid:analysis_id>/apply/", short.apply, name="apply"),
    path(
        "analyses/<uuid:analysis_id>/workshops/<slug:workshop_id>/",
        workshops.workshop,
        name="workshop",
    ),
    path("analyses/<uuid:analysis_id>/tables/<slug:table_id>/", workshops.table, name="table"),
    path("analyses/<uuid:analysis_id>/feed/", workshops.feed, name="feed"),
    path("analyses/<uuid:analysis_id>/risks/new/", risk.new, name="risk-new"),
    path("<uuid:risk_id>/", risk.risk, name="risk"),
    path("<uuid:risk_id>/edit/", risk.edit, name="edit"),
    path("<uuid:risk_id>/move/", risk.move, name="move"),
    path("<uuid:risk_id>/accept/", risk.accept, name="accept"),
    path("<uuid:risk_id>/withdraw/", risk.withdraw, name="withdraw"),
    path("<uuid:risk_id>/history/", risk.history, name="history"),
]
