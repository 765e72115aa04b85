"""What of a sender's workbook does not go back: whatever reaches out of it or may run."""

from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import Rule
from openpyxl.packaging.custom import CustomPropertyList
from openpyxl.workbook.defined_name import DefinedName, DefinedNameDict
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.scenario import ScenarioList
from openpyxl.worksheet.worksheet import Worksheet

from sheets.marking.formulas import is_plain
from sheets.workbook import Fault, Sheet, Value

_STARTS = ("=", "+", "-", "@")
_RUNS_BY_ITSELF = ("_xlnm.", "auto_")  # names that a program gives a meaning of their own
_RELATIONS = b"officeDocument/2006/relationships"


def clean(workbook: Workbook, saved: dict[str, Sheet]) -> None:
    """Cells, looks and plain rules stay; a doubtful formula becomes the value that was saved with it.

    Tables become plain cells, and charts, pivots and scenarios go: each may hold formulas, and
    openpyxl gives back but half of them.
    """
    _clean_book(workbook)
    workbook.defined_names = _plain_names(workbook.defined_names.values())
    names = set(workbook.defined_names)
    for sheet in workbook.worksheets:
        _drop_parts(sheet)
        sheet.defined_names = _plain_names(sheet.defined_names.values())
        _clean_rules(sheet, names)
        values = saved.get(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell) and cell.value is not None:
                    _clean_cell(cell, values, names)


def _clean_book(workbook: Any) -> None:
    """The document's own properties and a theme's pictures can name outside sources."""
    workbook.template = False
    workbook.custom_doc_props = CustomPropertyList()
    for sheet in workbook.chartsheets:
        workbook.remove(sheet)
    if _RELATIONS in (workbook.loaded_theme or b""):
        workbook.loaded_theme = None  # the program's own takes its place


def _drop_parts(sheet: Any) -> None:
    sheet.tables.clear()
    sheet.scenarios = ScenarioList()
    sheet.page_setup.id = None  # the printer's own settings, a part that is not carried over
    for parts in (sheet._charts, sheet._images, sheet._pivots):
        parts.clear()


def _plain_names(names: Iterable[DefinedName]) -> DefinedNameDict:
    """The names that stand for plain cells or a text, without anything else that was told of them."""
    kept = DefinedNameDict()
    for name in names:
        runs = name.function or name.vbProcedure or name.xlm
        if runs or not name.name or name.name.lower().startswith(_RUNS_BY_ITSELF):
            continue
        if is_plain(f"={name.attr_text}"):
            kept[name.name] = DefinedName(name.name, attr_text=name.attr_text, hidden=name.hidden)
    return kept


def _clean_rules(sheet: Worksheet, names: set[str]) -> None:
    rules = sheet.data_validations.dataValidation
    sheet.data_validations.dataValidation = [
        rule for rule in rules if _are_plain((rule.formula1, rule.formula2), names)
    ]
    formats = ConditionalFormattingList()
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            if _are_plain(_formulas_of(rule), names):
                formats.add(str(area.sqref), rule)
    sheet.conditional_formatting = formats


def _formulas_of(rule: Rule) -> list[str | None]:
    """A rule's own formulas, and those by which a scale, bars or icons find their ends."""
    scales = [scale for scale in (rule.colorScale, rule.dataBar, rule.iconSet) if scale]
    return [*rule.formula, *(end.val for scale in scales for end in scale.cfvo)]


def _are_plain(formulas: Iterable[str | float | None], names: set[str]) -> bool:
    return all(is_plain(f"={formula}", names) for formula in formulas if formula)


def _clean_cell(cell: Cell, values: Sheet | None, names: set[str]) -> None:
    value = values.at(cell.row - 1, cell.column - 1) if values else None
    if cell.hyperlink is not None:
        _clean_link(cell, cell.hyperlink, names, is_blank=value is None)
    if cell.data_type == "f" and not (isinstance(cell.value, str) and is_plain(cell.value, names)):
        put_value(cell, value)
    elif cell.data_type == "s" and isinstance(cell.value, str) and cell.value.startswith(_STARTS):
        cell.quotePrefix = True


def _clean_link(cell: Cell, link: Hyperlink, names: set[str], *, is_blank: bool) -> None:
    """Only a link to a place in the workbook stays; openpyxl has written it into a blank cell."""
    if is_blank and cell.value in (link.target, link.location):
        cell.value = None
    if link.target or not link.location or not is_plain(f"={link.location}", names):
        cell.hyperlink = None


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
