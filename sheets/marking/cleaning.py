"""What of a sender's workbook does not go back: whatever reaches out of it or may run."""

from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.packaging.custom import CustomPropertyList
from openpyxl.worksheet.worksheet import Worksheet

from sheets.marking.formulas import is_plain
from sheets.workbook import Fault, Sheet, Value

_STARTS = ("=", "+", "-", "@")
_OWN_NAMES = ("_xlnm.Print_Area", "_xlnm.Print_Titles")


def clean(workbook: Workbook, saved: dict[str, Sheet]) -> None:
    """Drop outside links, pivot caches and doubtful rules; doubtful formulas become their saved value."""
    workbook.template = False
    _clean_hidden_parts(workbook)
    names = _clean_names(workbook)
    for sheet in workbook.worksheets:
        _clean_rules(sheet, names)
        values = saved.get(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell) and cell.value is not None:
                    _clean_cell(cell, values, names)
        _clean_names_of(sheet)


def _clean_hidden_parts(workbook: Any) -> None:
    """Pivot caches and the document's own properties, both of which can name outside sources."""
    workbook.custom_doc_props = CustomPropertyList()
    for sheet in workbook.worksheets:
        sheet._pivots = []


def _clean_names(workbook: Workbook) -> set[str]:
    """The names that stay: those that stand for plain cells or a text."""
    plain = {
        name
        for name, defined in workbook.defined_names.items()
        if is_plain(f"={defined.attr_text}")
    }
    for name in set(workbook.defined_names) - plain:
        del workbook.defined_names[name]
    return plain


def _clean_names_of(sheet: Worksheet) -> None:
    for name, defined in list(sheet.defined_names.items()):
        if name not in _OWN_NAMES and not is_plain(f"={defined.attr_text}"):
            del sheet.defined_names[name]


def _clean_rules(sheet: Worksheet, names: set[str]) -> None:
    rules = sheet.data_validations.dataValidation
    sheet.data_validations.dataValidation = [
        rule for rule in rules if _are_plain((rule.formula1, rule.formula2), names)
    ]
    formats = sheet.conditional_formatting
    for area in list(formats):
        if not all(_are_plain(rule.formula, names) for rule in area.rules):
            del formats[str(area.sqref)]


def _are_plain(formulas: Any, names: set[str]) -> bool:
    return all(is_plain(f"={formula}", names) for formula in formulas if formula)


def _clean_cell(cell: Cell, values: Sheet | None, names: set[str]) -> None:
    if cell.hyperlink is not None and cell.hyperlink.target:
        cell.hyperlink = None
    if cell.data_type == "f" and not (isinstance(cell.value, str) and is_plain(cell.value, names)):
        put_value(cell, values.at(cell.row - 1, cell.column - 1) if values else None)
    elif cell.data_type == "s" and isinstance(cell.value, str) and cell.value.startswith(_STARTS):
        cell.quotePrefix = True


def put_value(cell: Cell, value: Value) -> None:
    """A value as itself: no text becomes a formula, an error stays one, a missing result is blank."""
    if isinstance(value, Fault):
        cell.value = value.text if value.kind == "error" else None
        cell.data_type = "e" if value.kind == "error" and value.text.startswith("#") else "s"
    elif isinstance(value, str):
        cell.value = value
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_STARTS)
    else:
        cell.value = value
