"""Administration of units and accounts, and the log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserCreationForm
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from units.actions import record
from units.admin.scoped import ReadOnlyAdmin, account_of
from units.admin.sheets import SheetAdmin
from units.admin.site import site
from units.models import AuditEntry, Unit, User
from units.resources import OWN_ACCOUNT, SMALL_CODE, UnitResource, UserResource
from units.scope import ScopedQuerySet

OFFICERS_ALONE = "Chỉ chọn được đơn vị loại Cán bộ trong phạm vi quản trị của tài khoản đang dùng."


@admin.register(Unit, site=site)
class UnitAdmin(SheetAdmin):
    """Units are added below the own one and switched off, never deleted: figures hang on them."""

    resource = UnitResource
    list_display = ("name", "code", "kind", "parent", "head_name", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("parent",)
    search_fields = ("name", "code")
    fields = ("code", "name", "kind", "parent", "position", "aliases", "head_name", "is_active")
    settled: tuple[str, ...] = ("code", "kind", "parent")  # once the unit is there

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.settled if obj else ()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if "parent" in form.base_fields:
            form.base_fields["parent"].required = True
        if "code" in form.base_fields:
            form.base_fields["code"].validators.append(SMALL_CODE)
        return form


class OwnLineForm(forms.ModelForm):
    """An account's own line: offered are officers below its unit whose line nobody holds yet.

    What is sent is judged by the model, in words, since the unit may change in the same form.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines: Any = self.fields.get("personal_unit")
        if lines is None:
            return
        lines.error_messages["invalid_choice"] = OFFICERS_ALONE
        if self.is_bound:
            return
        free = models.Q(holder=None, is_active=True)
        account = self.instance
        if account.unit is not None:
            free &= models.Q(path__startswith=account.unit.path)
        lines.queryset = lines.queryset.filter(free | models.Q(pk=account.personal_unit_id))


class NewAccountForm(OwnLineForm, UserCreationForm):
    """A new account with its password."""


class AccountForm(OwnLineForm):
    """An account, without a way to shut oneself out."""

    acting: User | None = None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.acting and self.instance.pk == self.acting.pk:
            changed = {"is_active", "role", "unit"} & set(self.changed_data)
            if changed:
                raise forms.ValidationError(OWN_ACCOUNT)
        return cleaned


class NewPasswordForm(AdminPasswordChangeForm):
    """A new password for somebody; taking the password away is switching the account off."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields.pop("usable_password", None)
        for field in self.fields.values():
            field.required = True


@admin.register(User, site=site)
class AccountAdmin(UserAdmin, SheetAdmin):
    """Accounts are switched off, never deleted: what they did keeps their name."""

    resource = UserResource
    scope = ScopedQuerySet
    form = AccountForm
    add_form = NewAccountForm
    change_password_form = NewPasswordForm
    add_form_template = None
    change_user_password_template = None
    list_display = (
        "username",
        "full_name",
        "role",
        "unit",
        "personal_unit",
        "is_active",
        "last_login",
    )
    list_filter = ("role", "is_active")
    list_select_related = ("unit", "personal_unit")
    search_fields = ("username", "full_name")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("password_state", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password_state")}),
        (
            "Người dùng",
            {"fields": ("full_name", "role", "unit", "personal_unit", "is_active")},
        ),
        ("Thời gian", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    "full_name",
                    "role",
                    "unit",
                    "personal_unit",
                    "password1",
                    "password2",
                )
            },
        ),
    )

    @admin.display(description="Mật khẩu")
    def password_state(self, account: User) -> str:
        """Whether there is one, and the way to a new one; nothing of the stored one."""
        state = "đã đặt" if account.has_usable_password() else "chưa đặt"
        url = reverse("admin:auth_user_password_change", args=[account.pk])
        return format_html('{} – <a href="{}">đặt mật khẩu mới</a>', state, url)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return SheetAdmin.get_queryset(self, request).order_by("username")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.base_fields["role"].required = True
        form.acting = account_of(request)
        return form

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002 -- Django's name
        form_url: str = "",
    ) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().user_change_password(request, id, form_url)
            changed = request.method == "POST" and response.status_code == 302  # noqa: PLR2004
            user = self.get_object(request, id) if changed else None
            if user:
                record("Đặt lại mật khẩu", str(user), by=account_of(request), unit=user.unit)
        return response


@admin.register(AuditEntry, site=site)
class AuditAdmin(ReadOnlyAdmin):
    """Who did what: read only, like the log itself."""

    list_display = ("at", "by_name", "action", "subject", "unit", "reason")
    list_filter = ("action",)
    list_select_related = ("unit",)
    search_fields = ("by_name", "subject", "reason")
    date_hierarchy = "at"
