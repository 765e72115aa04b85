"""Input of the quotas' pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from intake.rules.ledger import LARGEST_COUNT
from plans.rules.goals import QuotaFacts
from reports.rules.quotas import METHOD_LABELS
from targets.rules.quotas import Method
from units.models import Unit
from vietnamese.numbers import CountError, NegativeCountError, format_count, parse_count

REASON_HELP = (
    "Kế hoạch đã ban hành: số giao mới được ghi vào một dự thảo sửa đổi, có lý do, chờ ban hành."
)


class CountField(forms.CharField):
    """A whole number as people write it (1.234); blank is None, not zero."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = parse_count(text)
        except NegativeCountError:
            raise forms.ValidationError("Số giao không được nhỏ hơn 0.") from None
        except CountError:
            raise forms.ValidationError(
                f"Không đọc được “{text}”. Đề nghị nhập số nguyên, ví dụ 120."
            ) from None
        if number > LARGEST_COUNT:
            raise forms.ValidationError(f"Số quá lớn (nhiều nhất {format_count(LARGEST_COUNT)}).")
        return number


class ChangeForm(forms.Form):
    """What every change of quotas says: which draft was seen, and why an issued plan is changed."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Lý do sửa đổi",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        help_text=REASON_HELP,
    )


class QuotaForm(ChangeForm):
    """A split: a number and "giữ" for each unit, and how the rest is split."""

    method = forms.ChoiceField(
        label="Cách chia",
        choices=[(m, METHOD_LABELS[m]) for m in Method],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = list(units)
        for unit in self.units:
            look = {
                "class": "form-control n",
                "inputmode": "numeric",
                "autocomplete": "off",
                "aria-label": f"Số giao cho {unit.name}",
            }
            self.fields[f"q-{unit.code}"] = CountField(
                required=False, max_length=20, widget=forms.TextInput(attrs=look)
            )
            self.fields[f"keep-{unit.code}"] = forms.BooleanField(
                required=False,
                widget=forms.CheckboxInput(attrs={"aria-label": f"Giữ nguyên số của {unit.name}"}),
            )

    @property
    def chosen_method(self) -> Method:
        return Method(self.cleaned_data.get("method") or Method.HAND)

    def quotas(self, code: str) -> dict[str, QuotaFacts | None]:
        """What was typed, by path; a blank field takes the quota away."""
        typed = {unit: self.cleaned_data.get(f"q-{unit.code}") for unit in self.units}
        return {
            unit.path: None
            if value is None
            else QuotaFacts(code, unit.path, value, self._keeps(unit))
            for unit, value in typed.items()
        }

    def _keeps(self, unit: Unit) -> bool:
        return bool(self.cleaned_data.get(f"keep-{unit.code}"))


def initial_of(quotas: Mapping[str, QuotaFacts | None], units: Iterable[Unit]) -> dict[str, Any]:
    """The fields as they stand before anybody types."""
    found: dict[str, Any] = {}
    for unit in units:
        quota = quotas.get(unit.path)
        found[f"q-{unit.code}"] = "" if quota is None else format_count(quota.value)
        found[f"keep-{unit.code}"] = quota is not None and quota.is_fixed
    return found


class AppendixForm(forms.Form):
    """The appendix of quotas as a workbook."""

    file = forms.FileField(
        label="Phụ lục giao chỉ tiêu (.xlsx, .xls, .ods, .csv)",
        error_messages={
            "required": "Chưa chọn tệp phụ lục.",
            "empty": "Tệp không có nội dung.",
        },
        widget=forms.FileInput(
            attrs={"class": "form-control", "accept": ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv"}
        ),
    )


class PrintedForm(forms.Form):
    """A column of the appendix in the plan's text, and the target that its numbers are parts of."""

    def __init__(
        self, *args: Any, columns: Mapping[str, int], targets: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        shown = [
            (what, f"{what or 'Số giao'} (cộng {format_count(n)})") for what, n in columns.items()
        ]
        look = forms.Select(attrs={"class": "form-select"})
        self.fields["column"] = forms.ChoiceField(
            label="Cột trong phụ lục", choices=shown, widget=look, required=False
        )  # an appendix of one column may leave it without a name
        self.fields["target"] = forms.ChoiceField(
            label="Là số giao của chỉ tiêu", choices=list(targets.items()), widget=look
        )


class AppendixCommitForm(ChangeForm):
    """The preview's figures as they were read, signed, so that what was looked at is what is written."""

    read = forms.CharField(widget=forms.HiddenInput)
