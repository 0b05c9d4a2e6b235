"""The addresses of processors, below /o/<organisation>/processors/."""

from django.urls import path

from probant.processors.views import listing, page, papers, reading

app_name = "processors"

urlpatterns = [
    path("", listing.processors, name="list"),
    path("export/", listing.export, name="export"),
    path("from-the-register/", listing.take, name="take"),
    path("new/", listing.new, name="new"),
    path("contracts/<uuid:contract_id>/", papers.contract, name="contract"),
    path("contracts/<uuid:contract_id>/edit/", papers.edit_contract, name="contract-edit"),
    path("contracts/<uuid:contract_id>/clauses/", papers.clauses, name="clauses"),
    path("contracts/<uuid:contract_id>/read/", reading.read, name="contract-read"),
    path("contracts/<uuid:contract_id>/file/", papers.contract_file, name="contract-file"),
    path("contracts/<uuid:contract_id>/amendment/", papers.amend, name="amendment"),
    path("reviews/<uuid:review_id>/", papers.review, name="review"),
    path("<uuid:processor_id>/", page.processor, name="processor"),
    path("<uuid:processor_id>/edit/<slug:section>/", page.edit, name="edit"),
    path("<uuid:processor_id>/status/", page.status, name="status"),
    path("<uuid:processor_id>/contract/", papers.new_contract, name="contract-new"),
    path("<uuid:processor_id>/questionnaire/", papers.ask, name="questionnaire"),
    path("<uuid:processor_id>/review/", papers.new_review, name="review-new"),
    path("<uuid:processor_id>/documents/", papers.add_document, name="document-new"),
    path("<uuid:processor_id>/files/<uuid:file_id>/", papers.file, name="file"),
]
