"""For machines that watch the portal: is it up, can it work. No login, no secrets."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports.queries.health import findings


@require_safe
@never_cache
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """All that a day's work needs; 503 with the names of what is not well."""
    found = findings()
    failing = [finding.name for finding in found if not finding.is_ok]
    answer = {
        "status": "failing" if failing else "ok",
        "failing": failing,
        "checks": {f.name: {"ok": f.is_ok, **f.detail} for f in found},
    }
    return JsonResponse(answer, status=503 if failing else 200)
