"""The pages that a person opens without an account."""

from django.urls import path

from probant.subject_requests.views import follow, public

app_name = "requests"

urlpatterns = [
    path("d/<uuid:organisation>/", public.form, name="form"),
    path("d/suivi/", follow.following, name="following"),
    path("d/suivi/message/", follow.add, name="add"),
    path("d/suivi/paper/", follow.send_paper, name="paper"),
    path("d/suivi/withdraw/", follow.withdraw, name="withdraw"),
    path("d/suivi/answer/<uuid:hand_over>/", follow.answer, name="answer"),
    path("d/suivi/letter/<uuid:file_id>/", follow.letter, name="letter"),
    path("d/suivi/leave/", follow.leave, name="leave"),
    path("d/suivi/<str:token>/", follow.follow, name="follow"),
]
