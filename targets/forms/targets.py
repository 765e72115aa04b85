"""One target of a draft as a form: every field that the plan's facts have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.utils.functional import cached_property

from plans.rules.goals import (
    DATED,
    DenominatorFacts,
    GoalFacts,
    MilestoneFacts,
    TargetFacts,
)
from plans.rules.vocabulary import VocabularyFacts
from targets.forms.fields import (
    BoundedRows,
    Choices,
    CountField,
    DayField,
    LinesField,
    NumberField,
    area,
    check,
    choice,
    fault_of_goal,
    line,
)
from targets.forms.words import NEW_COHORT, NEW_INDICATOR, NewWordsForm, initial_words
from targets.rules.words import NEW
from vietnamese.dates import format_date

LONGEST_SHORT_LABEL = 60
_NUMBERED = re.compile(r"([^\d]*)(\d{1,6})")
UNKNOWN = "Chỉ ghi khi danh mục chưa có."
OPERATORS = [(">=", "từ mức này trở lên"), (">", "trên mức này")]
GOALS = [
    ("percent", "tỷ lệ phần trăm"),
    ("count", "số lượng"),
    ("per_day", "mỗi ngày"),
    ("per_period", "mỗi kỳ"),
    ("per_officer", "mỗi cán bộ"),
]
PERIODS = [("", "–"), ("day", "ngày"), ("week", "tuần"), ("month", "tháng")]
DENOMINATORS = [
    ("", "Chưa nêu mẫu số"),
    ("population", "Số người của một nhóm"),
    ("indicator", "Kết quả của loại số liệu khác"),
    ("stated", "Nêu bằng lời"),
]
RESIDENCES = [
    ("", "Không ghi"),
    ("permanent", "thường trú"),
    ("temporary", "tạm trú"),
    ("permanent_and_temporary", "thường trú và tạm trú"),
]
DATED_WORDINGS = [("before", "trước ngày"), ("through", "đến hết ngày"), ("on", "ngày")]
WORDINGS = [
    ("", "Không ghi thời hạn"),
    *DATED_WORDINGS,
    ("continuous", "thường xuyên"),
    ("deferred", "theo thời gian cấp trên giao"),
]
COMMITMENTS = [("binding", "bắt buộc"), ("aspirational", "phấn đấu")]
BRANCHES = [
    ("place", "theo địa bàn (thôn, tổ dân phố)"),
    ("office", "theo cơ quan, đoàn thể"),
    ("person", "theo cán bộ"),
]
QUOTA_TO = [
    ("", "Không giao"),
    ("village", "thôn, tổ dân phố"),
    ("commune", "xã, phường"),
    ("office", "cơ quan, đoàn thể"),
    ("officer", "từng cán bộ"),
]


class MilestoneForm(forms.Form):
    """A share of the goal due earlier; a row left blank is none."""

    share = NumberField("Phần của mức giao (%)")
    wording = choice("Cách ghi", DATED_WORDINGS, first="before")
    by = DayField("Ngày", needed=True)

    def clean_share(self) -> Any:
        share = self.cleaned_data["share"]
        if message := fault_of_goal("percent", share):
            raise forms.ValidationError(message)
        return share

    def facts(self) -> MilestoneFacts:
        given = self.cleaned_data
        wording = cast("Any", given["wording"] or "before")
        return MilestoneFacts(by=given["by"], wording=wording, share_of_goal=given["share"])


MilestoneRows = forms.formset_factory(
    MilestoneForm, BoundedRows, extra=2, max_num=12, can_delete=True
)


class TargetForm(NewWordsForm):
    """What is counted, for whom, how much of what, by when, and who leads."""

    label = line("Chỉ tiêu", longest=300, needed=True)
    short_label = line(
        "Tên ngắn", longest=LONGEST_SHORT_LABEL, help_text="Dùng ở cột hẹp của bảng."
    )
    indicator = choice("Loại số liệu", [])
    what = line("Hoặc ghi loại số liệu bằng lời", longest=300, help_text=UNKNOWN)
    cohort = choice("Nhóm đối tượng", [])
    who = line("Hoặc ghi nhóm đối tượng bằng lời", longest=300, help_text=UNKNOWN)
    goal_kind = choice("Kiểu mức giao", GOALS, needed=True)
    value = NumberField("Mức giao")
    operator = choice("So sánh", OPERATORS, needed=True)
    period = choice("Kỳ", PERIODS)
    each = check("Mức này giao cho từng đơn vị, không phải cho tổng")
    denominator_kind = choice("Mẫu số", DENOMINATORS)
    denominator_label = line("Mẫu số ghi trong văn bản", longest=200)
    denominator_cohort = choice("Nhóm của mẫu số", [])
    denominator_residence = choice("Cư trú", RESIDENCES)
    denominator_count = CountField("Số người kế hoạch nêu")
    denominator_indicator = choice("Loại số liệu làm mẫu số", [])
    denominator_after = DayField("Chỉ tính sau ngày")
    deadline_wording = choice("Cách ghi thời hạn", WORDINGS)
    deadline = DayField("Thời hạn")
    commitment = choice("Mức cam kết", COMMITMENTS, needed=True)
    priority = CountField("Thứ tự ưu tiên")
    lead = line("Chủ trì", longest=160)
    supporting = LinesField("Phối hợp", rows=2)
    assigned_by = line("Cấp giao", longest=200)
    counted_by = choice("Tính kết quả", BRANCHES, needed=True)
    quota_to = choice("Giao đến", QUOTA_TO)
    deductions = check("Cho phép đề nghị giám trừ")
    source = area("Trích kế hoạch", longest=4000)
    section = line("Mục", longest=20)
    note = area("Ghi chú", rows=2, longest=1000)

    groups = (
        ("Nội dung", ("label", "short_label", "indicator", "what", "cohort", "who")),
        ("Mức giao", ("goal_kind", "value", "operator", "period", "each")),
        (
            "Mẫu số",
            (
                "denominator_kind",
                "denominator_label",
                "denominator_cohort",
                "denominator_residence",
                "denominator_count",
                "denominator_indicator",
                "denominator_after",
            ),
        ),
        ("Thời hạn", ("deadline_wording", "deadline")),
        (
            "Thực hiện",
            (
                "lead",
                "supporting",
                "counted_by",
                "quota_to",
                "commitment",
                "priority",
                "assigned_by",
            ),
        ),
        ("Nguồn", ("source", "section", "note", "deductions")),
    )

    def __init__(self, *args: Any, vocabulary: VocabularyFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vocabulary = vocabulary
        indicators, cohorts = _labels(vocabulary.indicators), _labels(vocabulary.cohorts)
        choices: dict[str, Choices] = {
            "indicator": [("", "Chưa chọn"), (NEW, NEW_INDICATOR), *indicators],
            "denominator_indicator": [("", "Chưa chọn"), *indicators],
            "cohort": [("", "Không ghi nhóm"), (NEW, NEW_COHORT), *cohorts],
            "denominator_cohort": [("", "Không ghi nhóm"), (NEW, "Nhóm mới ghi ở trên"), *cohorts],
        }
        for name, rows in choices.items():
            cast("forms.ChoiceField", self.fields[name]).choices = rows

    def grouped(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings, in the order of the form."""
        return [(name, [self[field] for field in fields]) for name, fields in self.groups]

    @cached_property
    def _kind(self) -> str:
        return str(self.cleaned_data.get("goal_kind", ""))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        is_dated = given.get("deadline_wording") in DATED
        if is_dated and not given.get("deadline") and "deadline" not in self.errors:
            self.add_error("deadline", "Đề nghị nhập ngày, hoặc chọn “Không ghi thời hạn”.")
        if given.get("deadline") and not is_dated:
            self.add_error("deadline_wording", "Đề nghị chọn “trước ngày” hay “đến hết ngày”.")
        if self._kind == "per_period" and not given.get("period"):
            self.add_error("period", "Mức giao mỗi kỳ: đề nghị chọn ngày, tuần hay tháng.")
        if self._kind == "percent":
            self._check_denominator()
        if message := fault_of_goal(self._kind, given.get("value")):
            self.add_error("value", message)
        return given

    def _check_denominator(self) -> None:
        given = self.cleaned_data
        if given.get("denominator_kind") == "indicator" and not given.get("denominator_indicator"):
            self.add_error("denominator_indicator", "Đề nghị chọn loại số liệu làm mẫu số.")
        if given.get("denominator_cohort") == NEW and given.get("cohort") != NEW:
            self.add_error(
                "denominator_cohort", f"Chỉ chọn khi ô nhóm đối tượng là “{NEW_COHORT}”."
            )

    def facts(self, before: TargetFacts, milestones: tuple[MilestoneFacts, ...]) -> TargetFacts:
        """The target as it now is, `NEW` for what is still to be made; what the form does not show stays.

        Decided by being saved, except where nothing says what is counted.
        """
        given = self.cleaned_data
        indicator = given["indicator"] or None
        same = ("label", "what", "who", "operator", "commitment", "priority", "lead", "supporting")
        more = ("assigned_by", "counted_by", "deductions", "source", "section", "note", "deadline")
        kept = {name: given[name] for name in (*same, *more)}
        return replace(
            before,
            **kept,
            short_label=given["short_label"] or given["label"][:LONGEST_SHORT_LABEL],
            indicator=indicator,
            cohort=given["cohort"] or None,
            goal=self._goal(before.goal),
            deadline_wording=given["deadline_wording"] or None,
            quota_to=given["quota_to"] or None,
            milestones=milestones,
            review="confirmed" if indicator else "proposed",
        )

    def _goal(self, before: GoalFacts) -> GoalFacts:
        given = self.cleaned_data
        return GoalFacts(
            kind=given["goal_kind"],
            value=given["value"],
            period=given["period"] if self._kind == "per_period" else None,
            each=given["each"],
            denominator=self._denominator(before.denominator) if self._kind == "percent" else None,
        )

    def _names_people(self) -> bool:
        """Whether anything says whose number the percent is of; "của một nhóm" alone does not."""
        names = ("cohort", "who", "denominator_cohort", "denominator_label", "denominator_count")
        return any(self.cleaned_data[name] for name in names)

    def _denominator(self, before: DenominatorFacts | None) -> DenominatorFacts | None:
        given = self.cleaned_data
        kind = given["denominator_kind"] or ("stated" if given["denominator_label"] else "")
        if not kind or (kind == "population" and not self._names_people()):
            return None
        is_indicator, is_population = kind == "indicator", kind == "population"
        return DenominatorFacts(
            kind=cast("Any", kind),
            label=given["denominator_label"],
            cohort=given["denominator_cohort"] or None,
            residence=(given["denominator_residence"] or None) if is_population else None,
            indicator=given["denominator_indicator"] if is_indicator else None,
            after=given["denominator_after"] if is_indicator else None,
            count=given["denominator_count"],
            note=before.note if before else "",
        )


