"""What differs between two versions, which cells targets need, and last year's plan moved to this year."""

from dataclasses import fields, replace
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.facts import (
    FieldFacts,
    PlanFacts,
    RecipientFacts,
    RuleFacts,
    TaskFacts,
    TeamFacts,
    TeamMemberFacts,
)
from plans.rules.goals import (
    DenominatorFacts,
    GoalFacts,
    MilestoneFacts,
    QuotaFacts,
    Span,
)
from plans.rules.storing import facts_from, plain
from targets.catalogue.facts import PLAN_CODES, load_plan, load_vocabulary
from targets.rules.changes import Change, changes_of
from targets.rules.cloning import copied, moved_by_days, moved_by_years
from targets.rules.fields import fields_for
from tests.targets.build_drafts import baseline, facts, target

WORDS = load_vocabulary()
PLANS = [load_plan(code) for code in PLAN_CODES]
NAMES = {"vn/xa/a/": "Thôn A"}


def told(before, after):
    return [
        (c.place, c.about, c.what, c.before, c.after)
        for c in changes_of(before, after, WORDS, NAMES)
    ]


@pytest.mark.parametrize("plan", PLANS, ids=PLAN_CODES)
def test_a_plan_does_not_differ_from_itself(plan):
    assert changes_of(plan, plan, WORDS) == ()
    assert changes_of(plan, facts_from(PlanFacts, plain(plan))) == ()


@given(st.sampled_from(PLANS), st.sampled_from(PLANS))
def test_what_was_added_one_way_was_taken_out_the_other(one, other):
    there = changes_of(one, other, WORDS)
    back = changes_of(other, one, WORDS)

    assert {(c.place, c.about, c.before, c.after) for c in there} == {
        (c.place, c.about, c.after, c.before) for c in back
    }


def test_a_changed_heading_is_told_in_words():
    before = facts(starts_on=date(2026, 5, 26))
    after = facts(starts_on=date(2026, 5, 5), must_rise_daily=True, number="12/KH-UBND")

    assert told(before, after) == [
        ("heading", "", "Số, ký hiệu", "", "12/KH-UBND"),
        ("heading", "", "Bắt đầu", "26/5/2026", "05/5/2026"),
        ("heading", "", "Tỷ lệ ngày hôm sau phải cao hơn ngày hôm trước", "không", "có"),
    ]


def test_a_changed_target_is_told_part_by_part():
    denominator = DenominatorFacts("population", "Trẻ em trên địa bàn", "age_6_13", count=5045)
    goal = GoalFacts("percent", Decimal("97.5"), denominator=denominator)
    milestone = MilestoneFacts(date(2026, 6, 5), "before", Decimal(60))
    changed = target(
        goal=goal,
        operator=">",
        deadline=date(2026, 7, 15),
        deadline_wording="through",
        milestones=(milestone,),
        cohort="age_14_up",
        commitment="aspirational",
        priority=1,
    )

    assert told(facts(), facts(targets=(changed,))) == [
        ("targets", "T1", "Mức giao", "100%", "trên 97,5%"),
        (
            "targets",
            "T1",
            "Mẫu số",
            "Trẻ em trên địa bàn, Từ đủ 6 đến dưới 14 tuổi",
            "Trẻ em trên địa bàn, Từ đủ 6 đến dưới 14 tuổi, 5.045",
        ),
        ("targets", "T1", "Thời hạn", "trước ngày 30/6/2026", "đến hết ngày 15/7/2026"),
        ("targets", "T1", "Mốc tiến độ", "", "60% mức giao trước ngày 05/6/2026"),
        ("targets", "T1", "Nhóm đối tượng", "Từ đủ 6 đến dưới 14 tuổi", "Từ đủ 14 tuổi trở lên"),
        ("targets", "T1", "Mức cam kết", "bắt buộc", "phấn đấu"),
        ("targets", "T1", "Thứ tự ưu tiên", "", "1"),
    ]


def test_a_target_that_is_new_or_gone_is_one_line():
    [(place, about, what, before, after)] = told(facts(), facts(targets=(target(), target("T2"))))

    assert (place, about, what, before) == ("targets", "T2", "Thêm mới", "")
    assert after.startswith("Kích hoạt tài khoản cho trẻ em; 100%;")
    [gone] = changes_of(facts(targets=(target(), target("T2"))), facts(), WORDS)
    assert gone == Change("targets", "T2", "Bỏ", after, "")


