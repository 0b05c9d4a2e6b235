"""The addresses of breaches, below /o/<organisation>/breaches/."""

from django.urls import path

from probant.breaches.views import (
    deciding,
    declaring,
    editing,
    ending,
    exporting,
    file,
    files,
    following,
    listing,
    notifying,
)

app_name = "breaches"

urlpatterns = [
    path("", listing.breaches, name="list"),
    path("export/", exporting.export, name="export"),
    path("declare/", declaring.declare, name="declare"),
    path("mine/", declaring.mine, name="mine"),
    path("<uuid:breach_id>/", file.breach, name="breach"),
    path("<uuid:breach_id>/declared/", declaring.declared, name="declared"),
    path("<uuid:breach_id>/edit/<slug:section>/", editing.edit, name="edit"),
    path("<uuid:breach_id>/proposal/", deciding.proposal, name="proposal"),
    path("<uuid:breach_id>/decide/<slug:question>/", deciding.decide, name="decide"),
    path("<uuid:breach_id>/opinion/<slug:question>/", deciding.opinion, name="opinion"),
    path("<uuid:breach_id>/notification/", notifying.notification, name="notification"),
    path("<uuid:breach_id>/notification/keep/", notifying.freeze, name="freeze"),
    path("<uuid:breach_id>/notification/sent/", notifying.send, name="send"),
    path("<uuid:breach_id>/notification/<int:number>/", notifying.frozen, name="frozen"),
    path("<uuid:breach_id>/add/<slug:kind>/", following.new, name="new"),
    path("<uuid:breach_id>/items/<slug:kind>/<slug:name>/", following.item, name="item"),
    path("<uuid:breach_id>/letters/<slug:name>/file/", following.letter, name="letter"),
    path("<uuid:breach_id>/files/", files.add, name="add-file"),
    path("<uuid:breach_id>/files/<uuid:file_id>/file/", files.read, name="file"),
    path("<uuid:breach_id>/history/", file.history, name="history"),
    path("<uuid:breach_id>/dismiss/", ending.dismiss, name="dismiss"),
    path("<uuid:breach_id>/close/", ending.close, name="close"),
    path("<uuid:breach_id>/reopen/", ending.reopen, name="reopen"),
]
