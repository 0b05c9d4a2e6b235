"""The pages of accountability, below /o/<organisation>/."""

from django.urls import path

from probant.accountability.views import deadlines, dossiers, home, journal, obligations

app_name = "accountability"

urlpatterns = [
    path("", home.home, name="home"),
    path("deadlines/", deadlines.listed, name="deadlines"),
    path("deadlines/calendar/open/", deadlines.open_calendar, name="open-calendar"),
    path("deadlines/calendar/close/", deadlines.close_calendar, name="close-calendar"),
    path("obligations/", obligations.obligations, name="obligations"),
    path("obligations/<str:obligation>/", obligations.obligation, name="obligation"),
    path("journal/", journal.entries, name="journal"),
    path("journal/export/", journal.export, name="journal-export"),
    path("journal/seal/", journal.seal, name="seal"),
    path("journal/checkpoint.txt", journal.checkpoint, name="checkpoint"),
    path("journal/<int:index>/", journal.entry, name="entry"),
    path("journal/<int:index>/proof.json", journal.proof, name="proof"),
    path("dossiers/", dossiers.dossiers, name="dossiers"),
    path("dossiers/of/<str:kind>/<uuid:subject>/", dossiers.dossier_of, name="dossier-of"),
    path("dossiers/<uuid:dossier>/dossier.zip", dossiers.download, name="download"),
]
