"""A plan's document, its versions, and what was said about findings before it was issued."""

from __future__ import annotations

from django.db import models

from plans.models.plan import Plan, PlanPartQuerySet
from units.models import Unit, User
from units.scope import ScopedQuerySet


class PlanDocument(models.Model):
    """The file that a plan was read from (văn bản gốc): its text, masked, and the file itself, sealed."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    name = models.CharField("tên tệp", max_length=200)
    size = models.PositiveIntegerField("cỡ (byte)")
    sha256 = models.CharField("dấu tệp", max_length=64, db_index=True)
    text = models.TextField("nội dung đọc được")
    repaired = models.JSONField("chỗ đã sửa khi đọc", default=list, blank=True)
    content = models.BinaryField("nội dung đã mã hóa")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người gửi")
    at = models.DateTimeField("gửi lúc")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản gốc"
        verbose_name_plural = "văn bản gốc"
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.name


class PlanVersion(models.Model):
    """A plan as it was issued once, or the draft of its next issue.

    `facts` is `plans.rules.facts.PlanFacts` as plain data. Number 1 is the plan itself, each later one an
    amendment with its `reason`. `revision` grows with every change of a draft: who saves says which
    one he has seen.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="versions", verbose_name="kế hoạch")
    number = models.PositiveSmallIntegerField("lần")
    facts = models.JSONField("nội dung")
    revision = models.PositiveIntegerField("lần sửa", default=0)
    reason = models.CharField("lý do", max_length=300, blank=True)
    document = models.ForeignKey(
        PlanDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="versions",
        verbose_name="văn bản gốc",
    )
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="người lập"
    )
    at = models.DateTimeField("lập lúc")
    issued_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="người ban hành"
    )
    issued_at = models.DateTimeField("ban hành lúc", null=True)

    objects = PlanPartQuerySet.as_manager()

    class Meta:
        verbose_name = "lần ban hành"
        verbose_name_plural = "các lần ban hành"
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=models.Q(issued_at__isnull=True),
                name="plan_one_draft",
                violation_error_message="Kế hoạch này đang có một dự thảo.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}, {self.label}"

    @property
    def is_draft(self) -> bool:
        return self.issued_at is None

    @property
    def label(self) -> str:
        """ "bản ban hành" or "sửa đổi lần 2"; the first version is no amendment."""
        return "bản ban hành" if self.number == 1 else f"sửa đổi lần {self.number - 1}"


class Explanation(models.Model):
    """Why a draft may be issued although a finding stands: by `plans.rules.findings.Finding.key`."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="explanations")
    key = models.CharField("điểm", max_length=300)
    text = models.CharField("giải trình", max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người giải trình")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "giải trình"
        verbose_name_plural = "giải trình"
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="explanation_once")]
