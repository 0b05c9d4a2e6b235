"""The addresses of audits, below /o/<organisation>/audits/."""

from django.urls import path

from probant.audits.views import campaigns, checks, correcting, findings

app_name = "audits"

urlpatterns = [
    path("", campaigns.index, name="list"),
    path("new/", campaigns.new, name="new"),
    path("export/", campaigns.list_export, name="list-export"),
    path("findings/", findings.index, name="findings"),
    path("findings/export/", findings.export, name="findings-export"),
    path("findings/<uuid:finding_id>/", findings.finding, name="finding"),
    path("findings/<uuid:finding_id>/edit/", findings.edit, name="finding-edit"),
    path("findings/<uuid:finding_id>/reopen/", findings.reopen, name="finding-reopen"),
    path("findings/<uuid:finding_id>/proof/", correcting.prove, name="finding-proof"),
    path("findings/<uuid:finding_id>/action/", correcting.decide, name="action-decide"),
    path(
        "findings/<uuid:finding_id>/same-as/<uuid:earlier>/",
        findings.confirm_same,
        name="finding-same",
    ),
    path("actions/<uuid:action_id>/done/", correcting.do, name="action-do"),
    path("actions/<uuid:action_id>/verify/", correcting.verify, name="action-verify"),
    path("actions/<uuid:action_id>/refuse/", correcting.refuse, name="action-refuse"),
    path("<uuid:campaign_id>/", campaigns.campaign, name="campaign"),
    path("<uuid:campaign_id>/edit/", campaigns.edit, name="edit"),
    path("<uuid:campaign_id>/conclude/", campaigns.conclude, name="conclude"),
    path("<uuid:campaign_id>/take-up/", campaigns.take_up, name="take-up"),
    path("<uuid:campaign_id>/trend/", campaigns.trend, name="trend"),
    path("<uuid:campaign_id>/export/", campaigns.export, name="export"),
    path("<uuid:campaign_id>/finding/", findings.new, name="finding-new"),
    path("<uuid:campaign_id>/carry-over/<uuid:earlier>/", findings.carry_over, name="carry-over"),
    path("<uuid:campaign_id>/proofs/<uuid:proof>/", checks.file, name="file"),
    path("<uuid:campaign_id>/controls/<str:control>/", checks.check, name="check"),
    path(
        "<uuid:campaign_id>/controls/<str:control>/result/",
        checks.state_result,
        name="check-result",
    ),
    path("<uuid:campaign_id>/controls/<str:control>/proof/", checks.prove, name="check-proof"),
]
