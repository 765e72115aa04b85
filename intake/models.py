"""What came in: counts and their ledger, day reports, tallies, totals, and the queue of record."""

from __future__ import annotations

from django.db import models

from intake.rules.kept import receipt_number
from plans.models import Plan
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
    the same answer; the same key with another body is refused.
    """

    key = models.UUIDField("khóa thao tác", unique=True)
    body_hash = models.CharField("dấu nội dung", max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người gửi")
    at = models.DateTimeField("lúc")
    source = models.CharField("nguồn", max_length=6, choices=Source)
    answer = models.JSONField("trả lời", default=dict)

    class Meta:
        verbose_name = "lần gửi"
        verbose_name_plural = "lần gửi"

    def __str__(self) -> str:
        return str(self.key)


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


class Day(models.Model):
    """A commune's business day: open or locked. Every save holds its row, so a lock is exact."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="xã")
    day = models.DateField("ngày")
    locked_at = models.DateTimeField("khóa lúc", null=True)
    locked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="người khóa"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "ngày số liệu"
        verbose_name_plural = "ngày số liệu"
        ordering = ["unit", "day"]
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="day_once_per_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.day}"


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
