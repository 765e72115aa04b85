"""Reading a request for a deduction, and what is answered to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db.models import Q, QuerySet

from reports.queries.deductions import room_in
from targets.actions.deductions import Decision, Request, fault_of_unit
from targets.models import Deduction, Target
from targets.queries.deductions import asking_units, deductible_targets
from targets.rules.deductions import (
    LONGEST_LIST,
    MAX_EVIDENCE_BYTES,
    DeductionError,
    people_count,
    persons_in,
)
from units import clock
from units.models import Unit, User
from vietnamese.numbers import CountError, format_count, parse_count

MOST_PEOPLE = 1_000_000
NO_FILE = "Chưa chọn tệp minh chứng."
BAD_COUNT = "Số người phải là số nguyên từ 1 đến 1.000.000."
BAD_CHOICE = "Đề nghị chọn một mục trong danh sách."
_CONTROL = {"class": "form-control"}
_CHOICE = {
    "required": BAD_CHOICE,
    "invalid_choice": BAD_CHOICE,
}
_DAY = "Ngày không hợp lệ. Đề nghị ghi theo dạng ngày/tháng/năm."


class Form(forms.Form):
    """A form that ties each field to its error, for who hears the page."""

    def full_clean(self) -> None:
        super().full_clean()
        for name in self.errors:
            if name in self.fields:
                widget = self.fields[name].widget
                widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"{name}-wrong"}


class TargetChoice(forms.ModelChoiceField):
    """A target with its plan in one line."""

    def label_from_instance(self, obj: Any) -> str:
        target: Target = obj
        return f"{target.code}. {target.short_label} ({target.plan})"


class UnitChoice(forms.ModelChoiceField):
    """A unit, set in beneath the ones above it."""

    def label_from_instance(self, obj: Any) -> str:
        unit: Unit = obj
        return unit.name


class RequestForm(Form):
    """Who should not count in which target's denominator, why, and the proof of it.

    `key` is the sending's own: pressed twice, it is one request.
    """

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    target = TargetChoice(
        label="Chỉ tiêu",
        queryset=None,
        empty_label="Chọn chỉ tiêu",
        error_messages=_CHOICE,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    unit = UnitChoice(
        label="Đơn vị",
        queryset=None,
        empty_label="Chọn đơn vị",
        error_messages=_CHOICE,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    reason = forms.ChoiceField(
        label="Lý do",
        choices=[("", "Chọn lý do"), *Deduction.Reason.choices],
        error_messages=_CHOICE,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    persons = forms.CharField(
        label="Danh sách người, mỗi người một dòng",
        required=False,
        max_length=LONGEST_LIST,
        widget=forms.Textarea(attrs={**_CONTROL, "rows": 4}),
    )
    people = forms.CharField(
        label="Số người, nếu không ghi danh sách",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={**_CONTROL, "inputmode": "numeric", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label="Diễn giải",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={**_CONTROL, "rows": 2}),
    )
    evidence = forms.FileField(
        label="Tệp minh chứng",
        error_messages={"required": NO_FILE, "invalid": NO_FILE, "empty": NO_FILE},
        widget=forms.FileInput(
            attrs={
                **_CONTROL,
                "accept": "image/jpeg,image/png,image/webp,.pdf,.doc,.docx,.xls,.xlsx",
            }
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4
        targets = deductible_targets(user)
        units = _units_for(targets, asking_units(user))
        self.fields["target"].queryset = targets  # type: ignore[attr-defined]  # a model choice field
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if not self.is_bound and len(only := list(units[:2])) == 1:
            self.initial["unit"] = only[0].pk  # a village has nobody else to ask for

    def clean_people(self) -> int | None:
        """A number as people write it here: 1.000 is a thousand."""
        text = self.cleaned_data["people"]
        if not text:
            return None
        try:
            people = parse_count(text)
        except CountError as error:
            raise forms.ValidationError(BAD_COUNT) from error
        if not 1 <= people <= MOST_PEOPLE:
            raise forms.ValidationError(BAD_COUNT)
        return people

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or self.cleaned_data
        target, unit = sent.get("target"), sent.get("unit")
        if target and unit and (fault := fault_of_unit(target, unit)):
            self.add_error("unit", fault)
        self._check_people(sent)
        return sent

    def _check_people(self, sent: dict[str, Any]) -> None:
        if "people" not in sent or "persons" not in sent:
            return
        try:
            people = people_count(sent["people"], persons_in(sent["persons"]))
        except DeductionError as refusal:
            self.add_error("persons", str(refusal))
            return
        if {"target", "unit"} <= sent.keys() and "unit" not in self.errors:
            self._check_room(sent["target"], sent["unit"], people)

    def _check_room(self, target: Target, unit: Unit, people: int) -> None:
        room = room_in(target, unit)
        if room is not None and people > room:
            self.add_error(
                "people",
                f"Mẫu số của {unit} chỉ còn {format_count(room)} người, không trừ được"
                f" {format_count(people)} người.",
            )

    def request(self) -> Request:
        """What was asked for; of a file that is too large only enough to say so."""
        sent = self.cleaned_data
        return Request(
            target=sent["target"],
            unit=sent["unit"],
            reason=sent["reason"],
            people=sent["people"],
            persons=sent["persons"],
            note=sent["note"],
            file_name=sent["evidence"].name,
            evidence=sent["evidence"].read(MAX_EVIDENCE_BYTES + 1),
            key=_key_in(sent["key"]),
        )

    def renew_key(self) -> None:
        """A key of its own for the next sending: the one that came has sent something else."""
        self.data = {**self.data, "key": str(uuid4())}


def _units_for(targets: QuerySet[Target], units: QuerySet[Unit]) -> QuerySet[Unit]:
    """The units that one of the targets counts, or whose own plan it is."""
    rows = set(targets.order_by().values_list("branch", "plan__unit"))
    branches, plan_units = {branch for branch, _ in rows}, {unit for _, unit in rows}
    return units.filter(Q(branch__in=branches) | Q(pk__in=plan_units))


def _key_in(text: str) -> UUID:
    """The form's key; a new one where what came is none."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


