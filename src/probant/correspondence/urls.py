"""The addresses of this slice, below /o/<organisation>/letters/."""

from django.urls import path

from probant.correspondence.views import letters, mails

app_name = "correspondence"

urlpatterns = [
    path("", mails.index, name="list"),
    path("mails/<uuid:mail_id>/", mails.detail, name="mail"),
    path("mails/<uuid:mail_id>/letter.pdf", mails.paper, name="mail-paper"),
    path("mails/<uuid:mail_id>/files/<int:index>/", mails.file, name="mail-file"),
    path("mails/<uuid:mail_id>/retry/", mails.retry, name="retry"),
    path("mails/<uuid:mail_id>/sent/", mails.mark_sent, name="mark-sent"),
    path("mails/<uuid:mail_id>/cancel/", mails.cancel, name="cancel"),
    path("write/", mails.write, name="write"),
    path("<str:kind>/", letters.detail, name="letter"),
    path("<str:kind>/edit/", letters.edit, name="edit-letter"),
    path("<str:kind>/reset/", letters.reset, name="reset-letter"),
    path("<str:kind>/letter.<str:suffix>", letters.sample, name="sample"),
]
