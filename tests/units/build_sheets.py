"""Registers' sheets, row by row, and how they are sent."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import reverse

from sheets import writing
from tests import build
from units.models import User
from units.rules import Role

COMMUNE, THON, OTHER = "vn/xa/", "vn/xa/thon-1/", "vn/xa/thon-2/"
UNITS = [
    "Mã",
    "Tên đơn vị",
    "Loại",
    "Mã đơn vị cấp trên",
    "Thứ tự",
    "Tên gọi khác",
    "Người đứng đầu",
    "Đang hoạt động",
]
ACCOUNTS = ["Tên đăng nhập", "Họ và tên", "Vai trò", "Mã đơn vị", "Đang sử dụng"]
PEOPLE = ["Mã đơn vị", "Mã nhóm đối tượng", "Cư trú", "Tính đến ngày", "Số người", "Nguồn"]
QUOTAS = ["Mã kế hoạch", "Ký hiệu chỉ tiêu", "Mã đơn vị", "Số giao"]
VILLAGE = "Thôn, xóm, ấp, khóm, tổ dân phố"


def world() -> User:
    """A commune of two villages and its administrator."""
    build.unit(THON)
    build.unit(OTHER)
    build.cohort()
    return build.user(COMMUNE, Role.ADMINISTRATOR, username="quan-tri")


def address(model: type[models.Model], act: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{act}")


def workbook(*rows: list[Any]) -> bytes:
    book, sheet = writing.new_workbook("Tệp")
    for row in rows:
        sheet.append(row)
    return writing.to_bytes(book)


def send(page: Client, model: type[models.Model], data: bytes, name: str = "tep.xlsx") -> Any:
    return page.post(address(model, "import"), {"file": SimpleUploadedFile(name, data)})


def faults(page: Client, model: type[models.Model], *rows: list[Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = send(page, model, workbook(*rows)).context["faults"]
    return found


def people(unit: str = "thon-1", count: Any = 420, source: str = "") -> list[Any]:
    return [unit, "age_6_13", "thường trú", "23/5/2026", count, source]


def village(code: str, parent: str = "xa", name: str = "") -> list[Any]:
    return [code, name or f"Thôn {code}", VILLAGE, parent, 1, "", "", "có"]
