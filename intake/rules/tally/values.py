"""The number in a counted cell, or what is wrong with it."""

from datetime import date

from intake.rules.tally import messages
from intake.rules.tally.judging import Found
from sheets.workbook import Fault, Value
from vietnamese.dates import format_date
from vietnamese.numbers import CountError, NegativeCountError, NotWholeError, parse_count


class Values:
    """Reads counted cells; what a text means is worked out once."""

    def __init__(self) -> None:
        self._texts: dict[str, int | Found] = {}

    def read(self, value: Value) -> int | Found:
        """The count, or the problem; the cell is not blank."""
        if type(value) is int and value >= 0:
            return value
        if not isinstance(value, str):
            return _read(value)
        known = self._texts.get(value)
        if known is None:
            known = self._texts[value] = _read(value)
        return known


def _read(value: Value) -> int | Found:
    text = shown(value)
    if isinstance(value, Fault):
        kind = "formula_error" if value.kind == "error" else "formula_without_value"
        is_error = value.kind == "error"
        message = messages.formula_error(text) if is_error else messages.formula_without_value()
        return Found(kind, message, text=text)
    if isinstance(value, date) or value is None:
        return Found("not_a_number", messages.not_a_number(text), text=text)
    try:
        return parse_count(value)
    except CountError as error:
        return _unreadable(error, text)


def _unreadable(error: CountError, text: str) -> Found:
    if isinstance(error, NegativeCountError):
        return Found("negative", messages.negative(text), text=text)
    if isinstance(error, NotWholeError):
        return Found("not_whole", messages.not_whole(text.replace(".", ",")), text=text)
    return Found("not_a_number", messages.not_a_number(text), text=text)


def shown(value: Value) -> str:
    """What a cell holds, as it would be typed: read as a text it means the same."""
    if value is None:
        return ""
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, Fault):
        return value.text
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    # A point would group thousands in a text: the number 1.234 is typed 1,234.
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)
