"""Addresses: progress, quotas, duties, deductions, weekly reports, plans as files, health."""

from django.urls import path

from reports.views import deductions, duties, health, plan_files, progress, quotas, weekly
from targets.views.scope import readable

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
    path("deductions/", deductions.deductions, name="deductions"),
    path("deductions/list.xlsx", deductions.file, name="deductions-file"),
    path("deductions/new/", deductions.new, name="deduction-new"),
    path("deductions/<int:pk>/", deductions.deduction, name="deduction"),
    path("deductions/<int:pk>/send-up/", deductions.up, name="deduction-send-up"),
    path("deductions/<int:pk>/decide/", deductions.answer, name="deduction-decide"),
    path("deductions/<int:pk>/withdraw/", deductions.take_back, name="deduction-withdraw"),
    path("deductions/<int:pk>/revoke/", deductions.undo, name="deduction-revoke"),
    path("deductions/<int:pk>/persons/", deductions.persons, name="deduction-persons"),
    path("deductions/<int:pk>/evidence/", deductions.evidence, name="deduction-evidence"),
    path("duties/", duties.duties, name="duties"),
    path("duties/calendar.ics", duties.duties_file, name="duties-file"),
    path("plans/<slug:code>/duties/", duties.of_plan, name="plan-duties"),
    path("plans/<slug:code>/frequency/", duties.frequency, name="plan-frequency"),
    path("tasks/<int:pk>/done/", duties.task_done, name="task-done"),
    path("tasks/<int:pk>/reopen/", duties.task_reopen, name="task-reopen"),
    path("rules/<int:pk>/done/", duties.rule_done, name="rule-done"),
    path("rules/<int:pk>/reopen/", duties.rule_reopen, name="rule-reopen"),
    path("teams/<int:pk>/", duties.team, name="team"),
    path("plans/<slug:code>/quotas/", readable(quotas.plan_quotas), name="plan-quotas"),
    path(
        "plans/<slug:code>/quotas.xlsx", readable(quotas.plan_quotas_file), name="plan-quotas-file"
    ),
    path(
        "plans/<slug:code>/quotas/upload/",
        readable(quotas.plan_quotas_upload),
        name="plan-quotas-upload",
    ),
    path(
        "plans/<slug:code>/quotas/<slug:target_code>/",
        readable(quotas.plan_quota),
        name="plan-quota",
    ),
    path(
        "plans/<slug:code>/document/<int:number>/<slug:kind>/",
        readable(plan_files.plan_file),
        name="plan-file",
    ),
    path("reports/", weekly.reports, name="reports"),
    path("reports/issued/<int:pk>/<slug:kind>/", weekly.issued_file, name="issued-file"),
    path("reports/<slug:code>/<day:ending>/", weekly.report, name="report"),
    path("reports/<slug:code>/<day:ending>/issue/", weekly.report_issue, name="report-issue"),
    path("reports/<slug:code>/<day:ending>/<slug:kind>/", weekly.report_file, name="report-file"),
]
