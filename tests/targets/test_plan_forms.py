"""The forms of a draft: what they show, sent back untouched, is what the draft held."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.forms import CheckboxInput, Select
from django.http import QueryDict

from plans.rules.facts import (
    BasisFacts,
    ParentFacts,
    PlanFacts,
    RecipientFacts,
    RuleFacts,
    TeamMemberFacts,
)
from plans.rules.goals import MilestoneFacts
from targets.catalogue.facts import PLAN_CODES, load_plan, load_vocabulary
from targets.forms import duties, figures, heading
from targets.forms.fields import NumberField
from targets.forms.life import CloneForm
from targets.forms.targets import (
    MilestoneRows,
    TargetForm,
    initial_of,
    milestone_rows,
    milestones_of,
    next_code,
)
from tests.targets.build_drafts import facts, target

TARGETS = [pytest.param(t, id=f"{c} {t.code}") for c in PLAN_CODES for t in load_plan(c).targets]


def sent_back(*forms) -> QueryDict:
    """What a browser sends of the forms as they are shown."""
    sent = QueryDict(mutable=True)
    for form in forms:
        inner = [form.management_form, *form.forms] if hasattr(form, "forms") else [form]
        for field in (field for one in inner for field in one):
            sent |= as_shown(field)
    return sent


def as_shown(field) -> dict[str, list[str]]:
    """One field as a browser sends it: an unticked box not at all, a list its first line where none is chosen."""
    shown = field.field.widget.format_value(field.value())
    if isinstance(field.field.widget, Select):
        codes = [code for code, _ in field.field.choices]
        return {field.html_name: [*(code for code in shown if code in codes), codes[0]][:1]}
    if isinstance(field.field.widget, CheckboxInput):
        return {field.html_name: ["on"]} if field.value() else {}
    return {field.html_name: ["" if shown is None else str(shown)]}


def target_forms(facts, data=None):
    words = load_vocabulary()
    form = TargetForm(data, initial=initial_of(facts, words), vocabulary=words)
    return form, MilestoneRows(data, initial=milestone_rows(facts), prefix="milestones")


def typed(before=None, **changes):
    """The target form as it is shown of a target, with some fields typed over."""
    data = sent_back(*target_forms(before or target()))
    for name, value in changes.items():
        data[name] = value
    return target_forms(before or target(), data)


@pytest.mark.parametrize("before", TARGETS)
def test_a_target_sent_back_untouched_stays_as_it_was(before):
    form, rows = target_forms(before, sent_back(*target_forms(before)))

    assert form.is_valid(), form.errors
    assert rows.is_valid(), rows.errors
    assert form.facts(before, milestones_of(rows)) == before


def test_a_target_is_confirmed_by_being_saved_but_not_without_an_indicator():
    form, _ = typed(indicator="")
    assert form.is_valid()
    assert form.facts(target(), ()).review == "proposed"

    form, _ = typed()
    assert form.is_valid()
    assert form.facts(target(review="dropped"), ()).review == "confirmed"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "một trăm"}, "value"),
        ({"value": "120"}, "value"),
        ({"value": ""}, "value"),
        ({"label": ""}, "label"),
        ({"deadline": ""}, "deadline"),
        ({"deadline": "30/6/2026"}, "deadline"),
        ({"deadline_wording": ""}, "deadline_wording"),
        ({"goal_kind": "per_period"}, "period"),
        ({"denominator_kind": "indicator", "denominator_indicator": ""}, "denominator_indicator"),
        ({"denominator_count": "nhiều"}, "denominator_count"),
    ],
)
def test_what_a_target_cannot_say_is_refused_at_its_field(changes, field):
    form, _ = typed(**changes)

    assert not form.is_valid()
    assert list(form.errors) == [field]


def test_a_goal_that_is_no_percent_has_no_denominator_and_no_period_that_does_not_belong_to_it():
    form, _ = typed(goal_kind="count", value="1.250", period="week")

    assert form.is_valid(), form.errors
    goal = form.facts(target(), ()).goal
    assert (goal.kind, goal.value, goal.period, goal.denominator) == ("count", 1250, None, None)


def test_milestones_come_in_order_and_an_emptied_row_is_none():
    before = target(
        milestones=(
            MilestoneFacts(date(2026, 6, 10), "before", Decimal(50)),
            MilestoneFacts(date(2026, 6, 20), "before", Decimal(80)),
        )
    )
    changes = {"milestones-0-DELETE": "on", "milestones-2-by": "2026-06-01"}
    form, rows = typed(before, **changes, **{"milestones-2-share": "12,5"})

    assert form.is_valid()
    assert rows.is_valid(), rows.errors
    assert milestones_of(rows) == (
        MilestoneFacts(date(2026, 6, 1), "before", Decimal("12.5")),
        MilestoneFacts(date(2026, 6, 20), "before", Decimal(80)),
    )


@pytest.mark.parametrize(
    ("typed_in", "number"),
    [("95", "95"), ("97,5%", "97.5"), ("1.250", "1250"), ("1.250,5", "1250.5"), ("0,18", "0.18")],
)
def test_numbers_are_read_as_plans_print_them(typed_in, number):
    assert NumberField("Mức giao").clean(typed_in) == Decimal(number)


@pytest.mark.parametrize(
    ("codes", "code"), [((), "T1"), (("A1", "A16", "A9"), "A17"), (("x",), "T1"), (("7",), "8")]
)
def test_one_more_target_is_named_after_the_manner_of_those_that_are_there(codes, code):
    assert next_code(codes) == code


def heading_forms(plan, data=None):
    form = heading.HeadingForm(data, initial=heading.initial_of(plan))
    return form, heading.ParentRows(data, initial=heading.parent_rows(plan), prefix="parents")


@pytest.mark.parametrize("code", PLAN_CODES)
def test_a_head_sent_back_untouched_stays_as_it_was(code):
    plan = load_plan(code)
    form, rows = heading_forms(plan, sent_back(*heading_forms(plan)))

    assert form.is_valid(), form.errors
    assert rows.is_valid(), rows.errors
    assert form.facts(plan, heading.parents_of(rows, plan.parents)) == plan


def test_lines_of_the_head_become_bases_recipients_and_participants():
    plan = facts(bases=(BasisFacts("Luật Căn cước", number="26/2023/QH15"),))
    data = sent_back(*heading_forms(plan))
    data["bases"] = "Luật Căn cước\n\n Nghị quyết số 57-NQ/TW "
    data["recipients"] = "UBND tỉnh (b/c)\nCông an xã (t/hiện);\nTổ (để thực hiện)\nLưu: VT\nMTTQ"
    form, rows = heading_forms(plan, data)

    assert form.is_valid()
    assert rows.is_valid()
    after = form.facts(plan, heading.parents_of(rows, ()))
    assert after.bases == (plan.bases[0], BasisFacts("Nghị quyết số 57-NQ/TW"))
    assert after.recipients == (
        RecipientFacts("UBND tỉnh", "report"),
        RecipientFacts("Công an xã", "execute"),
        RecipientFacts("Tổ", "execute"),
        RecipientFacts("Lưu: VT", "file"),
        RecipientFacts("MTTQ"),
    )


def test_a_parent_is_added_in_the_blank_row_and_goes_when_its_row_is_emptied():
    plan = facts(parents=(ParentFacts("80/KH-UBND", "UBND tỉnh", "Kế hoạch số 80/KH-UBND"),))
    data = sent_back(*heading_forms(plan))
    data["parents-0-number"] = data["parents-0-issuer"] = data["parents-0-text"] = ""
    data["parents-1-number"] = "90/KH-UBND"
    form, rows = heading_forms(plan, data)

    assert form.is_valid()
    assert rows.is_valid(), rows.errors
    assert heading.parents_of(rows, plan.parents) == (ParentFacts("90/KH-UBND", "", ""),)


def test_an_end_before_the_beginning_is_refused():
    data = sent_back(*heading_forms(facts()))
    data["ends_on"] = "2026-05-01"

    assert heading_forms(facts(), data)[0].errors == {
        "ends_on": ["Ngày kết thúc phải từ ngày bắt đầu trở đi."]
    }


def figure_forms(plan, data=None):
    baseline = plan.baseline
    first = {"as_of": baseline.as_of, "residence": baseline.residence} if baseline else {}
    words = {"form_kwargs": {"vocabulary": load_vocabulary()}}
    population, stocks = figures.population_rows(plan), figures.stock_rows(plan)
    return (
        figures.BaselineForm(data, initial=first),
        figures.PopulationRows(data, initial=population, prefix="population", **words),
        figures.StockRows(data, initial=stocks, prefix="stocks", **words),
    )


@pytest.mark.parametrize("code", PLAN_CODES)
def test_figures_sent_back_untouched_stay_as_they_were(code):
    plan = load_plan(code)
    forms = figure_forms(plan, sent_back(*figure_forms(plan)))

    assert [form.is_valid() for form in forms] == [True] * 3
    assert figures.baseline_of(*forms, plan.baseline) == plan.baseline


def test_half_a_row_of_figures_is_refused():
    data = sent_back(*figure_forms(facts()))
    data["population-0-cohort"] = "all"
    data["stocks-0-value"] = "12"
    _, population, stocks = figure_forms(facts(), data)

    assert population.errors[0] == {"people": ["Đề nghị nhập số người."]}
    assert stocks.errors[0] == {"indicator": ["Đề nghị chọn loại số liệu."]}


def duty_forms(plan, data=None):
    return (
        duties.RuleRows(data, initial=duties.rule_rows(plan.rules), prefix="rules"),
        duties.TaskRows(data, initial=duties.task_rows(plan.tasks), prefix="tasks"),
        duties.TeamRows(data, initial=duties.team_rows(plan.teams), prefix="teams"),
    )


@pytest.mark.parametrize("code", PLAN_CODES)
def test_duties_sent_back_untouched_stay_as_they_were(code):
    plan = load_plan(code)
    rules, tasks, teams = duty_forms(plan, sent_back(*duty_forms(plan)))

    assert [form.is_valid() for form in (rules, tasks, teams)] == [True] * 3
    assert duties.kept_rows(rules, plan.rules) == plan.rules
    assert duties.kept_rows(tasks, plan.tasks) == plan.tasks
    assert duties.kept_rows(teams, plan.teams) == plan.teams


def test_rows_of_duties_are_added_and_emptied():
    plan = PlanFacts("kh", "UBND", "Cao điểm", rules=(RuleFacts("final", "Báo cáo", "V.1"),))
    data = sent_back(*duty_forms(plan))
    data["rules-0-text"] = ""
    data.update({"rules-1-kind": "weekly", "rules-1-text": "Báo cáo tuần"})
    data.update({"rules-1-weekday": "1", "rules-1-time_of_day": "11:00"})
    data.update({"teams-0-text": "Tổ 1", "teams-0-level": "village"})
    data["teams-0-members"] = "Công an xã: 3 (tổ trưởng)\nĐoàn thanh niên: 2 người\nTrường học"
    rules, _, teams = duty_forms(plan, data)

    assert rules.is_valid(), rules.errors
    assert teams.is_valid(), teams.errors
    assert duties.kept_rows(rules, plan.rules) == (
        RuleFacts("weekly", "Báo cáo tuần", "", weekday=1, time_of_day=time(11)),
    )
    [team] = duties.kept_rows(teams, ())
    assert (team.name, team.level) == ("Tổ 1", "village")
    assert team.members == (
        TeamMemberFacts("Công an xã", 3, "leader"),
        TeamMemberFacts("Đoàn thanh niên", 2),
        TeamMemberFacts("Trường học"),
    )


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"year": "2027"}, set()),
        ({"starts_on": "2027-05-01"}, set()),
        ({}, {"__all__"}),
        ({"year": "2027", "starts_on": "2027-05-01"}, {"__all__"}),
        ({"year": "27"}, {"year"}),
    ],
)
def test_a_clone_is_moved_to_a_year_or_to_a_first_day(given, errors):
    assert set(CloneForm(given).errors) == errors
