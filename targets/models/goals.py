"""How much: indicators, targets with their denominators and milestones, baselines and quotas."""

from __future__ import annotations

from datetime import date

from django.db import models

from plans.models import Plan, PlanPartQuerySet
from plans.rules.dates import last_day
from residents.models import Cohort, Residence
from units.models import Unit
from units.rules import BRANCH_LABELS, Branch
from units.scope import ScopedQuerySet

BRANCHES = [(b, BRANCH_LABELS[b]) for b in Branch]


class Indicator(models.Model):
    """What is counted (loại số liệu), and how its days add up.

    flow: days sum; stock: the last reported level counts; frequency: so many a period, never
    accumulated; list: counted from named persons, never typed. A ratio is a pair: an indicator that is
    a `share_of` another is its numerator and cannot exceed it on any day. What `follows` others (an
    account is activated after its dossier was taken in) cannot exceed their running totals.
    """

    class Aggregation(models.TextChoices):
        FLOW = "flow", "số phát sinh"
        STOCK = "stock", "số lũy kế"
        FREQUENCY = "frequency", "số lần theo kỳ"
        LIST = "list", "đếm từ danh sách"

    code = models.SlugField("mã", max_length=40, unique=True)
    label = models.CharField("tên loại số liệu", max_length=160)
    short_label = models.CharField("tên ngắn", max_length=40)
    measure = models.CharField("đơn vị tính", max_length=30)
    aggregation = models.CharField("cách cộng", max_length=10, choices=Aggregation)
    aliases = models.JSONField("cách viết khác", default=list, blank=True)
    share_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="shares",
        verbose_name="là một phần của",
    )
    follows = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="+",
        verbose_name="không thể nhiều hơn lũy kế của",
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "loại số liệu"
        verbose_name_plural = "loại số liệu"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label