def test_shares_are_told_unit_by_unit():
    before = facts(quotas=(QuotaFacts("T1", "vn/xa/a/", 1250), QuotaFacts("T1", "vn/xa/b/", 7)))
    after = facts(quotas=(QuotaFacts("T1", "vn/xa/a/", 1300, is_fixed=True),))

    assert told(before, after) == [
        ("quotas", "T1", "Thôn A", "1.250", "1.300 (ấn định bằng tay)"),
        ("quotas", "T1", "vn/xa/b/", "7", ""),
    ]


def test_a_mended_printed_percent_is_told():
    assert told(facts(baseline=baseline("82,55")), facts(baseline=baseline("93,42"))) == [
        (
            "baseline",
            "",
            "Đã được cấp thẻ căn cước, Toàn bộ nhân khẩu",
            "32.788 (in 82,55%)",
            "32.788 (in 93,42%)",
        )
    ]


def test_duties_teams_rules_and_recipients_are_told():
    rule = RuleFacts("weekly", "Báo cáo tuần", "IV", time(11, 0), weekday=1)
    team = TeamFacts(
        "Tổ 1", "village", "Đi từng nhà", (TeamMemberFacts("Công an xã", 2, "leader"),), 2
    )
    before = facts(tasks=(TaskFacts("Rà soát"),), teams=(team,), rules=(rule,))
    after = facts(
        tasks=(TaskFacts("Rà soát", lead="Công an xã", due_on=date(2026, 6, 1)),),
        teams=(replace(team, people=3),),
        rules=(replace(rule, weekday=7, time_of_day=time(8, 5)),),
        recipients=(RecipientFacts("UBND tỉnh", "report"), RecipientFacts("Các thôn")),
    )

    assert told(before, after) == [
        ("tasks", "Rà soát", "Chủ trì", "", "Công an xã"),
        ("tasks", "Rà soát", "Hạn", "", "01/6/2026"),
        ("teams", "Tổ 1", "Số người", "2", "3"),
        ("rules", "Báo cáo tuần", "Giờ", "11:00", "08:05"),
        ("rules", "Báo cáo tuần", "Thứ", "thứ 2", "Chủ nhật"),
        ("texts", "", "Nơi nhận", "", "UBND tỉnh (để báo cáo)\nCác thôn (để biết)"),
    ]


def test_places_in_the_text_are_no_content():
    moved = target(spans=(Span(3, 9),))

    assert told(facts(), facts(targets=(moved,))) == []


def cells(plan, **over):
    return [(f.branch, f.indicator, f.cohort, f.unit) for f in fields_for(plan, WORDS, **over)]


def test_overlapping_age_groups_are_counted_by_their_parts_in_every_indicator():
    plan = facts(
        targets=(
            target("T1", cohort="age_6_up"),
            target("T2", cohort="age_6_13"),
            target("T3", indicator="card_intake", cohort="age_6_up"),
        )
    )

    assert cells(plan) == [
        ("place", "eid_activated", "age_6_13", ""),
        ("place", "eid_activated", "age_14_up", ""),
        ("place", "card_intake", "age_6_13", ""),
        ("place", "card_intake", "age_14_up", ""),
    ]


def test_everybody_is_parted_only_where_an_age_is_counted_by_itself():
    plan = facts(
        targets=(
            target("T1", indicator="eid_intake", cohort=None),
            target("T2", indicator="eid_intake", cohort="age_14_up"),
            target("T3", cohort=None),
        )
    )

    assert cells(plan) == [
        ("place", "eid_intake", "age_0_5", ""),
        ("place", "eid_intake", "age_6_13", ""),
        ("place", "eid_intake", "age_14_up", ""),
        ("place", "eid_activated", "all", ""),
    ]


def test_groups_by_birth_year_or_kind_are_counted_beside_the_ages():
    plan = facts(
        targets=(
            target("T1", indicator="card_intake", cohort="born_2008_2011"),
            target("T2", indicator="card_intake", cohort="age_14_up"),
            target("T3", indicator="health_record", cohort="insured"),
            target("T4", indicator="health_record", cohort=None),
        )
    )

    assert cells(plan) == [
        ("place", "card_intake", "born_2008_2011", ""),
        ("place", "card_intake", "age_14_up", ""),
        ("place", "health_record", "insured", ""),
        ("place", "health_record", "all", ""),
    ]


def test_the_whole_that_a_percent_is_of_is_counted_by_the_same_office():
    of_dossiers = DenominatorFacts("indicator", "Tổng số hồ sơ", indicator="dossiers")
    goal = GoalFacts("percent", Decimal(90), denominator=of_dossiers)
    online = target(
        indicator="dossiers_online", cohort=None, goal=goal, counted_by="office", lead="Công an xã"
    )

    assert cells(facts(targets=(online,))) == [
        ("office", "dossiers_online", "all", "Công an xã"),
        ("office", "dossiers", "all", "Công an xã"),
    ]


