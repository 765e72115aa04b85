"""Units, accounts and the log of what was done."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from units.rules import (
    BRANCH_LABELS,
    KIND_LABELS,
    ROLE_LABELS,
    Branch,
    Kind,
    Permission,
    Role,
    branch_of,
    is_within,
    permitted,
)
from units.scope import ScopedQuerySet, UnitScopedQuerySet

CODES_CLOSED_BY_SLASHES = RegexValidator(r"^([a-z0-9-]+/)+$")


class Unit(models.Model):
    """Anything that can be given a quota: a province, a commune, a village, an office, a school.

    `path` holds the codes from the root, each closed by a slash ("vn/dong-nai/phu-rieng/"); it is
    kept by `units.actions` and is what scoping and roll-up read.
    """

    code = models.SlugField("mã", max_length=60, unique=True)
    name = models.CharField("tên đơn vị", max_length=160)
    kind = models.CharField("loại", max_length=20, choices=[(k, KIND_LABELS[k]) for k in Kind])
    branch = models.CharField(
        "nhánh", max_length=10, choices=[(b, BRANCH_LABELS[b]) for b in Branch], editable=False
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
        verbose_name="đơn vị cấp trên",
    )
    path = models.CharField(
        "đường dẫn",
        max_length=400,
        unique=True,
        editable=False,
        validators=[CODES_CLOSED_BY_SLASHES],
    )
    position = models.PositiveIntegerField("thứ tự", default=0)
    aliases = models.JSONField("tên gọi khác", default=list, blank=True)
    head_name = models.CharField("người đứng đầu", max_length=120, blank=True)
    is_active = models.BooleanField("đang hoạt động", default=True)

    objects = UnitScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(path__endswith="/"), name="unit_path_closed_by_slash"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Derive what follows from the rest, and refuse a path that scoping could misread.

        Small letters only, or on SQLite, whose LIKE ignores case, "A/" would see what lies below "a/".
        """
        self.derive()
        for field in self._meta.concrete_fields:
            if field.name in {"code", "path"}:
                field.run_validators(getattr(self, field.name))
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.kind in KIND_LABELS:  # else the field's own message stands
            self.derive()

    def derive(self) -> None:
        """Branch and path follow from the parent, the code and the kind alone."""
        self.branch = branch_of(Kind(self.kind))
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"


class User(AbstractUser):
    """An account: one person with one role at one unit."""

    full_name = models.CharField("họ và tên", max_length=120)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="users", null=True, verbose_name="đơn vị"
    )
    personal_unit = models.OneToOneField(
        Unit,
        models.PROTECT,
        related_name="holder",
        null=True,
        blank=True,
        limit_choices_to={"kind": Kind.OFFICER},
        verbose_name="dòng số liệu riêng của cán bộ",
    )
    role = models.CharField(
        "vai trò", max_length=20, choices=[(r, ROLE_LABELS[r]) for r in Role], blank=True
    )

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def clean(self) -> None:
        """An own line is an officer's, below the account's unit, and nobody else's."""
        super().clean()
        if self.personal_unit is not None:
            self._check_own_line(self.personal_unit)

    def _check_own_line(self, line: Unit) -> None:
        fault = ""
        if line.kind != Kind.OFFICER:
            fault = f"“{line}” không phải là đơn vị loại Cán bộ."
        elif self.unit is None or not is_within(line.path, self.unit.path):
            fault = f"“{line}” không thuộc đơn vị của tài khoản."
        elif User.objects.filter(personal_unit=line).exclude(pk=self.pk).exists():
            fault = f"“{line}” đã là dòng số liệu riêng của một tài khoản khác."
        if fault:
            raise ValidationError({"personal_unit": fault})

    @property
    def own_line(self) -> Unit | None:
        """The officer's own line while he may fill it in: in use, and in the account's subtree."""
        line = self.personal_unit
        if line is None or self.unit is None or not line.is_active:
            return None
        return line if is_within(line.path, self.unit.path) else None

    def may(self, permission: Permission) -> bool:
        """Whether the account's role has the permission; a deactivated account has none."""
        return self.is_active and permitted(self.role, permission)


class AuditEntry(models.Model):
    """One thing that somebody did: kept with the name as text, never changed or deleted."""

    at = models.DateTimeField("lúc", auto_now_add=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="ai")
    by_name = models.CharField("tên người làm", max_length=160)
    unit = models.ForeignKey(
        Unit, models.SET_NULL, null=True, related_name="+", verbose_name="đơn vị"
    )
    action = models.CharField("việc", max_length=60)
    subject = models.CharField("đối tượng", max_length=200)
    before = models.JSONField("trước", null=True, blank=True)
    after = models.JSONField("sau", null=True, blank=True)
    reason = models.CharField("lý do", max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "nhật ký"
        verbose_name_plural = "nhật ký"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.by_name}: {self.action} {self.subject}"
