"""What was told: weekly reports, frozen when issued."""

from __future__ import annotations

from django.db import models

from plans.models import Plan
from units.models import Unit, User
from units.scope import ScopedQuerySet


class IssuedReport(models.Model):
    """A weekly report as it left: its figures and its bytes, never changed afterwards."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+", verbose_name="kế hoạch")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    ending = models.DateField("kỳ báo cáo đến ngày")
    number = models.CharField("số", max_length=60, blank=True)
    plan_version = models.PositiveSmallIntegerField("theo lần ban hành", null=True)
    issued_at = models.DateTimeField("phát hành lúc")
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="ai")
    content = models.JSONField("nội dung")
    docx = models.BinaryField("tệp Word")
    pdf = models.BinaryField("tệp PDF")
    sha256 = models.CharField("dấu tệp PDF", max_length=64)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo tuần đã phát hành"
        verbose_name_plural = "báo cáo tuần đã phát hành"
        ordering = ["-ending", "-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "unit", "ending"], name="weekly_report_issued_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan} đến {self.ending}"
