"""Addresses: progress, weekly reports, health."""

from django.urls import path

from reports.views import health, progress, weekly

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("progress/", progress.progress, name="progress"),
    path(
        "progress/<slug:code>/<slug:target_code>/",
        progress.target_progress,
        name="target-progress",
    ),
    path(
        "progress/<slug:code>/<slug:target_code>/<slug:unit_code>/",
        progress.unit_progress,
        name="unit-progress",
    ),
    path("reports/", weekly.reports, name="reports"),
    path("reports/issued/<int:pk>/<slug:kind>/", weekly.issued_file, name="issued-file"),
    path("reports/<slug:code>/<day:ending>/", weekly.report, name="report"),
    path("reports/<slug:code>/<day:ending>/issue/", weekly.report_issue, name="report-issue"),
    path("reports/<slug:code>/<day:ending>/<slug:kind>/", weekly.report_file, name="report-file"),
]
