"""The addresses of this slice, below /o/<organisation>/crisis/."""

from django.urls import path

from probant.crisis.views import papers, room

app_name = "crisis"

urlpatterns = [
    path("", room.opening, name="home"),
    path("open/", room.opening, name="room-open"),
    path("<uuid:crisis_id>/", room.room, name="room"),
    path("<uuid:crisis_id>/board/", room.board, name="room-board"),
    path("<uuid:crisis_id>/entries/", room.enter, name="room-enter"),
    path("<uuid:crisis_id>/since/", room.entries, name="room-entries"),
    path("<uuid:crisis_id>/stream/", room.stream, name="room-stream"),
    path("<uuid:crisis_id>/worker.js", room.worker, name="room-worker"),
    path("<uuid:crisis_id>/write/<slug:kind>/", room.write, name="room-write"),
    path("<uuid:crisis_id>/evidence/", papers.evidence, name="room-evidence"),
    path("<uuid:crisis_id>/evidence/<uuid:file_id>/", papers.evidence_file, name="room-file"),
    path("<uuid:crisis_id>/messages/<int:sequence>/send/", papers.send, name="room-send"),
    path("<uuid:crisis_id>/what-to-do/", papers.aids, name="room-aids"),
    path("<uuid:crisis_id>/report/", papers.report, name="room-report"),
    path("<uuid:crisis_id>/report.pdf", papers.report_pdf, name="room-report-pdf"),
    path("<uuid:crisis_id>/export/<slug:kind>/", papers.export, name="room-export"),
]
