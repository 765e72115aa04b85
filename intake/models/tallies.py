"""Tallies: workbooks that units send, what was read of them, what was learned from them."""

from __future__ import annotations

from django.db import models

from intake.rules.kept import receipt_number
from plans.models import Plan
from units.models import Unit, User
from units.scope import ScopedQuerySet


class Tally(models.Model):
    """A workbook that a unit sent in: what was read of it, and what became of it.

    `cells` holds the rows of `intake.rules.kept.KeptCell`; `revision` grows each time what the
    sender is shown becomes another.
    """

    class State(models.TextChoices):
        READING = "reading", "đang đọc"
        REFUSED = "refused", "không nhận"
        PREVIEW = "preview", "chờ xác nhận"
        ENTERING = "entering", "đang nhập"
        COMMITTED = "committed", "đã nhập"
        UNDOING = "undoing", "đang hoàn tác"
        UNDONE = "undone", "đã hoàn tác"

    class Choice(models.TextChoices):
        """What becomes of figures that are stored already and differ from the workbook's."""

        REPLACE = "replace", "thay bằng số trong biểu"
        FILL = "fill", "giữ số đang lưu, chỉ nhập ô chưa có số liệu"
        SUPERSEDE = "supersede", "thay cả biểu đã nhập trước"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tallies", verbose_name="đơn vị")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="tallies", verbose_name="kế hoạch")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người gửi")
    at = models.DateTimeField("gửi lúc")
    file_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField("dấu tệp", max_length=64, db_index=True)
    size = models.PositiveIntegerField("cỡ (byte)")
    state = models.CharField("trạng thái", max_length=9, choices=State)
    progress = models.PositiveSmallIntegerField("đã xử lý (%)", default=0)
    revision = models.PositiveIntegerField("lần đọc", default=0)
    meant_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="đơn vị khi biểu không ghi tên",
    )
    reading = models.JSONField("kết quả đọc", default=dict)
    cells = models.JSONField("các ô đọc được", default=list)
    changes = models.PositiveIntegerField("số ô thay đổi", default=0)
    fixes = models.JSONField("ô sửa trực tiếp", default=list)
    answers = models.JSONField("trả lời của người gửi", default=list)
    choice = models.CharField("khi đã có số liệu", max_length=9, choices=Choice, blank=True)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name="thay biểu"
    )
    notice = models.CharField("thông báo", max_length=500, blank=True)
    receipt = models.JSONField("biên nhận", default=dict)
    committed_at = models.DateTimeField("nhập lúc", null=True)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)
    undone_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="người hoàn tác"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "biểu tổng hợp"
        verbose_name_plural = "biểu tổng hợp"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.receipt_number} {self.file_name}"

    @property
    def receipt_number(self) -> str:
        """The number printed on the receipt, "B000012"."""
        return receipt_number(self.pk)

    @property
    def is_busy(self) -> bool:
        """Whether work on it is under way or waits for its turn."""
        return self.state in {self.State.READING, self.State.ENTERING, self.State.UNDOING}


class TallyFile(models.Model):
    """The workbook itself, encrypted; kept with its receipt for the plan's life, then removed."""

    tally = models.OneToOneField(Tally, models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField("nội dung đã mã hóa")

    class Meta:
        verbose_name = "tệp gốc"
        verbose_name_plural = "tệp gốc"


class LearnedName(models.Model):
    """What a sender's own word means, confirmed once: asked no more of the same unit."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name="đơn vị gửi")
    side = models.CharField("loại tên", max_length=9)
    text = models.CharField("cách ghi", max_length=300)
    code = models.CharField("mã", max_length=80)
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người xác nhận")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "tên gọi đã học"
        verbose_name_plural = "tên gọi đã học"
        ordering = ["unit", "side", "text"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "side", "text"], name="learned_name_once")
        ]

    def __str__(self) -> str:
        return self.text


class Layout(models.Model):
    """The shape of a workbook's headings that a sender has confirmed."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name="đơn vị gửi")
    fingerprint = models.CharField("dấu bố cục", max_length=16)
    tally = models.ForeignKey(Tally, models.CASCADE, related_name="+", verbose_name="biểu gần nhất")
    times = models.PositiveIntegerField("số lần xác nhận", default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "bố cục đã nhớ"
        verbose_name_plural = "bố cục đã nhớ"
        constraints = [models.UniqueConstraint(fields=["unit", "fingerprint"], name="layout_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.fingerprint}"
