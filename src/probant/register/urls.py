"""The register's addresses, below /o/<organisation>/register/."""

from django.urls import include, path

from probant.register.views import activity, editing, life, listing, starting

app_name = "register"

urlpatterns = [
    path("", listing.activities, name="list"),
    path("new/", starting.choose, name="new"),
    path("new/blank/", life.create_blank, name="blank"),
    path("", include("probant.register.exchange_urls")),
    path("<uuid:activity_id>/", activity.activity, name="activity"),
    path("<uuid:activity_id>/edit/<slug:section>/", editing.edit, name="edit"),
    path("<uuid:activity_id>/versions/", activity.versions, name="versions"),
    path("<uuid:activity_id>/versions/<int:number>/restore/", life.restore, name="restore"),
    path("<uuid:activity_id>/duplicate/", life.duplicate, name="duplicate"),
    path("<uuid:activity_id>/validate/", life.validate, name="validate"),
    path("<uuid:activity_id>/archive/", life.archive, name="archive"),
    path("<uuid:activity_id>/unarchive/", life.unarchive, name="unarchive"),
    path("<uuid:activity_id>/delete/", life.delete, name="delete"),
]
