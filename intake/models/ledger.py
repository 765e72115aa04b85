"""Counts: submissions, the ledger's entries, current values, totals, what senders confirmed."""

from __future__ import annotations

from django.db import models

from residents.models import Cohort
from targets.models import BRANCHES, Indicator
from units.models import Unit, User
from units.scope import ScopedQuerySet


class Source(models.TextChoices):
    """Where an entry came from."""

    WEB = "web", "nhập trên trang"
    TALLY = "tally", "biểu tổng hợp"
    UNDO = "undo", "hoàn tác biểu"
    DEMO = "demo", "dữ liệu minh họa"


class Submission(models.Model):
    """One pressing of "Lưu", named by a key that the client made.

    The key, its effect and the answer are one transaction: sent again, it changes nothing and gets
    the same answer; the same key with another body is refused. `device` and `sequence` order what
    one browser sent, in whatever order it arrives; `pressed_at` is that browser's own clock.
    """

    key = models.UUIDField("khóa thao tác", unique=True)
    body_hash = models.CharField("dấu nội dung", max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người gửi")
    at = models.DateTimeField("lúc")
    source = models.CharField("nguồn", max_length=6, choices=Source)
    answer = models.JSONField("trả lời", default=dict)
    device = models.UUIDField("máy", null=True)
    sequence = models.PositiveBigIntegerField("thứ tự trên máy", null=True)
    pressed_at = models.DateTimeField("bấm lưu lúc (giờ của máy)", null=True)

    class Meta:
        verbose_name = "lần gửi"
        verbose_name_plural = "lần gửi"
        indexes = [models.Index(fields=["device", "sequence"], name="submission_by_device")]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def receipt_number(self) -> str:
        """The number that the sender is shown, "G000123"."""
        return f"G{self.pk:06}"


class Cell(models.Model):
    """The key of a count: one unit, one business day, one indicator, one cohort."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    day = models.DateField("ngày")
    indicator = models.ForeignKey(Indicator, models.PROTECT, verbose_name="loại số liệu")
    cohort = models.ForeignKey(Cohort, models.PROTECT, verbose_name="nhóm đối tượng")

    class Meta:
        abstract = True


class Entry(Cell):
    """One line of the ledger: a value given to a cell. Never changed, never deleted.

    `value` None takes a value back (the cell is "not reported" again). The last version is current.
    """

    version = models.PositiveIntegerField("phiên bản")
    value = models.PositiveIntegerField("giá trị", null=True)
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="ai")
    source = models.CharField("nguồn", max_length=6, choices=Source)
    reason = models.CharField("lý do", max_length=300, blank=True)
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, related_name="entries", verbose_name="lần gửi"
    )
    tally = models.ForeignKey(
        "Tally", models.PROTECT, null=True, related_name="entries", verbose_name="biểu tổng hợp"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "lần ghi"
        verbose_name_plural = "sổ ghi"
        ordering = ["unit", "day", "indicator", "cohort", "version"]
        indexes = [models.Index(fields=["day", "unit"], name="entry_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day", "indicator", "cohort", "version"], name="entry_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day} {self.indicator_id} v{self.version}"


class Count(Cell):
    """The current value of a cell: what its last entry says. None is "not reported", never 0."""

    value = models.PositiveIntegerField("giá trị", null=True)
    version = models.PositiveIntegerField("phiên bản", default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "số liệu ngày"
        verbose_name_plural = "số liệu ngày"
        ordering = ["unit", "day", "indicator", "cohort"]
        indexes = [models.Index(fields=["day", "unit"], name="count_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day", "indicator", "cohort"], name="count_once_per_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day} {self.indicator_id}: {self.value}"


class Total(Cell):
    """The sum of one day's counts of all units below a unit, one branch at a time.

    Kept right in the transaction of every save; the nightly check recomputes it from the entries.
    """

    branch = models.CharField("nhánh", max_length=10, choices=BRANCHES)
    value = models.BigIntegerField("tổng", default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "tổng hợp"
        verbose_name_plural = "tổng hợp"
        ordering = ["unit", "day", "indicator", "cohort"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "branch", "day", "indicator", "cohort"], name="total_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day} {self.indicator_id}: {self.value}"


class Confirmation(Cell):
    """A figure that looked wrong, or that two people gave differently, and what its sender answered.

    Shown to whoever approves the day for as long as the cell still holds `value`.
    """

    value = models.PositiveIntegerField("giá trị được xác nhận", null=True)
    kind = models.CharField("loại câu hỏi", max_length=20)
    question = models.CharField("câu hỏi", max_length=400)
    answer = models.CharField("trả lời", max_length=120)
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người trả lời")
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, related_name="+", verbose_name="lần gửi"
    )
    tally = models.ForeignKey(
        "Tally", models.PROTECT, null=True, related_name="+", verbose_name="biểu tổng hợp"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "lời xác nhận"
        verbose_name_plural = "lời xác nhận"
        ordering = ["unit", "day", "indicator", "cohort", "at", "pk"]
        indexes = [models.Index(fields=["day", "unit"], name="confirmation_by_day")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day} {self.indicator_id}: {self.question}"
