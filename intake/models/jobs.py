"""The queue of record, and what the nightly run found."""

from __future__ import annotations

from django.db import models

from intake.models.tallies import Tally
from units.models import Unit
from units.scope import ScopedQuerySet


class Job(models.Model):
    """Work that must be done: the queue of record. Celery is only the bell.

    Written in the transaction of the change that needs it. A worker takes a lease; when it dies
    the lease runs out and the job is rung again; after three tries it is dead and shown.
    """

    class Kind(models.TextChoices):
        NIGHTLY = "nightly", "tổng hợp đêm"
        READ_TALLY = "read_tally", "đọc biểu"
        ENTER_TALLY = "enter_tally", "nhập biểu"
        UNDO_TALLY = "undo_tally", "hoàn tác biểu"

    class State(models.TextChoices):
        WAITING = "waiting", "chờ"
        DONE = "done", "xong"
        DEAD = "dead", "hỏng"

    kind = models.CharField("việc", max_length=20, choices=Kind)
    key = models.CharField("khóa", max_length=80)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name="đơn vị")
    tally = models.ForeignKey(
        Tally, models.CASCADE, null=True, related_name="jobs", verbose_name="biểu tổng hợp"
    )
    day = models.DateField("ngày")
    state = models.CharField("trạng thái", max_length=7, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField("số lần thử", default=0)
    lease_until = models.DateTimeField("giữ đến", null=True)
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    done_at = models.DateTimeField("xong lúc", null=True)
    error = models.CharField("lỗi", max_length=300, blank=True)

    class Meta:
        verbose_name = "việc nền"
        verbose_name_plural = "việc nền"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "lease_until"], name="job_waiting")]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="job_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class NightlyCheck(models.Model):
    """What one night's recomputation of a unit found: totals held against the entries."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name="đơn vị")
    day = models.DateField("ngày chạy")
    at = models.DateTimeField("lúc")
    cells = models.PositiveIntegerField("số ô đã tính lại")
    differences = models.JSONField("chênh lệch", default=list)
    locked_days = models.PositiveIntegerField("số ngày đã khóa", default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "kiểm tra đêm"
        verbose_name_plural = "kiểm tra đêm"
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="nightly_check_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.day}"
