"""The sheets of units and of accounts."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from tablib import Dataset

from units.models import Unit, User
from units.resources.sheets import ScopedResource, column
from units.resources.widgets import (
    ChoiceWidget,
    CodeWidget,
    CountWidget,
    KeyWidget,
    ListWidget,
    YesNoWidget,
)
from units.rules import KIND_LABELS, ROLE_LABELS
from units.scope import ScopedQuerySet

SMALL_CODE = RegexValidator(
    r"^[a-z0-9-]+\Z", "Mã chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối."
)
OWN_ACCOUNT = "Không thể tự khóa, tự đổi vai trò hoặc đơn vị của chính mình."


class UnitResource(ScopedResource):
    """Units below the user's own, by code. What hangs where is changed by moving, never by a sheet."""

    fixed = ("kind", "parent")
    found_by = "code"
    create_instances: list[Unit]
    code = column("code", "Mã", CodeWidget())
    name = column("name", "Tên đơn vị")
    kind = column("kind", "Loại", ChoiceWidget(KIND_LABELS))
    parent = column("parent", "Mã đơn vị cấp trên", KeyWidget(Unit, seen=True))
    position = column("position", "Thứ tự", CountWidget())
    aliases = column("aliases", "Tên gọi khác", ListWidget())
    head_name = column("head_name", "Người đứng đầu")
    is_active = column("is_active", "Đang hoạt động", YesNoWidget())

    class Meta(ScopedResource.Meta):
        model = Unit
        import_id_fields = ("code",)
        fields = (
            "code",
            "name",
            "kind",
            "parent",
            "position",
            "aliases",
            "head_name",
            "is_active",
        )

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().exclude(pk=self.user.unit_id).order_by("path")

    def before_save_instance(self, instance: Unit, row: Any, **kwargs: Any) -> None:
        """What `Unit.save` would refuse; rows that go in together are saved past it."""
        if instance.parent is None:
            raise ValidationError({"parent": "Đơn vị phải có đơn vị cấp trên."})
        instance.derive()
        try:
            SMALL_CODE(instance.code)
            instance._meta.get_field("path").run_validators(instance.path)
        except ValidationError as error:
            raise ValidationError({"code": error}) from error
        # A line further down may hang a unit below this one.
        self.fields["parent"].widget.known[instance.code] = instance

    def unit_of(self, instance: Unit) -> Unit | None:
        return instance.parent

    def bulk_create(self, *args: Any, **kwargs: Any) -> None:
        """Level by level, since a unit is stored after the one it hangs below."""
        waiting = sorted(self.create_instances, key=_depth)
        for _, level in groupby(waiting, key=_depth):
            self.create_instances = list(level)
            super().bulk_create(*args, **kwargs)


def _depth(unit: Unit) -> int:
    return unit.path.count("/")


class UserResource(ScopedResource):
    """Accounts by login name. Passwords never leave and never come in: a new account gets its own
    from the administrator."""

    scope = ScopedQuerySet
    found_by = "username"
    optional = ("personal_unit",)
    username = column("username", "Tên đăng nhập", CodeWidget())
    full_name = column("full_name", "Họ và tên")
    role = column("role", "Vai trò", ChoiceWidget(ROLE_LABELS))
    unit = column("unit", "Mã đơn vị", KeyWidget(Unit))
    is_active = column("is_active", "Đang sử dụng", YesNoWidget())
    personal_unit = column("personal_unit", "Mã dòng số liệu riêng", KeyWidget(Unit))

    class Meta(ScopedResource.Meta):
        model = User
        import_id_fields = ("username",)
        fields = ("username", "full_name", "role", "unit", "is_active", "personal_unit")

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        self._holders: dict[int, str] = {}

    def after_init_instance(self, instance: User, new: bool, row: Any, **kwargs: Any) -> None:
        super().after_init_instance(instance, new, row, **kwargs)
        if new:
            instance.set_unusable_password()

    def before_save_instance(self, instance: User, row: Any, **kwargs: Any) -> None:
        now = (instance.role, instance.unit_id, instance.is_active)
        own = (self.user.role, self.user.unit_id, self.user.is_active)
        if instance.pk == self.user.pk and now != own:
            raise ValidationError(OWN_ACCOUNT)
        self._check_one_holder(instance)

    def _check_one_holder(self, instance: User) -> None:
        """Of the lines of one sheet too, an officer's figures are one account's."""
        line = instance.personal_unit_id
        first = self._holders.setdefault(line, instance.username) if line else instance.username
        if first != instance.username:
            fault = f"“{instance.personal_unit}” đã ghi cho tài khoản {first} trong tệp này."
            raise ValidationError({"personal_unit": fault})
