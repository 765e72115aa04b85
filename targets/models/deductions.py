"""Deductions (giám trừ): people taken out of a denominator, asked for with evidence and decided."""

from __future__ import annotations

from django.db import models

from targets.models.goals import Target
from units.models import Unit, User
from units.scope import ScopedQuerySet


class Deduction(models.Model):
    """People of a unit who should not count in a target's denominator (plan 2026-tan-dinh, III.3.1).

    asked → sent up (where the superior decides) → accepted or refused. Only an accepted one changes a
    denominator, from `counts_from` on; the gross one stays beside it. An acceptance may be revoked:
    what was decided, and when, stays, so that a past moment is known as it was.
    """

    class Reason(models.TextChoices):
        DECEASED = "deceased", "đã chết"
        MOVED = "moved", "đã chuyển đi nơi khác"
        ABROAD = "abroad", "đi nước ngoài"
        ABSENT = "absent", "vắng mặt tại địa phương"
        MILITARY = "military", "thực hiện nghĩa vụ quân sự"
        LEFT_SCHOOL = "left_school", "đã nghỉ học, không trong diện"
        DUPLICATE = "duplicate", "trùng thông tin, sai số định danh hoặc sinh trắc"
        SYSTEM_FAULT = "system_fault", "lỗi hệ thống không khắc phục được"
        NOT_ELIGIBLE = "not_eligible", "không đủ điều kiện"
        OTHER = "other", "lý do khác"

    class State(models.TextChoices):
        ASKED = "asked", "đã đề nghị"
        SENT_UP = "sent_up", "đã gửi cấp trên"
        ACCEPTED = "accepted", "được giám trừ"
        REFUSED = "refused", "không được giám trừ"
        WITHDRAWN = "withdrawn", "đã rút"
        REVOKED = "revoked", "đã hủy giám trừ"

    key = models.UUIDField("khóa của lần gửi", null=True, unique=True, editable=False)
    target = models.ForeignKey(
        Target, models.PROTECT, related_name="deductions", verbose_name="chỉ tiêu"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="deductions", verbose_name="đơn vị")
    people = models.PositiveIntegerField("số người")
    reason = models.CharField("lý do", max_length=14, choices=Reason)
    note = models.CharField("diễn giải", max_length=500, blank=True)
    persons = models.BinaryField("danh sách người, đã mã hóa", default=bytes, blank=True)
    state = models.CharField("trạng thái", max_length=9, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="người đề nghị"
    )
    asked_at = models.DateTimeField("đề nghị lúc")
    sent_up_at = models.DateTimeField("gửi cấp trên lúc", null=True, blank=True)
    sent_up_in = models.CharField("văn bản gửi cấp trên", max_length=120, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="người quyết định"
    )
    decided_at = models.DateTimeField("quyết định lúc", null=True, blank=True)
    decided_in = models.CharField("văn bản quyết định", max_length=120, blank=True)
    decision_note = models.CharField("ý kiến", max_length=500, blank=True)
    counts_from = models.DateField("tính từ ngày", null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="người hủy"
    )
    revoked_at = models.DateTimeField("hủy lúc", null=True, blank=True)
    revoked_note = models.CharField("lý do hủy", max_length=500, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "giám trừ"
        verbose_name_plural = "giám trừ"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(people__gt=0),
                name="deduction_of_somebody",
                violation_error_message="Số người giám trừ phải từ 1 trở lên.",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["accepted", "revoked"])
                ^ models.Q(counts_from__isnull=True),
                name="deduction_counts_when_accepted",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(state="revoked", revoked_at__isnull=False, revoked_by__isnull=False),
                    models.Q(
                        ~models.Q(state="revoked"),
                        revoked_at__isnull=True,
                        revoked_by__isnull=True,
                    ),
                    _connector=models.Q.OR,
                ),
                name="deduction_revoked_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.people} người, {self.get_reason_display()}"


class DeductionFile(models.Model):
    """The evidence of a deduction as it was sent, sealed."""

    deduction = models.OneToOneField(
        Deduction, models.CASCADE, primary_key=True, related_name="evidence"
    )
    name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField("dấu tệp", max_length=64)
    content = models.BinaryField("nội dung đã mã hóa")

    class Meta:
        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"
