"""A list's sheet: out as a workbook, in again through a check that shows what would change."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from tablib import Dataset

from sheets import writing
from sheets.opening import open_workbook
from sheets.workbook import Fault, Refused, Value
from units import clock
from units.actions import record
from units.admin.scoped import ScopedAdmin, account_of
from units.resources import ScopedResource, faults_of, take_sheet
from vietnamese.dates import format_date

MOST_ROWS = 5000
CHECK_LASTS = 3600  # seconds between the check of a sheet and its going in
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetForm(forms.Form):
    """The file to take in."""

    file = forms.FileField(label="Tệp Excel (.xlsx, .xls, .ods) hoặc .csv")


class SheetAdmin(ScopedAdmin):
    """A list that also goes out and comes in as a sheet."""

    resource: type[ScopedResource]
    change_list_template = "admin/sheet_change_list.html"

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        guarded = self.admin_site.admin_view
        return [
            path("import/", guarded(self.import_view), name=f"{name}_import"),
            path("export/", guarded(self.export_view), name=f"{name}_export"),
            *super().get_urls(),
        ]

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Every row of the user's subtree; `?format=csv` for a plain table."""
        user = account_of(request)
        resource = self.resource(user=user)
        table = resource.export(resource.get_queryset())
        kind = "csv" if request.GET.get("format") == "csv" else "xlsx"
        data = csv_bytes(table) if kind == "csv" else xlsx_bytes(table, str(self.opts.verbose_name))
        record(f"Xuất tệp {self.opts.verbose_name}", f"{len(table)} dòng", by=user, unit=user.unit)
        response = HttpResponse(data, content_type="text/csv" if kind == "csv" else XLSX)
        name = f"{self.opts.model_name}-{clock.today().isoformat()}.{kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """First the check of a file, then, from the same page, its going in as it was checked."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        resource = self.resource(user=account_of(request))
        if "checked" in request.POST:
            return self._take(request, resource)
        form = SheetForm(request.POST or None, request.FILES or None)
        context: dict[str, Any] = {"form": form}
        if form.is_valid():
            try:
                context |= self._check(request, resource, form.cleaned_data["file"])
            except Refused as refused:
                form.add_error("file", refused.reason)
        return self._page(request, resource, context)

    def _check(self, request: HttpRequest, resource: ScopedResource, file: Any) -> dict[str, Any]:
        table, lines = read_table(file.read(), file.name)
        result = take_sheet(resource, dataset_of(table), dry_run=True)
        faults = faults_of(resource, result, lines)
        checked = signing.dumps([table, lines], salt=self._salt(request), compress=True)
        return {
            "file_name": file.name,
            "faults": faults,
            "rows": [] if faults else rows_told(resource, result, lines),
            "checked": "" if faults else checked,
        }

    def _take(self, request: HttpRequest, resource: ScopedResource) -> HttpResponse:
        try:
            table, lines = signing.loads(
                request.POST["checked"], salt=self._salt(request), max_age=CHECK_LASTS
            )
        except signing.BadSignature:
            messages.error(request, "Lần kiểm tra tệp đã hết hạn. Đề nghị chọn lại tệp.")
            return redirect(request.path)
        result = take_sheet(resource, dataset_of(table), dry_run=False)
        faults = faults_of(resource, result, lines)
        if faults:
            return self._page(request, resource, {"form": SheetForm(), "faults": faults})
        new, changed = result.totals["new"], result.totals["update"]
        messages.success(request, f"Đã nhập tệp: thêm {new} dòng, sửa {changed} dòng.")
        return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def _page(
        self, request: HttpRequest, resource: ScopedResource, context: dict[str, Any]
    ) -> HttpResponse:
        columns = [field.column_name for field in resource.get_import_fields()]
        common = {"opts": self.opts, "title": f"Nhập tệp {self.opts.verbose_name}"}
        everything = {**self.admin_site.each_context(request), **common, "columns": columns}
        return TemplateResponse(request, "admin/sheet_import.html", {**everything, **context})

    def _salt(self, request: HttpRequest) -> str:
        return f"sheet:{self.opts.label_lower}:{account_of(request).pk}"


Table = list[list[Any]]


def read_table(data: bytes, name: str) -> tuple[Table, list[int]]:
    """The first sheet's filled rows, the heading first, and the line in the file of each other row.

    Raises Refused for a file that is not opened or that holds what is no value.
    """
    first = open_workbook(data, name).sheets[0]
    filled = [
        (line, [_plain(value, line) for value in row])
        for line, row in enumerate(first.rows, start=1)
        if any(value not in {None, ""} for value in row if not isinstance(value, Fault))
        or _faulty(row)
    ]
    if len(filled) < 2:  # noqa: PLR2004 -- a heading and one row
        raise Refused("Tệp không có dòng dữ liệu nào dưới dòng tiêu đề.")
    if len(filled) > MOST_ROWS:
        raise Refused(f"Tệp có quá {MOST_ROWS} dòng. Đề nghị chia nhỏ tệp rồi gửi lại.")
    width = len(filled[0][1])
    rows = [(row + [None] * width)[:width] for _, row in filled]
    return rows, [line for line, _ in filled[1:]]


def _faulty(row: tuple[Value, ...]) -> bool:
    return any(isinstance(value, Fault) for value in row)


def _plain(value: Value, line: int) -> Any:
    """A cell as JSON can carry it to the second step."""
    if isinstance(value, Fault):
        raise Refused(f"Dòng {line} có công thức lỗi hoặc chưa có kết quả ({value.text}).")
    return format_date(value) if isinstance(value, date) else value


def dataset_of(table: Table) -> Dataset:
    """The table as django-import-export takes it."""
    heading, *rows = table
    return Dataset(*rows, headers=[str(cell or "").strip() for cell in heading])


def rows_told(resource: ScopedResource, result: Any, lines: list[int]) -> list[dict[str, Any]]:
    """What each row would do: its line, whether new or changed, its figures, the old ones beside."""
    told = []
    for line, row in zip(lines, result.rows, strict=True):
        if row.is_new() or row.is_update():
            old = resource.told(row.original) if row.original else {}
            cells = [
                (value, old.get(name, value)) for name, value in resource.told(row.instance).items()
            ]
            told.append({"line": line, "is_new": row.is_new(), "cells": cells})
    return told


def xlsx_bytes(table: Dataset, title: str) -> bytes:
    """The sheet as Excel shows it; no text in it can run."""
    workbook, sheet = writing.new_workbook(title.capitalize())
    writing.write_table(sheet, table.headers, table)
    writing.fit_to_page_width(sheet, landscape=True)
    return writing.to_bytes(workbook)


def csv_bytes(table: Dataset) -> bytes:
    """The sheet as text that Excel opens with Vietnamese letters; no text in it can run."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(table.headers)
    for row in table:
        writer.writerow([writing.plain_text(v) if isinstance(v, str) else v for v in row])
    return text.getvalue().encode("utf-8-sig")
