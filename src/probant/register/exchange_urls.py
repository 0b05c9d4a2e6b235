"""The addresses of import and export, below the register's."""

from django.urls import path

from probant.register.views import exchange, export

urlpatterns = [
    path("import/", exchange.imports, name="import"),
    path("import/<uuid:draft_id>/", exchange.columns, name="import_columns"),
    path("import/<uuid:draft_id>/preview/", exchange.preview, name="import_preview"),
    path("import/<uuid:draft_id>/refused.csv", exchange.refused, name="import_refused"),
    path("import/<uuid:draft_id>/cancel/", exchange.cancel, name="import_cancel"),
    path("export/", export.export, name="export"),
    path("export/file/", export.export_file, name="export_file"),
]
