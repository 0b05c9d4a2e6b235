"""The addresses of policies, below /o/<organisation>/policies/."""

from django.urls import path

from probant.policies.views import policies, readings

app_name = "policies"

urlpatterns = [
    path("", policies.policies, name="list"),
    path("export/", policies.export, name="export"),
    path("new/", policies.new, name="new"),
    path("<uuid:policy_id>/", policies.policy, name="policy"),
    path("<uuid:policy_id>/edit/", policies.edit, name="edit"),
    path("<uuid:policy_id>/settings/", policies.settings, name="settings"),
    path("<uuid:policy_id>/approve/", policies.approve, name="approve"),
    path("<uuid:policy_id>/archive/", policies.archive, name="archive"),
    path("<uuid:policy_id>/versions/", policies.versions, name="versions"),
    path(
        "<uuid:policy_id>/versions/<int:number>.<slug:suffix>", policies.document, name="document"
    ),
    path("<uuid:policy_id>/versions/<int:number>/file/download/", policies.file, name="file"),
    path("<uuid:policy_id>/read/", readings.acknowledge, name="acknowledge"),
    path("<uuid:policy_id>/readings/", readings.readings, name="readings"),
    path("<uuid:policy_id>/readings/export/", readings.readings_export, name="readings-export"),
    path("<uuid:policy_id>/readings/<uuid:reading_id>/remove/", readings.forget, name="forget"),
]
