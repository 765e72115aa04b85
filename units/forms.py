"""The login form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm


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
        for name, label in (("username", "Tên đăng nhập"), ("password", "Mật khẩu")):
            field: forms.Field = self.fields[name]
            field.label = label
            field.widget.attrs["class"] = "form-control"
