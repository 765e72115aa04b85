"""How the cells of a sheet are read and written: codes, lists, figures, days, other rows by their code."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models
from import_export import widgets
from tablib import Dataset

from sheets.writing import plain_text
from units.models import User
from units.scope import choices_of
from vietnamese.dates import parse_date
from vietnamese.numbers import CountError, parse_count
from vietnamese.text import fold, nfc

MOST_COUNTED = 2**31 - 1  # what a whole number of PostgreSQL holds
MOST_NAMED = 500  # values in one question; SQLite takes no more than some thousands


class Unreadable(ValueError):  # noqa: N818 -- it says what the cell is
    """A cell that is not what its column asks for; the text is Vietnamese, for the sender."""


class TextWidget(widgets.Widget):
    """Text in one Unicode form, without spaces around it; blank is empty text, never None."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = nfc("" if value is None else str(value)).strip()
        guarded = text.startswith("'") and plain_text(text[1:]) == text
        return text[1:] if guarded else text  # as an exported .csv writes what looks like a formula

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class CodeWidget(TextWidget):
    """A code or login name: typed as a number in Excel it is still text."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        whole = isinstance(value, float) and value.is_integer()
        return super().clean(int(value) if whole else value)


class ListWidget(widgets.Widget):
    """Several texts in one cell, parted by semicolons."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        parts = (part.strip() for part in TextWidget().clean(value).split(";"))
        return [part for part in parts if part]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(str(part) for part in value or ())


class CountWidget(widgets.Widget):
    """A whole number, written as Vietnamese write it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        if value is None or isinstance(value, bool) or not str(value).strip():
            raise Unreadable("Ô này phải có số nguyên từ 0 trở lên.")
        try:
            number = parse_count(value)
        except CountError:
            raise Unreadable(f"“{value}” không phải là số nguyên từ 0 trở lên.") from None
        if number > MOST_COUNTED:
            raise Unreadable(f"“{value}” lớn quá mức của một ô.")
        return number

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class DayWidget(widgets.Widget):
    """A day with its year."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date:
        if isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
        try:
            return parse_date(str(value or ""), 0)
        except ValueError:
            raise Unreadable(f"“{value or ''}” không phải là ngày (ngày/tháng/năm).") from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class ChoiceWidget(widgets.Widget):
    """One of a list of words; the word or its code is read, the word is written."""

    def __init__(self, labels: Mapping[Any, str]) -> None:
        super().__init__()
        self.labels = {str(code): label for code, label in labels.items()}
        self.codes = {fold(label): code for code, label in self.labels.items()}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = str(value or "").strip()
        code = text if text in self.labels else self.codes.get(fold(text))
        if code is None:
            raise Unreadable(
                f"“{text}” không có trong danh sách: {', '.join(self.labels.values())}."
            )
        return code

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.labels.get(str(value), "")


class YesNoWidget(ChoiceWidget):
    """Có or không."""

    def __init__(self) -> None:
        super().__init__({True: "có", False: "không"})

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:  # type: ignore[override]
        return super().clean("có" if value in (None, "") else value) == "True"


class KeyWidget(widgets.ForeignKeyWidget):
    """Another row by its code, among those that the resource's user may name.

    `learn` reads once all rows that a sheet names, so that no cell asks the database again.
    """

    def __init__(self, model: type[models.Model], *, key: str = "code", seen: bool = False) -> None:
        super().__init__(model, field=key)
        self.seen = seen
        self.user: User | None = None
        self.known: dict[Hashable, Any] = {}

    def choices(self) -> models.QuerySet[Any]:
        """The rows that may be named."""
        if self.user is None:
            raise TypeError("a resource gives its widgets their user")
        return choices_of(self.model, self.user, seen=self.seen)

    def learn(self, sheet: Dataset, heading: str) -> None:
        """Read the rows that a column of the sheet names."""
        self.known = {}
        for some in in_parts(codes_in(sheet[heading])):
            rows = self.choices().filter(**{f"{self.field}__in": some})
            self.known |= {getattr(row, self.field): row for row in rows}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = CodeWidget().clean(value)
        found = self.known.get(text)
        if text and found is None:
            name = self.model._meta.verbose_name
            raise Unreadable(f"Không có {name} mã “{text}” trong phạm vi của tài khoản.")
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(getattr(value, self.field, "")) if value else ""


def codes_in(values: Iterable[Any]) -> list[str]:
    """The different codes of a column, in order."""
    clean = CodeWidget().clean
    return sorted({clean(value) for value in values} - {""})


def in_parts(values: list[str]) -> Iterator[list[str]]:
    """Pieces short enough to be named in one question."""
    return (values[n : n + MOST_NAMED] for n in range(0, len(values), MOST_NAMED))
