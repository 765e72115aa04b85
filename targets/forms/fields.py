"""The few kinds of field that plans' forms are made of, and what they say when something is wrong."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.forms.formsets import TOTAL_FORM_COUNT

from plans.rules.wording import number_words
from vietnamese.numbers import CountError, parse_count
from vietnamese.text import nfc

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
MISSING = "Đề nghị nhập ô này."
BAD_DAY = "Ngày không hợp lệ."
BAD_CHOICE = "Đề nghị chọn một mục trong danh sách."
_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?")
_PLAIN = re.compile(r"\d{1,12}([.,]\d{1,4})?")

T = TypeVar("T")
Choices = Sequence[tuple[str, str]]


def line(label: str, *, longest: int, needed: bool = False, help_text: str = "") -> forms.CharField:
    """One line of words."""
    return forms.CharField(
        label=label,
        required=needed,
        max_length=longest,
        help_text=help_text,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": MISSING, "max_length": f"Dài quá {longest} ký tự."},
    )


class LinesField(forms.CharField):
    """A list typed one a line; cleaned to a tuple without the empty ones."""

    def __init__(self, label: str, *, rows: int = 4, help_text: str = "Mỗi dòng một mục.") -> None:
        area = forms.Textarea(attrs={"class": "form-control", "rows": rows})
        super().__init__(label=label, required=False, widget=area, help_text=help_text)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> Any:
        lines = (nfc(line).strip() for line in str(super().clean(value)).splitlines())
        return tuple(line for line in lines if line)


def area(
    label: str, *, rows: int = 3, longest: int = 2000, needed: bool = False
) -> forms.CharField:
    """A few lines of running text."""
    return forms.CharField(
        label=label,
        required=needed,
        max_length=longest,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": rows}),
        error_messages={"required": MISSING, "max_length": f"Dài quá {longest} ký tự."},
    )


def choice(
    label: str, choices: Iterable[tuple[str, str]], *, needed: bool = False, first: str = ""
) -> Any:
    """One of a list; `first` is chosen in a new row."""
    return forms.ChoiceField(
        label=label,
        initial=first,
        required=needed,
        choices=list(choices),
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE},
    )


def former_row() -> forms.CharField:
    """Which row of the draft a row of a form was made from (`marked`); "" for a new one."""
    return forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


def marked(rows: Iterable[T]) -> dict[str, T]:
    """The rows by their marks: a row is known again by what it says, wherever it stands by now."""
    found: dict[str, T] = {}
    for row in rows:
        mark, number = hashlib.sha256(repr(row).encode()).hexdigest()[:16], 1
        while f"{mark}-{number}" in found:
            number += 1
        found[f"{mark}-{number}"] = row
    return found


class BoundedRows(forms.BaseFormSet):
    """Rows of a form. A request that claims more of them than there may be is refused unread."""

    default_error_messages = {"too_many_forms": "Đề nghị gửi không quá %(num)d dòng."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = len(self.initial or ())  # a plan that was read may have more than one may add
        self.absolute_max = max(self.max_num, given + 1)
        if self.is_bound and self._claimed() > self.absolute_max:
            self.absolute_max = given + self.extra

    def _claimed(self) -> int:
        return self.management_form.cleaned_data[TOTAL_FORM_COUNT] or 0


def check(label: str, *, help_text: str = "") -> forms.BooleanField:
    """Yes or no."""
    return forms.BooleanField(label=label, required=False, help_text=help_text)


class DayField(forms.DateField):
    """A day of a year that a plan can speak of."""

    def __init__(self, label: str, *, needed: bool = False, help_text: str = "") -> None:
        super().__init__(
            label=label,
            required=needed,
            help_text=help_text,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(
                format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}
            ),
            error_messages={"required": MISSING, "invalid": BAD_DAY},
        )

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(BAD_DAY)
        return day


class CountField(forms.CharField):
    """A whole number as people type it: 35.097, 120."""

    def __init__(self, label: str, *, needed: bool = False, help_text: str = "") -> None:
        super().__init__(
            label=label,
            required=needed,
            help_text=help_text,
            widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric"}),
            error_messages={"required": MISSING},
        )

    def prepare_value(self, value: Any) -> Any:
        return number_words(Decimal(value)) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        typed = str(super().clean(value))
        if not typed:
            return None
        try:
            number = parse_count(typed)
        except CountError as error:
            raise forms.ValidationError("Đề nghị nhập một số nguyên, ví dụ 1.250.") from error
        if number > 10**9:
            raise forms.ValidationError("Số quá lớn.")
        return number


def fault_of_goal(kind: str, value: Decimal | None) -> str:
    """What a goal or a milestone cannot be, as a sentence; "" for nothing. Counts are whole.

    "1,132" accounts are asked about: a comma stands before decimals, a dot between thousands.
    """
    if value is None:
        return ""
    if kind == "percent":
        if not 0 < value <= 100:  # noqa: PLR2004 -- percent
            return "Tỷ lệ phải lớn hơn 0 và không quá 100%."
        return "" if value == round(value, 2) else "Tỷ lệ không quá hai chữ số lẻ."
    if value == value.to_integral_value():
        return ""
    thousand = value * 1000
    if value.as_tuple().exponent == -3:  # noqa: PLR2004 -- three digits, as between thousands
        return f"Số lượng là số nguyên. Có phải {number_words(thousand)} không? Dấu chấm ngăn cách hàng nghìn."
    return "Số lượng là số nguyên, ví dụ 1.250."


class NumberField(forms.CharField):
    """A number with a comma before its decimals, as plans print it: 97,5 or 1.250."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "decimal"}),
            error_messages={"required": MISSING},
        )

    def prepare_value(self, value: Any) -> Any:
        return number_words(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        typed = str(super().clean(value)).rstrip("%").strip()
        if _GROUPED.fullmatch(typed):
            return Decimal(typed.replace(".", "").replace(",", "."))
        if _PLAIN.fullmatch(typed):
            return Decimal(typed.replace(",", "."))
        raise forms.ValidationError("Đề nghị nhập một số, ví dụ 95 hoặc 97,5.")
