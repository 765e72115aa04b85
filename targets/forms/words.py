"""What a target counts, and for whom, where the vocabulary lacks it: fields beside the target's own.

They are asked for only where the target's form chooses `NEW` instead of a known one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django import forms

from plans.rules.goals import TargetFacts
from plans.rules.vocabulary import CohortFacts, IndicatorFacts, VocabularyFacts
from targets.forms.fields import MISSING, CountField, choice
from targets.rules.suggesting import shortened, suggested_cohort, suggested_indicator
from targets.rules.words import NEW, NewWords, is_printable, named_alike, years_in
from vietnamese.text import collapse_spaces, nfc

OLDEST = 120
MOST_BIRTH_YEARS = 100  # letters of their list
AGGREGATIONS = [
    ("flow", "số phát sinh: cộng các ngày"),
    ("stock", "số lũy kế: lấy số sau cùng"),
    ("frequency", "số lần theo kỳ, không cộng"),
]
BY_AGE, BY_YEAR, BY_CATEGORY = "age", "birth", "category"
PEOPLE = [(BY_AGE, "độ tuổi"), (BY_YEAR, "năm sinh"), (BY_CATEGORY, "diện, loại đối tượng")]
NOT_CHOSEN = "Đã ghi mục mới ở dưới: đề nghị chọn “{chosen}” ở ô này, hoặc xóa phần đã ghi."
NEW_INDICATOR, NEW_COHORT = "Loại số liệu mới", "Nhóm đối tượng mới"


class NameField(forms.CharField):
    """A name on one line: single spaces, nothing that does not show."""

    def __init__(self, label: str, *, longest: int, help_text: str = "") -> None:
        super().__init__(
            label=label,
            required=False,
            max_length=longest,
            help_text=help_text,
            widget=forms.TextInput(attrs={"class": "form-control"}),
            error_messages={"max_length": f"Dài quá {longest} ký tự."},
        )

    def to_python(self, value: Any) -> Any:
        name = collapse_spaces(nfc(str(super().to_python(value))))
        if not is_printable(name):
            raise forms.ValidationError("Có ký tự lạ. Đề nghị nhập lại.")
        return name


class NewWordsForm(forms.Form):
    """A new indicator and a new cohort, each where `indicator` or `cohort` of the target is `NEW`."""

    vocabulary: VocabularyFacts

    new_label = NameField("Tên loại số liệu", longest=160)
    new_short_label = NameField(
        "Tên ngắn của loại số liệu", longest=40, help_text="Để trống thì lấy phần đầu của tên."
    )
    new_measure = NameField("Đơn vị tính", longest=30, help_text="Ví dụ: hộ, con, liều, buổi.")
    new_aggregation = choice("Cách cộng", AGGREGATIONS, first="flow")
    group_label = NameField("Tên nhóm đối tượng", longest=120)
    group_short_label = NameField(
        "Tên ngắn của nhóm", longest=40, help_text="Để trống thì lấy phần đầu của tên."
    )
    group_people = choice("Xác định theo", PEOPLE, first=BY_CATEGORY)
    group_from = CountField("Từ đủ (tuổi)")
    group_to = CountField("Đến dưới (tuổi)", help_text="Để trống nếu không có tuổi trên.")
    group_years = NameField(
        "Năm sinh", longest=MOST_BIRTH_YEARS, help_text="Ví dụ: 2008, 2010 hoặc 2005-2009."
    )
    group_category = NameField(
        "Diện", longest=40, help_text="Ví dụ: người có công. Để trống thì theo tên nhóm."
    )

    indicator_fields = ("new_label", "new_short_label", "new_measure", "new_aggregation")
    cohort_fields = (
        ("", ("group_label", "group_short_label", "group_people")),
        (BY_AGE, ("group_from", "group_to")),
        (BY_YEAR, ("group_years",)),
        (BY_CATEGORY, ("group_category",)),
    )

    def new_indicator(self) -> list[forms.BoundField]:
        """The fields of a new indicator."""
        return [self[name] for name in self.indicator_fields]

    def new_cohort(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of a new cohort; some hold only for one way of saying who belongs to it."""
        return [(kind, [self[name] for name in names]) for kind, names in self.cohort_fields]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("indicator") == NEW:
            self._clean_indicator()
        elif self._is_typed("new_label", "new_measure"):
            self.add_error("indicator", NOT_CHOSEN.format(chosen=NEW_INDICATOR))
        if given.get("cohort") == NEW:
            self._clean_cohort()
        elif self._is_typed("group_label", "group_years", "group_category"):
            self.add_error("cohort", NOT_CHOSEN.format(chosen=NEW_COHORT))
        return given

    def _is_typed(self, *names: str) -> bool:
        """Whether something was written over what the form began with."""
        given = self.cleaned_data
        begun = {name: self.get_initial_for_field(self.fields[name], name) for name in names}
        return any(given.get(name) and given[name] != (begun[name] or "") for name in names)

    def _need(self, name: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, MISSING)

    def _clean_indicator(self) -> None:
        """One that is there already by this name needs nothing else said of it."""
        self._need("new_label")
        if not named_alike(self.cleaned_data.get("new_label", ""), self.vocabulary.indicators):
            self._need("new_measure")

    def _clean_cohort(self) -> None:
        given = self.cleaned_data
        self._need("group_label")
        if given.get("group_people") == BY_AGE:
            self._clean_ages()
        if given.get("group_people") == BY_YEAR:
            self._clean_years()

    def _clean_ages(self) -> None:
        given = self.cleaned_data
        low, high = given.get("group_from"), given.get("group_to")
        if low is None and high is None:
            self._need("group_from")
        elif (low or 0) >= (OLDEST if high is None else high):
            self.add_error("group_to", "Tuổi trên phải lớn hơn tuổi dưới.")
        elif high is not None and high > OLDEST:
            self.add_error("group_to", f"Tuổi không quá {OLDEST}.")

    def _clean_years(self) -> None:
        self._need("group_years")
        try:
            self.cleaned_data["birth_years"] = years_in(self.cleaned_data.get("group_years", ""))
        except ValueError:
            if "group_years" not in self.errors:
                self.add_error("group_years", "Đề nghị ghi năm sinh, ví dụ 2008, 2010.")

    def new_words(self, before: TargetFacts) -> NewWords:
        """What is to be made with the target; the words that it was read with stay as another name."""
        given = self.cleaned_data
        read = replace(before, what=given["what"], who=given["who"])
        return NewWords(
            self._indicator(read) if given["indicator"] == NEW else None,
            self._cohort(read) if given["cohort"] == NEW else None,
        )

    def _indicator(self, read: TargetFacts) -> IndicatorFacts:
        given = self.cleaned_data
        words = suggested_indicator(read, self.vocabulary).aliases if read.what else ()
        return IndicatorFacts(
            "",
            cast("Any", given["new_aggregation"] or "flow"),
            given["new_measure"],
            given["new_label"],
            given["new_short_label"] or shortened(given["new_label"]),
            aliases=words,
        )

    def _cohort(self, read: TargetFacts) -> CohortFacts:
        given, kind = self.cleaned_data, self.cleaned_data["group_people"]
        return CohortFacts(
            "",
            given["group_label"],
            given["group_short_label"] or shortened(given["group_label"]),
            age=(given["group_from"] or 0, given["group_to"]) if kind == BY_AGE else (),
            birth_years=given["birth_years"] if kind == BY_YEAR else (),
            category=given["group_category"] if kind not in (BY_AGE, BY_YEAR) else "",
            aliases=suggested_cohort(read).aliases,
        )


def initial_words(target: TargetFacts, vocabulary: VocabularyFacts) -> dict[str, Any]:
    """What the target's own words suggest for what it lacks."""
    indicator, cohort = suggested_indicator(target, vocabulary), suggested_cohort(target)
    low, high = cohort.age or (None, None)
    people = BY_AGE if cohort.age else BY_YEAR if cohort.birth_years else BY_CATEGORY
    return {
        "new_label": indicator.label,
        "new_short_label": indicator.short_label,
        "new_measure": indicator.unit,
        "new_aggregation": indicator.aggregation,
        "group_label": cohort.label,
        "group_short_label": cohort.short_label,
        "group_people": people,
        "group_from": low,
        "group_to": high,
        "group_years": ", ".join(map(str, cohort.birth_years)),
    }