class Target(models.Model):
    """A target (chỉ tiêu) of a plan: what, for whom, how much, by when, out of what.

    `deadline` is the printed date; `last_day` is the last day on which work still counts.
    """

    class Goal(models.TextChoices):
        PERCENT = "percent", "tỷ lệ phần trăm"
        COUNT = "count", "số lượng"
        PER_DAY = "per_day", "mỗi ngày"
        PER_PERIOD = "per_period", "mỗi kỳ"
        PER_OFFICER = "per_officer", "mỗi cán bộ"

    class Period(models.TextChoices):
        DAY = "day", "ngày"
        WEEK = "week", "tuần"
        MONTH = "month", "tháng"

    class Wording(models.TextChoices):
        BEFORE = "before", "trước ngày"
        THROUGH = "through", "đến hết ngày"
        ON = "on", "hoàn thành ngày"
        CONTINUOUS = "continuous", "thường xuyên"
        DEFERRED = "deferred", "theo thời gian cấp trên giao"

    class Denominator(models.TextChoices):
        POPULATION = "population", "nhân khẩu"
        INDICATOR = "indicator", "kết quả của loại số liệu khác"
        STATED = "stated", "nêu bằng lời"

    class Commitment(models.TextChoices):
        BINDING = "binding", "bắt buộc"
        ASPIRATIONAL = "aspirational", "phấn đấu"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets", verbose_name="kế hoạch")
    code = models.CharField("ký hiệu", max_length=10)
    label = models.CharField("chỉ tiêu", max_length=300)
    short_label = models.CharField("tên ngắn", max_length=60)
    indicator = models.ForeignKey(Indicator, models.PROTECT, verbose_name="loại số liệu")
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, verbose_name="nhóm đối tượng"
    )
    operator = models.CharField(
        "so sánh", max_length=2, choices=[(">=", "từ"), (">", "trên")], default=">="
    )
    goal_kind = models.CharField("kiểu mức giao", max_length=12, choices=Goal)
    goal_value = models.DecimalField("mức giao", max_digits=12, decimal_places=2)
    goal_period = models.CharField("kỳ", max_length=5, choices=Period, blank=True)
    goal_each = models.BooleanField(
        "giao cho từng đơn vị", default=False, help_text="Mức giao áp dụng cho mỗi đơn vị."
    )
    denominator_kind = models.CharField("mẫu số", max_length=12, choices=Denominator, blank=True)
    denominator_indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="loại số liệu làm mẫu số",
    )
    denominator_cohort = models.ForeignKey(
        Cohort,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="nhóm đối tượng của mẫu số",
    )
    denominator_residence = models.CharField(
        "cư trú của mẫu số", max_length=24, choices=Residence, blank=True
    )
    denominator_after = models.DateField("mẫu số chỉ tính sau ngày", null=True, blank=True)
    denominator_label = models.CharField("mẫu số ghi trong kế hoạch", max_length=200, blank=True)
    deadline = models.DateField("thời hạn", null=True, blank=True)
    deadline_wording = models.CharField(
        "cách ghi thời hạn", max_length=10, choices=Wording, blank=True
    )
    commitment = models.CharField(
        "mức cam kết", max_length=12, choices=Commitment, default=Commitment.BINDING
    )
    lead = models.CharField("chủ trì", max_length=160, blank=True)
    supporting = models.CharField("phối hợp", max_length=300, blank=True)
    branch = models.CharField(
        "tính theo nhánh", max_length=10, choices=BRANCHES, default=Branch.PLACE
    )
    priority = models.PositiveSmallIntegerField("thứ tự ưu tiên", null=True, blank=True)
    source = models.TextField("trích kế hoạch", blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    objects = PlanPartQuerySet.as_manager()

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="target_code_once_per_plan"),
            models.CheckConstraint(
                condition=models.Q(goal_kind="per_period") ^ models.Q(goal_period=""),
                name="target_period_only_with_per_period",
                violation_error_message="Kỳ chỉ ghi, và phải ghi, khi mức giao là mỗi kỳ.",
            ),
            models.CheckConstraint(
                condition=models.Q(denominator_kind="indicator")
                ^ models.Q(denominator_indicator__isnull=True),
                name="target_denominator_indicator_only_when_named",
                violation_error_message="Loại số liệu làm mẫu số chỉ ghi, và phải ghi, khi mẫu số là kết quả của loại số liệu khác.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}. {self.label}"

    @property
    def last_day(self) -> date | None:
        """The last day on which work still counts: "trước ngày 30/6" ends on 29/6."""
        return last_day(self.deadline, self.deadline_wording) if self.deadline else None


class Milestone(models.Model):
    """A share of the target's goal due earlier: 60% of an 80% goal is 48% of the people."""

    target = models.ForeignKey(
        Target, models.CASCADE, related_name="milestones", verbose_name="chỉ tiêu"
    )
    by = models.DateField("mốc")
    wording = models.CharField("cách ghi mốc", max_length=10, choices=Target.Wording, blank=True)
    share_of_goal = models.DecimalField("phần của mức giao (%)", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = "mốc tiến độ"
        verbose_name_plural = "mốc tiến độ"
        ordering = ["by"]
        constraints = [
            models.UniqueConstraint(fields=["target", "by"], name="milestone_once_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.share_of_goal}% trước {self.by}"

    @property
    def last_day(self) -> date:
        """The last day on which work still counts toward the milestone."""
        return last_day(self.by, self.wording)


class Baseline(models.Model):
    """Where a unit stood before the plan (số liệu đầu kỳ): a level at a date, as printed.

    `printed_percent` is what the plan prints beside it, kept even where the figures refute it.
    """

    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="baselines", verbose_name="kế hoạch"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    indicator = models.ForeignKey(Indicator, models.PROTECT, verbose_name="loại số liệu")
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, verbose_name="nhóm đối tượng"
    )
    as_of = models.DateField("tính đến ngày", null=True, blank=True)
    value = models.PositiveIntegerField("số đầu kỳ")
    printed_percent = models.CharField("tỷ lệ in trong kế hoạch", max_length=10, blank=True)
    note = models.CharField("ghi chú", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "số liệu đầu kỳ"
        verbose_name_plural = "số liệu đầu kỳ"
        ordering = ["plan", "unit", "indicator", "cohort"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "unit", "indicator", "cohort"],
                condition=models.Q(cohort__isnull=False),
                name="baseline_once",
                violation_error_message="Số đầu kỳ này đã có.",
            ),
            models.UniqueConstraint(
                fields=["plan", "unit", "indicator"],
                condition=models.Q(cohort__isnull=True),
                name="baseline_without_cohort_once",
                violation_error_message="Số đầu kỳ này đã có.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.indicator} {self.value}"


class Quota(models.Model):
    """A target's share for one unit (giao chỉ tiêu), in whole people, dossiers or accounts."""

    target = models.ForeignKey(
        Target, models.CASCADE, related_name="quotas", verbose_name="chỉ tiêu"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="quotas", verbose_name="đơn vị")
    value = models.PositiveIntegerField("số giao")
    is_fixed = models.BooleanField(
        "ấn định bằng tay", default=False, help_text="Khi chia lại, số này được giữ nguyên."
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "giao chỉ tiêu"
        verbose_name_plural = "giao chỉ tiêu"
        ordering = ["target", "unit"]
        constraints = [models.UniqueConstraint(fields=["target", "unit"], name="quota_once")]

    def __str__(self) -> str:
        return f"{self.unit}: {self.value}"


class EntryField(models.Model):
    """A cell that units of one branch fill in for a plan: an indicator for a cohort.

    Only cohorts that cannot overlap (age bands) are ever added up; see `residents.rules.parts_of`.
    `unit` limits the field to one unit (Công an xã alone counts dossiers).
    """

    class Rhythm(models.TextChoices):
        DAILY = "daily", "hằng ngày"
        WEEKLY = "weekly", "hằng tuần"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="fields", verbose_name="kế hoạch")
    indicator = models.ForeignKey(Indicator, models.PROTECT, verbose_name="loại số liệu")
    cohort = models.ForeignKey(Cohort, models.PROTECT, verbose_name="nhóm đối tượng")
    branch = models.CharField("nhánh", max_length=10, choices=BRANCHES, default=Branch.PLACE)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="chỉ đơn vị này",
    )
    rhythm = models.CharField("nhịp", max_length=6, choices=Rhythm, default=Rhythm.DAILY)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "ô số liệu"
        verbose_name_plural = "ô số liệu"
        ordering = ["plan", "branch", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "branch", "indicator", "cohort", "unit"],
                condition=models.Q(unit__isnull=False),
                name="entry_field_once_per_unit",
                violation_error_message="Ô số liệu này đã có.",
            ),
            models.UniqueConstraint(
                fields=["plan", "branch", "indicator", "cohort"],
                condition=models.Q(unit__isnull=True),
                name="entry_field_once",
                violation_error_message="Ô số liệu này đã có.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.short_label} {self.cohort.short_label}"
