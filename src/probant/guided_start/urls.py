"""The addresses of the guided start, below /o/<organisation>/start/."""

from django.urls import path

from probant.guided_start import views

app_name = "guided_start"

urlpatterns = [
    path("", views.start, name="start"),
    path("identity/", views.identity, name="identity"),
    path("question/<slug:question_id>/", views.question, name="question"),
    path("question/<slug:question_id>/details/", views.details, name="details"),
    path("plan/", views.plan, name="plan"),
    path("result/", views.result, name="result"),
    path("validate/", views.validate, name="validate"),
]
