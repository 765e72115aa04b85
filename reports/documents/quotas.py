"""The appendix of quotas as an Excel file: one sheet for each branch, and what the figures rest on."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from reports.rules.appendix import (
    CODE,
    LACKING,
    ORDINAL,
    OWED,
    TOTAL,
    UNIT,
    Appendix,
    AppendixSheet,
)
from sheets.writing import (
    Written,
    fit_to_page_width,
    new_workbook,
    sheet_title,
    to_bytes,
    write_cell,
    write_table,
)

BASIS = "Cơ sở tính"
BASIS_HEADINGS = (
    "Chỉ tiêu",
    "Đơn vị",
    "Số giao",
    "Số dân của nhóm",
    "Đã có",
    "Còn phải làm",
    "Cần mỗi ngày",
    "Ngày bình quân của tuần tốt nhất",
    "Nhận xét",
)
TOP = 5


def quotas_xlsx(appendix: Appendix) -> bytes:
    """The .xlsx file; its figures are numbers, and it can be sent in again."""
    workbook, sheet = new_workbook(appendix.sheets[0].title if appendix.sheets else BASIS)
    for number, part in enumerate(appendix.sheets):
        page = sheet if number == 0 else workbook.create_sheet(sheet_title(part.title))
        _write_part(page, appendix, part)
    basis = workbook.create_sheet(BASIS) if appendix.sheets else sheet
    write_table(
        basis,
        BASIS_HEADINGS,
        [
            (
                r.target,
                r.unit,
                r.quota,
                r.people,
                r.counted,
                r.more,
                r.per_day,
                r.best_per_day,
                r.load,
            )
            for r in appendix.basis
        ],
    )
    fit_to_page_width(basis, landscape=True)
    return to_bytes(workbook)


def _write_part(sheet: Worksheet, appendix: Appendix, part: AppendixSheet) -> None:
    write_cell(sheet, 1, 1, "PHỤ LỤC GIAO CHỈ TIÊU")
    of = f"Kèm theo Kế hoạch số {appendix.number}" if appendix.number else "Kèm theo Kế hoạch"
    write_cell(sheet, 2, 1, f"{of}: {appendix.plan}")
    state = "Dự thảo, chưa có hiệu lực. " if appendix.is_draft else ""
    write_cell(sheet, 3, 1, f"{state}Ô để trống: chưa giao, hoặc giữ như cũ khi gửi lại.")
    headings = (ORDINAL, CODE, UNIT, *(column.heading for column in part.columns))
    write_table(sheet, headings, [*_rows(part), *_feet(part)], top=TOP)
    fit_to_page_width(sheet, landscape=True)


def _rows(part: AppendixSheet) -> list[list[Written]]:
    found: list[list[Written]] = []
    ordinal = 0
    for row in part.rows:
        ordinal += row.depth == 0
        name = f"{'    ' * row.depth}{row.name}"
        figures = [row.quotas.get(column.code) for column in part.columns]
        found.append([None if row.depth else ordinal, row.code, name, *figures])
    return found


def _feet(part: AppendixSheet) -> list[list[Written]]:
    """The sum of what is given, what is owed, and what is lacking; sums count no quota twice."""
    lacking = [None if c.owed is None else c.owed - c.given for c in part.columns]
    return [
        [None, None, TOTAL, *(c.given for c in part.columns)],
        [None, None, OWED, *(c.owed for c in part.columns)],
        [None, None, LACKING, *lacking],
    ]
