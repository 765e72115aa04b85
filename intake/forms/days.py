"""Which day, which commune, and why: what is asked for before anything is done to a day."""

from __future__ import annotations

from datetime import date

from django import forms

from units import clock
from vietnamese.dates import format_date
from vietnamese.text import nfc

FIRST_DAY = date(2000, 1, 1)
BAD_DAY = "Ngày không hợp lệ."
LONGEST_REASON = 300


class DayForm(forms.Form):
    """The day asked for in the address; without one the page chooses."""

    day = forms.DateField(
        required=False, input_formats=["%Y-%m-%d"], error_messages={"invalid": BAD_DAY}
    )

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day and day < FIRST_DAY:
            raise forms.ValidationError(BAD_DAY)
        if day and day > clock.today():
            raise forms.ValidationError(
                f"Chưa nhập được số liệu cho ngày sau hôm nay ({format_date(clock.today())})."
            )
        return day


class ActDayForm(DayForm):
    """The day that something is done to; nothing is done to a day that the page did not name."""

    day = forms.DateField(
        input_formats=["%Y-%m-%d"], error_messages={"required": BAD_DAY, "invalid": BAD_DAY}
    )


class ReasonForm(forms.Form):
    """Why a day is sent back or opened, as it is kept; whether one is needed, the action says."""

    reason = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        error_messages={
            "max_length": f"Lý do dài quá {LONGEST_REASON} ký tự. Đề nghị viết gọn lại.",
            "null_characters_not_allowed": "Lý do có ký tự lạ. Đề nghị nhập lại.",
        },
    )

    def clean_reason(self) -> str:
        return nfc(self.cleaned_data["reason"])


class CommuneDayForm(ActDayForm, ReasonForm):
    """A commune's day to lock or to open."""

    unit = forms.SlugField()
