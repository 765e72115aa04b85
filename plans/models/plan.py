"""The issued plan, its bases, its rules of reporting, who takes part and who receives it."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.db import models

from units.models import Unit, User
from units.scope import PlanScopedQuerySet


class PlanPartQuerySet(PlanScopedQuerySet[Any]):
    """What hangs on a plan is seen where the plan is."""

    unit_path = "plan__unit__path"


class Plan(models.Model):
    """A plan (kế hoạch): the document a unit issued, with its window and its state.

    The plan binds the issuing unit and every unit below it. Dates printed blank stay None.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "dự thảo"
        ISSUED = "issued", "đã ban hành"
        RUNNING = "running", "đang thực hiện"
        CLOSED = "closed", "đã kết thúc"
        EVALUATED = "evaluated", "đã tổng kết"

    code = models.SlugField("mã", max_length=60, unique=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="plans", verbose_name="đơn vị ban hành"
    )
    issuer = models.CharField("cơ quan ban hành", max_length=200)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    title = models.CharField("tên kế hoạch", max_length=300)
    short_title = models.CharField("tên gọi tắt", max_length=160, blank=True)
    place = models.CharField("địa danh", max_length=80, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    starts_on = models.DateField("bắt đầu", null=True, blank=True)
    ends_on = models.DateField("kết thúc", null=True, blank=True)
    parent_number = models.CharField("số kế hoạch cấp trên", max_length=60, blank=True)
    parent_issuer = models.CharField("cơ quan ban hành cấp trên", max_length=200, blank=True)
    parent_issued_on = models.DateField("ngày kế hoạch cấp trên", null=True, blank=True)
    lead_unit = models.CharField("đơn vị chủ trì", max_length=160, blank=True)
    weekly_report_to = models.CharField("nơi nhận báo cáo tuần", max_length=200, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=160, blank=True)
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.DRAFT)
    daily_cutoff = models.TimeField("hạn báo cáo ngày (hôm sau)", default=time(8, 0))
    weekly_cutoff = models.TimeField("hạn báo cáo tuần (thứ Hai)", default=time(11, 0))
    open_days = models.PositiveSmallIntegerField(
        "số ngày còn được sửa", default=14, help_text="Sau số ngày này, số liệu ngày tự khóa."
    )
    must_rise_daily = models.BooleanField(
        "tỷ lệ ngày hôm sau phải cao hơn ngày hôm trước", default=False
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subplans",
        verbose_name="triển khai kế hoạch",
    )
    subplans_due_on = models.DateField("hạn cấp dưới ban hành kế hoạch", null=True, blank=True)
    cloned_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="lập theo kế hoạch",
    )
    conclusion = models.TextField("đánh giá khi tổng kết", blank=True)
    is_illustrative = models.BooleanField("dữ liệu minh họa", default=False)

    objects = PlanScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch"
        verbose_name_plural = "kế hoạch"
        ordering = ["-starts_on", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(starts_on__lte=models.F("ends_on")),
                name="plan_starts_before_it_ends",
                violation_error_message="Ngày bắt đầu phải trước hoặc bằng ngày kết thúc.",
            )
        ]

    def __str__(self) -> str:
        return self.short_title or self.title

    @property
    def first_day(self) -> date | None:
        """The first day of counting: the printed start, else 1 January of the plan's year."""
        if self.starts_on:
            return self.starts_on
        return date(self.ends_on.year, 1, 1) if self.ends_on else None


class LegalBasis(models.Model):
    """A document that the plan rests on (căn cứ)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="bases", verbose_name="kế hoạch")
    text = models.CharField("căn cứ", max_length=400)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "căn cứ"
        verbose_name_plural = "căn cứ"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.text


class ReportingRule(models.Model):
    """A duty to report or to follow up that the plan lays down, in the plan's own words."""

    class Kind(models.TextChoices):
        DAILY = "daily", "báo cáo ngày"
        WEEKLY = "weekly", "báo cáo tuần"
        FINAL = "final", "báo cáo tổng kết"
        DELIVERABLE = "deliverable", "sản phẩm phải nộp"
        OTHER = "other", "quy định khác"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="rules", verbose_name="kế hoạch")
    kind = models.CharField("loại", max_length=12, choices=Kind)
    text = models.CharField("nội dung", max_length=500)
    due_on = models.DateField("hạn", null=True, blank=True)
    weekday = models.PositiveSmallIntegerField("thứ (1 là thứ Hai)", null=True, blank=True)
    due_time = models.TimeField("giờ", null=True, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    done_on = models.DateField("đã nộp ngày", null=True, blank=True)
    done_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người báo đã nộp",
    )
    done_note = models.CharField("kết quả nộp", max_length=500, blank=True)

    objects = PlanPartQuerySet.as_manager()

    class Meta:
        verbose_name = "chế độ báo cáo"
        verbose_name_plural = "chế độ báo cáo"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.text


class Participant(models.Model):
    """A body that the plan gives work to, as the plan names it."""

    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="participants", verbose_name="kế hoạch"
    )
    name = models.CharField("đơn vị tham gia", max_length=200)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "đơn vị tham gia"
        verbose_name_plural = "đơn vị tham gia"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class Recipient(models.Model):
    """A line of "Nơi nhận", and what its body receives the plan for."""

    class Role(models.TextChoices):
        KNOW = "", "để biết"
        EXECUTE = "execute", "để thực hiện"
        REPORT = "report", "để báo cáo"
        FILE = "file", "lưu"

    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="recipients", verbose_name="kế hoạch"
    )
    name = models.CharField("nơi nhận", max_length=200)
    role = models.CharField("nhận để", max_length=8, choices=Role, blank=True, default=Role.KNOW)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "nơi nhận"
        verbose_name_plural = "nơi nhận"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name