def initial_of(target: TargetFacts, vocabulary: VocabularyFacts) -> dict[str, Any]:
    """What the form shows of a target."""
    goal, whole = target.goal, target.goal.denominator
    names = ("label", "short_label", "what", "who", "operator", "commitment", "priority", "lead")
    more = ("supporting", "assigned_by", "counted_by", "deductions", "source", "section", "note")
    shown = initial_words(target, vocabulary)
    shown |= {name: getattr(target, name) for name in (*names, *more)}
    shown |= {"goal_kind": goal.kind, "value": goal.value, "period": goal.period, "each": goal.each}
    if whole:
        parts = ("kind", "label", "cohort", "residence", "count", "indicator", "after")
        shown |= {f"denominator_{part}": getattr(whole, part) for part in parts}
    elif goal.kind == "percent":
        shown["denominator_kind"] = "population"  # of the target's own group
    optional = ("indicator", "cohort", "deadline", "deadline_wording", "quota_to")
    return shown | {name: getattr(target, name) for name in optional}


def milestone_rows(target: TargetFacts) -> list[dict[str, Any]]:
    """The milestones as the rows' initial values."""
    return [{"share": m.share_of_goal, "wording": m.wording, "by": m.by} for m in target.milestones]


def are_in_time(form: TargetForm, rows: Any) -> bool:
    """Whether each milestone lies before the target's deadline; said at the row where not."""
    deadline = form.cleaned_data["deadline"]
    late = [
        row
        for row in rows.forms
        if deadline and row.cleaned_data.get("by") and row.cleaned_data["by"] > deadline
    ]
    for row in late:
        row.add_error("by", f"Mốc phải trước thời hạn {format_date(deadline)}.")
    return not late


def milestones_of(rows: Any) -> tuple[MilestoneFacts, ...]:
    """The rows that state a milestone, the earliest first."""
    given = [form for form in rows.forms if form.cleaned_data.get("by")]
    kept = [form.facts() for form in given if not form.cleaned_data.get("DELETE")]
    return tuple(sorted(kept, key=lambda milestone: milestone.by))


def next_code(codes: Iterable[str]) -> str:
    """A code for one more target, after the manner of those that are there: A17 after A16, else T1."""
    numbered = [match for code in codes if (match := _NUMBERED.fullmatch(code))]
    if not numbered:
        return "T1"
    last = max(numbered, key=lambda match: int(match[2]))
    return f"{last[1]}{int(last[2]) + 1}"


def _labels(rows: Any) -> Choices:
    return [(row.code, row.label) for row in rows]
