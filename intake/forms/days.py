"""Which day, which commune, and why: what is asked for before anything is done to a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django import forms

from units import clock
from vietnamese.dates import format_date
from vietnamese.text import nfc

FIRST_DAY = date(2000, 1, 1)
BAD_DAY = "Ngày không hợp lệ."
NOT_SEEN = "Chưa trả lại. Đề nghị xem lại báo cáo rồi trả lại."
LONGEST_REASON = 300
HOURS = {"2h": 2, "24h": 24, "3d": 72}
OPEN_FOR = (
    ("today", "đến hết hôm nay"),
    ("2h", "2 giờ"),
    ("24h", "24 giờ"),
    ("3d", "3 ngày"),
)


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


class KnownAtForm(forms.Form):
    """The past moment at which a page is to be shown again; without one the page shows what is."""

    known_at = forms.DateTimeField(
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={"invalid": "Thời điểm không hợp lệ. Đề nghị chọn lại ngày và giờ."},
    )

    def clean_known_at(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["known_at"]
        if moment and moment.date() < FIRST_DAY:
            raise forms.ValidationError("Thời điểm không hợp lệ. Đề nghị chọn lại ngày và giờ.")
        if moment and moment > clock.now():
            raise forms.ValidationError("Chỉ xem lại được một thời điểm đã qua.")
        return moment


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


class ReturnDayForm(ReasonForm):
    """Why a unit's day is sent back, and which state of its report was on the page."""

    seen = forms.CharField(
        max_length=100,
        error_messages=dict.fromkeys(
            ("required", "max_length", "null_characters_not_allowed"), NOT_SEEN
        ),
    )


class CommuneDayForm(ActDayForm, ReasonForm):
    """A commune's day to lock or to open."""

    unit = forms.SlugField()


class OpenDayForm(CommuneDayForm):
    """A commune's day to open again, and for how long; without an answer until the end of today."""

    until = forms.ChoiceField(
        required=False,
        choices=OPEN_FOR,
        error_messages={"invalid_choice": "Thời gian mở lại không hợp lệ. Đề nghị chọn lại."},
    )

    def open_until(self) -> datetime:
        """The moment at which the day closes by itself."""
        now = clock.now()
        hours = HOURS.get(self.cleaned_data["until"])
        if hours is not None:
            return now + timedelta(hours=hours)
        return datetime.combine(now.date() + clock.ONE_DAY, datetime.min.time(), clock.ZONE)
