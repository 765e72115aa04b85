"""The number in a counted cell, or what is wrong with it."""

from datetime import date

from intake.rules.tally import messages
from intake.rules.tally.grid import shown
from intake.rules.tally.judging import Found, fault_found
from sheets.workbook import Fault, Value
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
        return fault_found(value)
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