class SendUpForm(Form):
    """The document by which a request goes to the superior; it stands beside the answer's form."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="up_%s")

    document = forms.CharField(
        label="Văn bản gửi cấp trên (số, ngày)",
        max_length=120,
        error_messages={"required": "Đề nghị ghi số, ngày văn bản gửi cấp trên."},
        widget=forms.TextInput(attrs=_CONTROL),
    )


class DecisionForm(Form):
    """The answer, and from which day an accepted one counts."""

    accepted = forms.ChoiceField(
        label="Kết quả",
        choices=[("yes", "Chấp nhận giám trừ"), ("no", "Không chấp nhận")],
        error_messages={"required": "Đề nghị chọn kết quả.", "invalid_choice": BAD_CHOICE},
        widget=forms.RadioSelect,
    )
    counts_from = forms.DateField(
        label="Tính từ ngày",
        required=False,
        error_messages={"invalid": _DAY},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={**_CONTROL, "type": "date"}),
    )
    document = forms.CharField(
        label="Văn bản trả lời (số, ngày)",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs=_CONTROL),
    )
    note = forms.CharField(
        label="Ý kiến",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={**_CONTROL, "rows": 2}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"counts_from": clock.today()})

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or self.cleaned_data
        if sent.get("accepted") == "no" and "note" in sent and not sent["note"]:
            self.add_error("note", "Đề nghị ghi lý do không chấp nhận.")
        if sent.get("accepted") == "yes" and not sent.get("counts_from", True):
            self.add_error("counts_from", "Đề nghị ghi ngày bắt đầu tính giám trừ.")
        return sent

    def decision(self, populations: Mapping[str, int]) -> Decision:
        sent = self.cleaned_data
        return Decision(
            accepted=sent["accepted"] == "yes",
            counts_from=sent["counts_from"],
            document=sent["document"],
            note=sent["note"],
            populations=populations,
        )


class ReasonForm(Form):
    """Why a request is withdrawn, or an acceptance taken back."""

    reason = forms.CharField(
        label="Lý do",
        max_length=300,
        error_messages={"required": "Đề nghị ghi lý do."},
        widget=forms.TextInput(attrs=_CONTROL),
    )
