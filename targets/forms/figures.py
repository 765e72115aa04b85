"""The figures of a draft: where the unit stands, and the numbers that the text prints."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django import forms

from plans.rules.facts import BaselineFacts, FigureFacts, PlanFacts, StockFacts
from plans.rules.vocabulary import VocabularyFacts
from targets.forms.fields import BoundedRows, CountField, DayField, choice, former_row, line, marked
from targets.forms.targets import RESIDENCES


class BaselineForm(forms.Form):
    """The date of the figures, and whether they count who is only registered for a time."""

    as_of = DayField("Số liệu tính đến ngày")
    residence = choice("Nhân khẩu", RESIDENCES)


class _VocabularyForm(forms.Form):
    """A row that chooses from the vocabulary."""

    def __init__(self, *args: Any, vocabulary: VocabularyFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("indicator", vocabulary.indicators), ("cohort", vocabulary.cohorts)):
            if name in self.fields:
                options = [("", "–"), *((row.code, row.label) for row in rows)]
                cast("forms.ChoiceField", self.fields[name]).choices = options


class PopulationForm(_VocabularyForm):
    """The people of one group; a row without a group is none."""

    cohort = choice("Nhóm đối tượng", [])
    people = CountField("Số người")

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("cohort") and given.get("people") is None and "people" not in self.errors:
            self.add_error("people", "Đề nghị nhập số người.")
        if given.get("people") is not None and not given.get("cohort"):
            self.add_error("cohort", "Đề nghị chọn nhóm đối tượng.")
        return given


class StockForm(_VocabularyForm):
    """A level at the start, with the percent that the plan prints beside it."""

    indicator = choice("Loại số liệu", [])
    cohort = choice("Nhóm đối tượng", [])
    value = CountField("Số đầu kỳ")
    printed_percent = line("Tỷ lệ in (%)", longest=10)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("indicator") and given.get("value") is None and "value" not in self.errors:
            self.add_error("value", "Đề nghị nhập số đầu kỳ.")
        if given.get("value") is not None and not given.get("indicator"):
            self.add_error("indicator", "Đề nghị chọn loại số liệu.")
        return given

    def clean_printed_percent(self) -> str:
        return str(self.cleaned_data["printed_percent"]).strip().rstrip("%").strip()


class PrintedForm(forms.Form):
    """The figure that the plan prints where its parts give another."""

    printed = line("In trong kế hoạch", longest=20)
    former = former_row()


PopulationRows = forms.formset_factory(PopulationForm, BoundedRows, extra=2, max_num=60)
StockRows = forms.formset_factory(StockForm, BoundedRows, extra=2, max_num=60)
PrintedRows = forms.formset_factory(PrintedForm, BoundedRows, extra=0, max_num=200)


def population_rows(facts: PlanFacts) -> list[dict[str, Any]]:
    """The people of each group as the rows' initial values."""
    people = facts.baseline.population if facts.baseline else {}
    return [{"cohort": code, "people": count} for code, count in people.items()]


def stock_rows(facts: PlanFacts) -> list[dict[str, Any]]:
    """The levels at the start as the rows' initial values."""
    names = ("indicator", "cohort", "value", "printed_percent")
    stocks = facts.baseline.stocks if facts.baseline else ()
    return [{name: getattr(stock, name) for name in names} for stock in stocks]


def baseline_of(
    form: BaselineForm, population: Any, stocks: Any, before: BaselineFacts | None
) -> BaselineFacts | None:
    """The figures as they now are; None where nothing is stated. Notes stay with their figure."""
    given = form.cleaned_data
    notes = {(s.indicator, s.cohort): s.note for s in before.stocks} if before else {}
    people = {
        row["cohort"]: row["people"]
        for row in (f.cleaned_data for f in population)
        if row.get("cohort")
    }
    levels = tuple(
        StockFacts(
            indicator=row["indicator"],
            cohort=row["cohort"] or None,
            value=row["value"],
            printed_percent=row["printed_percent"],
            note=notes.get((row["indicator"], row["cohort"] or None), ""),
        )
        for row in (f.cleaned_data for f in stocks)
        if row.get("indicator")
    )
    if not people and not levels and not given["as_of"]:
        return None
    return BaselineFacts(levels, given["as_of"], given["residence"] or None, people)


def figures_of(rows: Any, before: tuple[FigureFacts, ...]) -> tuple[FigureFacts, ...]:
    """The printed figures as they now stand; one that is blanked is no longer printed."""
    given = (form.cleaned_data for form in rows)
    typed = {row.get("former", ""): row.get("printed", "").strip() for row in given}
    stated = [
        replace(figure, printed=typed.get(mark, figure.printed))
        for mark, figure in marked(before).items()
    ]
    return tuple(figure for figure in stated if figure.printed)


def printed_rows(facts: PlanFacts) -> list[dict[str, Any]]:
    """The printed figures as the rows' initial values."""
    return [{"printed": row.printed, "former": m} for m, row in marked(facts.figures).items()]


def printed_lines(rows: Any, facts: PlanFacts) -> list[tuple[FigureFacts | None, Any]]:
    """Each row with the figure that it is about; None where somebody took the figure out meanwhile."""
    known = marked(facts.figures)
    return [(known.get(str(row["former"].value() or "")), row) for row in rows]
