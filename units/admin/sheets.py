"""A list's sheet: out as a workbook, in again through a check that shows what would change."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from sheets.gate import MAX_BYTES
from sheets.workbook import Refused
from units import clock
from units.actions import record
from units.admin.files import csv_bytes, dataset_of, read_table, xlsx_bytes
from units.admin.scoped import ScopedAdmin, account_of
from units.resources import Change, ScopedResource, faults_of, take_sheet
from vietnamese.numbers import format_count
from vietnamese.text import fold

CHECK_LASTS = 3600  # seconds between the check of a sheet and its going in
MOST_SHOWN = 500  # rows or faults on a page; a browser shows no more at once without trouble
MOST_CARRIED = 1_500_000  # letters of a checked sheet in the form that confirms it
MOST_EXPORTED = {"xlsx": 50_000, "csv": 100_000}  # rows; some ten seconds each
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}


class SheetForm(forms.Form):
    """The file to take in."""

    file = forms.FileField(label="Tệp Excel (.xlsx, .xls, .ods) hoặc .csv")


class ExportAdmin(ScopedAdmin):
    """A list that also goes out as a sheet, as it is searched and filtered."""

    resource: type[ScopedResource]
    change_list_template = "admin/sheet_change_list.html"
    import_note = ""  # a sentence for a list that takes no sheet in

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name=self._name("export")), *super().get_urls()]

    def _name(self, act: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{act}"

    def _list(self) -> str:
        return reverse(f"admin:{self._name('changelist')}")

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """The rows of the user's subtree that the list shows; `?format=csv` for a plain table."""
        user = account_of(request)
        kind = self._format(request)
        resource = self.resource(user=user)
        try:
            rows = self._shown(request, resource.get_queryset())
        except IncorrectLookupParameters:
            return redirect(self._list())
        count, most = rows.count(), MOST_EXPORTED[kind]
        if count > most:
            messages.error(
                request,
                f"Danh sách có {format_count(count)} dòng, tệp .{kind} xuất được tối đa"
                f" {format_count(most)} dòng. Đề nghị lọc bớt rồi xuất lại.",
            )
            return redirect(f"{self._list()}?{request.GET.urlencode()}")
        table = resource.export(rows)
        name = str(self.opts.verbose_name)
        data = csv_bytes(table) if kind == "csv" else xlsx_bytes(table, name)
        record(f"Xuất tệp {name}", f"{count} dòng", by=user, unit=user.unit)
        response = HttpResponse(data, content_type=TYPES[kind])
        response["Content-Disposition"] = f'attachment; filename="{self._file_name(kind)}"'
        return response

    def _file_name(self, kind: str) -> str:
        """The list and the day, in letters that every computer takes: "don-vi-12-06-2026.xlsx"."""
        words = re.findall(r"[a-z0-9]+", fold(str(self.opts.verbose_name_plural)))
        return f"{'-'.join(words)}-{clock.today():%d-%m-%Y}.{kind}"

    def _format(self, request: HttpRequest) -> str:
        """The kind of file asked for; taken off the address, where all else filters the list."""
        asked = request.GET.copy()
        [kind] = asked.pop("format", ["xlsx"])[-1:]
        request.GET = asked  # type: ignore[assignment]
        return "csv" if kind == "csv" else "xlsx"

    def _shown(self, request: HttpRequest, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Those of the rows that the list shows under its search and filters."""
        if not request.GET:
            return rows
        shown = self.get_changelist_instance(request).get_queryset(request)
        return rows.filter(pk__in=shown.order_by().values("pk"))


class SheetAdmin(ExportAdmin):
    """A list that also comes in as a sheet."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name=self._name("import")), *super().get_urls()]

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
            file = form.cleaned_data["file"]
            try:
                table, lines = read_table(file.read(MAX_BYTES + 1), file.name)
                context |= self._check(request, resource, (table, lines, file.name))
            except Refused as refused:
                form.add_error("file", refused.reason)
        return self._page(request, resource, context)

    def _check(
        self, request: HttpRequest, resource: ScopedResource, sheet: tuple[Any, list[int], str]
    ) -> dict[str, Any]:
        """What a sheet would do, and the sheet itself sealed for the second step."""
        table, lines, name = sheet
        result = take_sheet(resource, dataset_of(table), lines, dry_run=True)
        faults = faults_of(resource, result)
        if faults:
            return faults_shown(faults)
        sealed = [table, lines, name, mark_of(resource.changes)]
        checked = signing.dumps(sealed, salt=self._salt(request), compress=True)
        if len(checked) > MOST_CARRIED:
            raise Refused(
                "Tệp có quá nhiều chữ để kiểm tra một lần. Đề nghị chia nhỏ tệp rồi gửi lại."
            )
        return {"file_name": name, "checked": checked, **changes_shown(resource.changes)}

    def _take(self, request: HttpRequest, resource: ScopedResource) -> HttpResponse:
        try:
            table, lines, name, seen = signing.loads(
                request.POST["checked"], salt=self._salt(request), max_age=CHECK_LASTS
            )
        except signing.BadSignature:
            messages.error(request, "Lần kiểm tra tệp đã hết hạn. Đề nghị chọn lại tệp.")
            return redirect(request.path)
        with transaction.atomic():
            result = take_sheet(resource, dataset_of(table), lines, dry_run=False)
            faults = faults_of(resource, result)
            is_as_shown = mark_of(resource.changes) == seen
            if faults or not is_as_shown:
                transaction.set_rollback(True)
        if faults:
            return self._page(request, resource, {"form": SheetForm(), **faults_shown(faults)})
        if not is_as_shown:  # nobody confirms a change that he has not seen
            again = self._check(request, self.resource(user=resource.user), (table, lines, name))
            return self._page(request, resource, {"form": SheetForm(), "renewed": True, **again})
        new, changed = result.totals["new"], result.totals["update"]
        messages.success(request, f"Đã nhập tệp: thêm {new} dòng, sửa {changed} dòng.")
        return redirect(self._list())

    def _page(
        self, request: HttpRequest, resource: ScopedResource, context: dict[str, Any]
    ) -> HttpResponse:
        columns = [field.column_name for field in resource.get_import_fields()]
        common = {"opts": self.opts, "title": f"Nhập tệp {self.opts.verbose_name}"}
        everything = {**self.admin_site.each_context(request), **common, "columns": columns}
        return TemplateResponse(request, "admin/sheet_import.html", {**everything, **context})

    def _salt(self, request: HttpRequest) -> str:
        return f"sheet:{self.opts.label_lower}:{account_of(request).pk}"


def mark_of(changes: Sequence[Change]) -> str:
    """A mark of what a sheet changes, by which a second step knows that it is still the same."""
    told = [(change.line, change.before, change.after) for change in changes]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def faults_shown(faults: list[tuple[str, str]]) -> dict[str, Any]:
    """The first faults of a sheet for its page, and how many more there are."""
    shown = faults[:MOST_SHOWN]
    return {"faults": shown, "more_faults": len(faults) - len(shown), "rows": [], "checked": ""}


def changes_shown(changes: Sequence[Change]) -> dict[str, Any]:
    """What a sheet would do, row by row with the old figure beside the new; overwriting rows first."""
    shown = sorted(changes, key=lambda change: change.before is None)[:MOST_SHOWN]
    new = sum(change.before is None for change in changes)
    return {
        "faults": [],
        "rows": [_row_shown(change) for change in shown],
        "new": new,
        "changed": len(changes) - new,
        "left_out": len(changes) - len(shown),
    }


def _row_shown(change: Change) -> dict[str, Any]:
    old = change.before or {}
    cells = [(value, old.get(name, value)) for name, value in change.after.items()]
    return {"line": change.line, "is_new": change.before is None, "cells": cells}
