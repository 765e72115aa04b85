"""The login form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm


class LoginForm(AuthenticationForm):
    """Name and password, with messages that say what to do next."""

    error_messages = {
        "invalid_login": (
            "Tên đăng nhập hoặc mật khẩu không đúng. Đề nghị kiểm tra bộ gõ tiếng Việt,"
            " phím Caps Lock rồi nhập lại."
        ),
        "inactive": "Tài khoản này đã ngừng sử dụng. Đề nghị liên hệ người quản trị.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        _name_fields(self, {"username": "Tên đăng nhập", "password": "Mật khẩu"})


class PasswordForm(PasswordChangeForm):
    """The old password once, the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "old_password": "Mật khẩu hiện nay",
            "new_password1": "Mật khẩu mới",
            "new_password2": "Nhập lại mật khẩu mới",
        }
        _name_fields(self, labels)


def _name_fields(form: forms.BaseForm, labels: Mapping[str, str]) -> None:
    """The labels of the house on Django's own fields, and its look."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.widget.attrs["class"] = "form-control"
