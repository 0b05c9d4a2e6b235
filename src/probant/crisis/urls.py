"""The addresses of this slice, below /o/<organisation>/crisis/."""

from django.urls import path

from probant.crisis.views import exercises, offline_log, papers, plan, room

app_name = "crisis"

urlpatterns = [
    path("", plan.home, name="home"),
    path("open/", room.opening, name="room-open"),
    path("<uuid:crisis_id>/", room.room, name="room"),
    path("<uuid:crisis_id>/board/", room.board, name="room-board"),
    path("<uuid:crisis_id>/entries/", room.enter, name="room-enter"),
    path("<uuid:crisis_id>/since/", room.entries, name="room-entries"),
    path("<uuid:crisis_id>/stream/", room.stream, name="room-stream"),
    path("<uuid:crisis_id>/worker.js", room.worker, name="room-worker"),
    path("<uuid:crisis_id>/write/<slug:kind>/", room.write, name="room-write"),
    path("<uuid:crisis_id>/evidence/", papers.evidence, name="room-evidence"),
    path(
        "<uuid:crisis_id>/evidence/<uuid:file_id>/download/",
        papers.evidence_file,
        name="room-file",
    ),
    path("<uuid:crisis_id>/messages/<int:sequence>/send/", papers.send, name="room-send"),
    path("<uuid:crisis_id>/what-to-do/", papers.aids, name="room-aids"),
    path("<uuid:crisis_id>/report/", papers.report, name="room-report"),
    path("<uuid:crisis_id>/report.pdf", papers.report_pdf, name="room-report-pdf"),
    path("<uuid:crisis_id>/timeline.<slug:kind>", papers.export, name="room-export"),
    path("<uuid:crisis_id>/offline-log/", offline_log.bring, name="offline-log"),
    path("plan/", plan.plan, name="plan"),
    path("plan/start/", plan.start, name="plan-start"),
    path("plan/edit/<slug:part>/", plan.edit, name="plan-edit"),
    path("plan/validate/", plan.validate, name="plan-validate"),
    path("plan/versions/", plan.versions, name="plan-versions"),
    path("plan/plan.json", plan.export, name="plan-export"),
    path("plan/import/", plan.import_plan, name="plan-import"),
    path("plan/booklet/", plan.booklet, name="plan-booklet"),
    path("plan/page/", plan.page, name="plan-page"),
    path("plan/copies/<int:issue>.sig", plan.signature, name="plan-signature"),
    path("guides/<slug:scenario>/", plan.guide, name="guide"),
    path("exercises/", exercises.index, name="exercises"),
    path("exercises/new/", exercises.new, name="exercise-new"),
    path("exercises/<uuid:exercise>/", exercises.exercise, name="exercise"),
    path("exercises/<uuid:exercise>/evaluate/", exercises.evaluate, name="exercise-evaluate"),
    path("exercises/<uuid:exercise>/report.pdf", exercises.report, name="exercise-report"),
    path("exercises/<uuid:exercise>/act/<slug:act>/", exercises.act, name="exercise-act"),
    path("exercises/<uuid:exercise>/findings/", exercises.add_finding, name="finding-add"),
    path(
        "exercises/<uuid:exercise>/findings/<uuid:finding>/",
        exercises.close_finding,
        name="finding-close",
    ),
]