@pytest.mark.parametrize(
    "lead", ["", "Các cơ quan, đơn vị, trường học", "Đoàn Thanh niên, Hội Nông dân"]
)
def test_what_every_office_counts_is_asked_weekly(lead):
    asked = target(cohort="officials_children", counted_by="office", lead=lead)
    plan = facts(targets=(asked,))

    assert fields_for(plan, WORDS) == (
        FieldFacts("office", "weekly", "eid_activated", "officials_children"),
    )


@pytest.mark.parametrize("review", ["proposed", "dropped"])
def test_only_confirmed_targets_with_something_typed_need_cells(review):
    listed = target("T2", indicator="card_missing", cohort="all")

    assert cells(facts(targets=(target(review=review), listed, target("T3", indicator=None)))) == []


@pytest.mark.parametrize("plan", PLANS, ids=PLAN_CODES)
def test_the_plans_own_cells_stay_and_none_is_there_twice(plan):
    found = cells(plan)

    assert found[: len(plan.fields)] == cells(replace(plan, targets=()))
    assert len(found) == len(set(found))


@pytest.mark.parametrize("plan", PLANS, ids=PLAN_CODES)
def test_an_amendment_that_changes_no_target_asks_for_nothing_more(plan):
    assert fields_for(plan, WORDS, former=plan) == plan.fields


def test_cells_of_the_plans_own_that_add_up_to_a_target_are_enough():
    own = tuple(
        FieldFacts("place", "daily", "eid_activated", cohort)
        for cohort in ("age_6_13", "age_14_up")
    )

    plan = facts(targets=(target(cohort="age_6_up"),), fields=own)

    assert fields_for(plan, WORDS) == own


def dates_in(value):
    """Every date anywhere in plain data."""
    if isinstance(value, dict):
        return [day for inner in value.values() for day in dates_in(inner)]
    if isinstance(value, list):
        return [day for inner in value for day in dates_in(inner)]
    return [value] if isinstance(value, str) and value[:4].isdigit() and value[4:5] == "-" else []


@given(st.sampled_from(PLANS), st.integers(-400, 400))
def test_moving_there_and_back_is_the_plan_that_was_copied(plan, days):
    here = copied(plan, moved_by_days(0))
    there = copied(plan, moved_by_days(days))
    back = copied(there, moved_by_days(-days))

    # The words follow the year once; a year's name that they take on may have been there before.
    dated = [
        f.name
        for f in fields(PlanFacts)
        if f.name not in {"title", "short_title", "rules", "tasks"}
    ]
    assert {n: getattr(back, n) for n in dated} == {n: getattr(here, n) for n in dated}


def test_another_year_moves_every_date_and_the_year_in_names():
    rule = RuleFacts("deliverable", "Báo cáo trước 05/7/2026", "IV", due_on=date(2026, 7, 5))
    task = TaskFacts("Rà soát năm 2026", timing="Tháng 6/2026", due_on=date(2026, 6, 1))
    milestone = MilestoneFacts(date(2026, 6, 5), "before", Decimal(60))
    plan = facts(
        title="Cao điểm năm 2026 (số 12026)",
        targets=(target(milestones=(milestone,)),),
        rules=(rule,),
        tasks=(task,),
        subplans_due_on=date(2026, 6, 1),
    )

    new = copied(plan, moved_by_years(2))

    assert new.title == "Cao điểm năm 2028 (số 12026)"
    assert (new.rules[0].text, new.rules[0].due_on) == ("Báo cáo trước 05/7/2028", date(2028, 7, 5))
    assert (new.tasks[0].text, new.tasks[0].timing) == ("Rà soát năm 2028", "Tháng 6/2028")
    assert new.targets[0].milestones == (replace(milestone, by=date(2028, 6, 5)),)
    assert {day[:4] for day in dates_in(plain(new))} == {"2028"}


def test_a_leap_day_moves_to_the_last_of_february():
    assert moved_by_years(1)(date(2024, 2, 29)) == date(2025, 2, 28)
    assert moved_by_years(4)(date(2024, 2, 29)) == date(2028, 2, 29)


@pytest.mark.parametrize("plan", PLANS, ids=PLAN_CODES)
def test_what_was_the_former_documents_alone_does_not_come_along(plan):
    new = copied(plan, moved_by_years(1))

    assert (new.number, new.issued_on, new.baseline, new.signer.name) == ("", None, None, "")
    assert (new.quotas, new.findings, new.other_goals, new.figures) == ((), (), (), ())
    assert {(t.review, t.source, t.spans) for t in new.targets} == {("proposed", "", ())}
    assert [t.code for t in new.targets] == [t.code for t in plan.targets]
