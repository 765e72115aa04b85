"""What moves a plan from one state to the next asks for."""

from __future__ import annotations

from typing import Any

from django import forms

from targets.forms.fields import FIRST_DAY, LAST_DAY, CountField, DayField, area, line


class UploadForm(forms.Form):
    """The document that a plan is read from; what it may be, the reader says."""

    file = forms.FileField(
        label="Văn bản kế hoạch",
        error_messages={
            "required": "Chưa chọn tệp. Đề nghị chọn tệp .docx, .pdf hoặc .txt.",
            "empty": "Tệp không có nội dung.",
            "missing": "Chưa chọn tệp. Đề nghị chọn tệp .docx, .pdf hoặc .txt.",
            "invalid": "Chưa nhận được tệp. Đề nghị gửi lại.",
        },
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".docx,.pdf,.txt,.md"}),
    )


class NewPlanForm(forms.Form):
    """The name of a plan that is written here."""

    title = area("Tên kế hoạch", rows=2, longest=300, needed=True)


class ReasonForm(forms.Form):
    """Why an issued plan is changed."""

    reason = line("Lý do sửa đổi, bổ sung", longest=300, needed=True)


class ExplainForm(forms.Form):
    """Why a finding may stand."""

    text = area("Giải trình", rows=2, longest=500)
    key = forms.CharField(max_length=300, widget=forms.HiddenInput)


class CloneForm(forms.Form):
    """Where the new plan's dates lie: in another year, or from another first day."""

    year = CountField("Năm", help_text="Giữ nguyên ngày, tháng; chỉ đổi năm.")
    starts_on = DayField("Hoặc ngày bắt đầu mới", help_text="Mọi mốc dời theo số ngày như nhau.")

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        year, day = given.get("year"), given.get("starts_on")
        if not self.errors and (year is None) == (day is None):
            raise forms.ValidationError(
                "Đề nghị nhập năm, hoặc ngày bắt đầu mới; chỉ một trong hai."
            )
        if year is not None and not FIRST_DAY.year <= year <= LAST_DAY.year:
            self.add_error("year", "Năm không hợp lệ.")
        return given


class ConclusionForm(forms.Form):
    """What came of the plan, said when it is evaluated."""

    conclusion = area("Đánh giá kết quả thực hiện", rows=6, longest=5000, needed=True)
