"""Who does what by when: the plan's tasks and its teams."""

from __future__ import annotations

from django.db import models

from plans.models.plan import Plan, PlanPartQuerySet
from units.models import Unit, User


class Task(models.Model):
    """A duty of the plan: rõ người, rõ việc, rõ thời gian, rõ sản phẩm, rõ trách nhiệm (plan 2025-tu-nghia).

    `lead` is the text's wording, `lead_unit` the unit of the portal that it means; `timing` the wording
    of the time ("Thường xuyên"), `due_on` its date. Done with a note on what came of it.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks", verbose_name="kế hoạch")
    text = models.TextField("việc")
    lead = models.CharField("chủ trì", max_length=200, blank=True)
    lead_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name="đơn vị chủ trì",
    )
    supporting = models.CharField("phối hợp", max_length=500, blank=True)
    timing = models.CharField("thời gian", max_length=200, blank=True)
    due_on = models.DateField("hạn", null=True, blank=True)
    due_wording = models.CharField("cách ghi hạn", max_length=10, blank=True)
    product = models.CharField("sản phẩm", max_length=300, blank=True)
    responsible = models.CharField("người chịu trách nhiệm", max_length=200, blank=True)
    section = models.CharField("mục", max_length=20, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    done_on = models.DateField("hoàn thành ngày", null=True, blank=True)
    done_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người báo hoàn thành",
    )
    done_note = models.CharField("kết quả", max_length=500, blank=True)

    objects = PlanPartQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"
        ordering = ["plan", "position"]

    def __str__(self) -> str:
        return self.text


class Team(models.Model):
    """A team (tổ công tác) that the plan sets up; `unit` where it works, where that is known."""

    class Level(models.TextChoices):
        TOWN = "town", "cấp tỉnh, thị xã"
        COMMUNE = "commune", "cấp xã"
        VILLAGE = "village", "thôn"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="teams", verbose_name="kế hoạch")
    name = models.CharField("tên tổ", max_length=200)
    level = models.CharField("cấp", max_length=8, choices=Level, default=Level.COMMUNE)
    task = models.TextField("nhiệm vụ", blank=True)
    people = models.PositiveSmallIntegerField("số người", null=True, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="địa bàn"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    objects = PlanPartQuerySet.as_manager()

    class Meta:
        verbose_name = "tổ công tác"
        verbose_name_plural = "tổ công tác"
        ordering = ["plan", "position"]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """An office's part in a team: how many people, or a person by name; one may be its leader."""

    class Role(models.TextChoices):
        LEADER = "leader", "tổ trưởng"
        MEMBER = "member", "thành viên"

    team = models.ForeignKey(Team, models.CASCADE, related_name="members", verbose_name="tổ")
    office = models.CharField("cơ quan, đơn vị", max_length=200)
    people = models.PositiveSmallIntegerField("số người", null=True, blank=True)
    role = models.CharField("vai trò", max_length=8, choices=Role, default=Role.MEMBER)
    person = models.CharField("họ tên", max_length=600, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "thành viên tổ"
        verbose_name_plural = "thành viên tổ"
        ordering = ["team", "position"]

    def __str__(self) -> str:
        return self.person or self.office
