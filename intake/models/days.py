"""Business days: a commune's lock, a unit's day report and its life, reminders to the late."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from units import clock
from units.models import Unit, User
from units.scope import ScopedQuerySet


class DayQuerySet(ScopedQuerySet["Day"]):
    """Business days of communes."""

    def locked(self) -> Self:
        """The days on which nothing may change: locked, or opened again for a time that is over."""
        return self.filter(Q(locked_at__isnull=False) | Q(open_until__lte=clock.now()))


class Day(models.Model):
    """A commune's business day: open or locked. Every save holds its row, so a lock is exact.

    A day that was opened again closes by itself at `open_until`.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="xã")
    day = models.DateField("ngày")
    locked_at = models.DateTimeField("khóa lúc", null=True)
    locked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="người khóa"
    )
    open_until = models.DateTimeField("mở lại đến", null=True)
    open_reason = models.CharField("lý do mở lại", max_length=300, blank=True)

    objects = DayQuerySet.as_manager()

    class Meta:
        verbose_name = "ngày số liệu"
        verbose_name_plural = "ngày số liệu"
        ordering = ["unit", "day"]
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="day_once_per_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.day}"

    @property
    def is_locked(self) -> bool:
        """Whether nothing of the day may change any more, on any path."""
        is_over = self.open_until is not None and self.open_until <= clock.now()
        return self.locked_at is not None or is_over

    @property
    def closed_by(self) -> str:
        """Who closed a locked day, in words."""
        if self.locked_by:
            return str(self.locked_by)
        return "hệ thống, khi hết giờ mở lại" if self.open_until else "hệ thống, khi hết hạn sửa"


class DayReport(models.Model):
    """A unit's day, once something was reported; no row is "not reported"."""

    class State(models.TextChoices):
        REPORTED = "reported", "đã báo cáo"
        RETURNED = "returned", "bị trả lại"
        APPROVED = "approved", "đã duyệt"

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="day_reports", verbose_name="đơn vị"
    )
    day = models.DateField("ngày")
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.REPORTED)
    first_reported_at = models.DateTimeField("báo cáo lần đầu lúc")
    reported_at = models.DateTimeField("báo cáo lúc")
    reported_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="người báo cáo"
    )
    reviewed_at = models.DateTimeField("xem xét lúc", null=True)
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="người xem xét"
    )
    reason = models.CharField("lý do trả lại", max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo ngày"
        verbose_name_plural = "báo cáo ngày"
        ordering = ["day", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "day"], name="day_report_once"),
            models.CheckConstraint(
                condition=models.Q(state="returned") ^ models.Q(reason=""),
                name="day_report_returned_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.day}: {self.get_state_display()}"


class DayReportChange(models.Model):
    """One step in the life of a unit's day: how a day report stood from `at` on. Never changed.

    `state` is the report's new state, "" where the report was withdrawn.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    day = models.DateField("ngày")
    state = models.CharField("trạng thái", max_length=8, choices=DayReport.State, blank=True)
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="ai")
    reason = models.CharField("lý do", max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "diễn biến báo cáo ngày"
        verbose_name_plural = "diễn biến báo cáo ngày"
        ordering = ["unit", "day", "at", "pk"]
        indexes = [models.Index(fields=["day", "unit"], name="report_change_by_day")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}: {self.state}"


class Reminder(models.Model):
    """A unit that is late with a day was reminded; `by` None is the portal itself, at the cut-off."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name="đơn vị")
    day = models.DateField("ngày")
    at = models.DateTimeField("nhắc lúc")
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="người nhắc"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "lời nhắc"
        verbose_name_plural = "lời nhắc"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["day", "unit"], name="reminder_by_day")]

    def __str__(self) -> str:
        return f"{self.unit} {self.day}"
