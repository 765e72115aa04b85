"""The list of deductions as a workbook: who asked for how many, why, and what was answered; no names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple

from reports.rules.deductions import DeductionRow
from sheets.writing import new_workbook, to_bytes, write_table

HEADINGS = (
    "Số", "Kế hoạch", "Chỉ tiêu", "Đơn vị", "Số người", "Lý do", "Diễn giải", "Trạng thái", "Ngày đề nghị",
    "Văn bản gửi cấp trên", "Văn bản trả lời", "Ý kiến", "Tính từ ngày",
    "Ngày hủy", "Lý do hủy",
)  # fmt: skip


def deductions_xlsx(rows: Iterable[DeductionRow]) -> bytes:
    """The workbook, one deduction a row."""
    workbook, sheet = new_workbook("Giám trừ")
    write_table(sheet, HEADINGS, [astuple(row) for row in rows])
    return to_bytes(workbook)
