"""The addresses of controls, below /o/<organisation>/controls/."""

from django.urls import path

from probant.controls.views import (
    deciding,
    evidence,
    framework,
    home,
    hygiene,
    importing,
    statement,
)

app_name = "controls"
FRAMEWORK = "frameworks/<slug:framework>/"
CONTROL = f"{FRAMEWORK}controls/<slug:control>/"
EVIDENCE = "evidence/<uuid:evidence_id>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("hygiene/", hygiene.hygiene, name="hygiene"),
    path("hygiene/answer/", hygiene.answer, name="answer-hygiene"),
    path("import/", importing.upload, name="import"),
    path("import/<uuid:draft_id>/", importing.preview, name="preview"),
    path(FRAMEWORK, framework.framework, name="framework"),
    path(f"{FRAMEWORK}choose/", home.choose, name="choose"),
    path(f"{FRAMEWORK}decide/", framework.decide_many, name="decide-many"),
    path(f"{FRAMEWORK}export/", framework.export, name="export"),
    path(f"{FRAMEWORK}statement/", statement.approve, name="approve"),
    path(f"{FRAMEWORK}statement/<int:number>/", statement.approved, name="approved"),
    path(CONTROL, deciding.control, name="control"),
    path(f"{CONTROL}decide/", deciding.decide, name="decide"),
    path(f"{CONTROL}evidence/", deciding.set_aside, name="set-aside"),
    path("evidence/", evidence.evidences, name="evidences"),
    path("evidence/export/", evidence.export, name="export-evidence"),
    path("evidence/add/", evidence.add, name="add-evidence"),
    path(EVIDENCE, evidence.evidence, name="evidence"),
    path(f"{EVIDENCE}edit/", evidence.edit, name="edit-evidence"),
    path(f"{EVIDENCE}give/<slug:framework>/", evidence.give, name="give"),
    path(f"{EVIDENCE}withdraw/", evidence.withdraw, name="withdraw"),
    path(f"{EVIDENCE}file/", evidence.file, name="file"),
]
