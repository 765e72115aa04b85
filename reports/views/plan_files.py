"""A version of a plan as a Word or PDF file."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from plans.models import PlanVersion
from reports.documents import to_docx, to_pdf
from reports.queries.plan_document import plan_document
from reports.views.weekly import DOCX, PDF, download
from units.http import UserRequest, needs
from units.rules import Permission

FILES = {"docx": (to_docx, DOCX), "pdf": (to_pdf, PDF)}


@require_safe
@needs(Permission.SEE_PROGRESS)
def plan_file(request: UserRequest, code: str, number: int, kind: str) -> HttpResponse:
    """The version `number` of a plan; a draft only for who writes drafts at its unit."""
    draft, own = Q(issued_at__isnull=True), Q(plan__unit=request.user.unit)
    versions = PlanVersion.objects.visible_to(request.user)
    may_draft = request.user.may(Permission.DRAFT_PLANS)
    versions = versions.exclude(draft & ~own) if may_draft else versions.exclude(draft)
    version = get_object_or_404(
        versions.select_related("plan__unit"), plan__code=code, number=number
    )
    if kind not in FILES:
        raise Http404
    make, mime = FILES[kind]
    return download(make(plan_document(version)), mime, f"ke-hoach-{code}-{number}.{kind}")
