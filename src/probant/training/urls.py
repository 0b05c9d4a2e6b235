"""The addresses of training, below /o/<organisation>/training/."""

from django.urls import path

from probant.training.views import importing, learning, people, sessions

app_name = "training"

urlpatterns = [
    path("", learning.modules, name="home"),
    path("modules/<slug:module_id>/", learning.module, name="module"),
    path("modules/<slug:module_id>/questions/", learning.questions, name="questions"),
    path("results/<uuid:attempt_id>/", learning.attempt, name="attempt"),
    path("results/<uuid:attempt_id>/certificate/", learning.certificate, name="certificate"),
    path("certificates/", learning.check, name="check"),
    path("coverage/", people.coverage, name="coverage"),
    path("export/<slug:listed>/", people.export, name="export"),
    path("staff/", people.staff, name="staff"),
    path("staff/new/", people.new_staff, name="new-staff"),
    path("staff/members/", people.add_members, name="add-members"),
    path("staff/<uuid:staff_id>/", people.edit_staff, name="edit-staff"),
    path("staff/<uuid:staff_id>/remove/", people.remove_staff, name="remove-staff"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/new/", sessions.new, name="new-session"),
    path("sessions/<uuid:session_id>/", sessions.session, name="session"),
    path("sessions/<uuid:session_id>/edit/", sessions.edit, name="edit-session"),
    path("sessions/<uuid:session_id>/attendance/", sessions.attend, name="attend"),
    path("sessions/<uuid:session_id>/cancel/", sessions.cancel, name="cancel-session"),
    path("sessions/<uuid:session_id>/files/", sessions.add_file, name="add-file"),
    path("sessions/<uuid:session_id>/files/<uuid:file_id>/file/", sessions.file, name="file"),
    path(
        "sessions/<uuid:session_id>/import/", importing.bring_attendance, name="import-attendance"
    ),
    path("import/<slug:kind>/", importing.bring, name="import"),
    path("import/<uuid:upload_id>/columns/", importing.columns, name="columns"),
    path("import/<uuid:upload_id>/take/", importing.take, name="take"),
    path("import/<uuid:upload_id>/delete/", importing.give_up, name="give-up"),
    path("phishing/", importing.exercises, name="phishing"),
    path("phishing/<uuid:exercise_id>/", importing.exercise, name="exercise"),
]
