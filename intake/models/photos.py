"""Photographs that are sent with a day's figures."""

from __future__ import annotations

from django.db import models

from targets.models import Indicator
from units.models import Unit, User
from units.scope import ScopedQuerySet


class Photo(models.Model):
    """A photograph sent with a unit's day: the paper tally, or the proof that a duty was done.

    Kept encrypted, without what the camera wrote into it, for as long as tallies are.
    """

    key = models.UUIDField("khóa thao tác", unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    day = models.DateField("ngày")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, related_name="+", verbose_name="minh chứng cho"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người gửi")
    at = models.DateTimeField("lúc")
    size = models.PositiveIntegerField("cỡ (byte)")
    width = models.PositiveSmallIntegerField("rộng (điểm ảnh)")
    height = models.PositiveSmallIntegerField("cao (điểm ảnh)")
    content = models.BinaryField("nội dung đã mã hóa")
    removed_at = models.DateTimeField("gỡ lúc", null=True)
    removed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="người gỡ"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "ảnh"
        verbose_name_plural = "ảnh"
        ordering = ["unit", "day", "at", "pk"]
        indexes = [models.Index(fields=["day", "unit"], name="photo_by_day")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}"

    @property
    def receipt_number(self) -> str:
        """The number that the sender is shown, "A000007"."""
        return f"A{self.pk:06}"
