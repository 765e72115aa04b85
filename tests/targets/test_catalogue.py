"""The facts of the five plans: complete, faithful to the texts, refused when they are wrong."""

import unicodedata
from datetime import date, time
from pathlib import Path

import pytest
import yaml

from targets.catalogue.facts import (
    FOLDER,
    PLAN_CODES,
    load_plan,
    load_vocabulary,
    read_plan_file,
)

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "plans"
needs_samples = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not here")


def target(code):
    return next(t for plan in PLAN_CODES for t in load_plan(plan).targets if t.code == code)


def test_five_plans_hold_47_targets():
    counts = {code: len(load_plan(code).targets) for code in PLAN_CODES}

    assert counts == {
        "2026-phu-rieng": 16,
        "2024-diem-mac": 8,
        "2026-tan-dinh": 11,
        "2023-duyen-hai": 4,
        "2025-tu-nghia": 8,
    }


def test_target_codes_run_from_a1_to_e8():
    codes = [t.code for plan in PLAN_CODES for t in load_plan(plan).targets]

    assert codes == [
        f"{letter}{n}"
        for letter, last in (("A", 16), ("B", 8), ("C", 11), ("D", 4), ("E", 8))
        for n in range(1, last + 1)
    ]


def test_phu_rieng_runs_from_26_may_to_30_june_2026():
    plan = load_plan("2026-phu-rieng")

    assert (plan.number, plan.issued_on) == ("", None)
    assert (plan.starts_on, plan.ends_on) == (date(2026, 5, 26), date(2026, 6, 30))
    assert (plan.lead_unit, plan.weekly_report_to) == ("Công an xã", "Công an xã")
    assert plan.signer.name == "Nguyễn Danh Tùng"


def test_parts_of_a_population_sum_to_the_whole():
    population = load_plan("2026-phu-rieng").baseline.population
    parts = {cohort.code: cohort.parts for cohort in load_vocabulary().cohorts if cohort.parts}

    sums = {code: sum(population[part] for part in inside) for code, inside in parts.items()}

    assert sums == {"all": 35097, "age_6_up": 32479}
    assert sums == {code: population[code] for code in sums}


def test_printed_percents_are_kept_where_they_are_wrong():
    stocks = load_plan("2026-phu-rieng").baseline.stocks
    printed = {(s.indicator, s.cohort): (s.value, s.printed_percent) for s in stocks}

    assert printed["card_issued", "all"] == (32788, "82,55")
    assert printed["card_missing", "all"] == (2309, "17,45")
    assert printed["eid_intake", "age_6_13"] == (214, "16,95")
    assert printed["eid_activated", "age_14_up"] == (21973, "80,09")


def test_same_date_keeps_its_two_wordings():
    through, before = target("A2"), target("A4")

    assert (through.deadline, through.deadline_wording) == (date(2026, 6, 30), "through")
    assert (before.deadline, before.deadline_wording) == (date(2026, 6, 30), "before")


@pytest.mark.parametrize(
    ("code", "wording"),
    [
        ("A16", "before"),
        ("B6", "deferred"),
        ("B7", "deferred"),
        ("C1", "on"),
        ("C4", "continuous"),
        ("C10", "before"),
        ("D1", "through"),
        ("E2", "before"),
        ("E8", "through"),
        ("A10", None),
    ],
)
def test_deadline_keeps_the_wording_of_the_plan(code, wording):
    assert target(code).deadline_wording == wording


def test_only_over_30_percent_is_strict():
    strict = [t.code for plan in PLAN_CODES for t in load_plan(plan).targets if t.operator == ">"]

    assert strict == ["C3"]


def test_only_phan_dau_is_aspirational():
    hoped = [
        t.code
        for plan in PLAN_CODES
        for t in load_plan(plan).targets
        if t.commitment == "aspirational"
    ]

    assert hoped == ["A16"]


@pytest.mark.parametrize("code", ["C6", "C7", "C8", "C9"])
def test_milestones_are_shares_of_the_goal(code):
    steps = [(m.by, m.wording, m.share_of_goal) for m in target(code).milestones]

    assert steps == [
        (date(2026, 6, 15), "before", 60),
        (date(2026, 11, 15), "before", 100),
    ]


def test_each_officer_persuades_ten():
    goal = target("D3").goal

    assert (goal.kind, goal.value, goal.each, target("D3").counted_by) == (
        "per_officer",
        10,
        True,
        "person",
    )


def test_unknown_denominator_has_no_number():
    known = {
        t.code: t.goal.denominator.count
        for plan in PLAN_CODES
        for t in load_plan(plan).targets
        if t.goal.denominator and t.goal.denominator.count is not None
    }

    assert known == {"A3": 5045, "A4": 5045, "E1": 13308}


def test_reporting_deadlines_of_the_plans():
    daily = next(r for r in load_plan("2023-duyen-hai").rules if r.kind == "daily")
    final = next(r for r in load_plan("2023-duyen-hai").rules if r.kind == "final")
    weekly = next(r for r in load_plan("2025-tu-nghia").rules if r.kind == "weekly")

    assert (daily.time_of_day, daily.days_after) == (time(8, 0), 1)
    assert (final.due_on, final.due_wording) == (date(2023, 12, 4), "before")
    assert (weekly.weekday, weekly.time_of_day) == (1, time(11, 0))


def test_people_of_a_team_are_its_members():
    teams = [t for code in PLAN_CODES for t in load_plan(code).teams if t.people is not None]

    assert [(t.name, t.people) for t in teams] == [("Tổ 1", 6), ("Tổ 2", 28), ("Tổ xã, phường", 4)]
    assert [sum(m.people for m in t.members) for t in teams] == [6, 28, 4]


def test_tasks_of_the_plans():
    tasks = {code: load_plan(code).tasks for code in PLAN_CODES}

    assert {code: len(rows) for code, rows in tasks.items()} == {
        "2026-phu-rieng": 23,
        "2024-diem-mac": 20,
        "2026-tan-dinh": 12,
        "2023-duyen-hai": 14,
        "2025-tu-nghia": 19,
    }
    assert [
        (code, task.section, task.due_on, task.due_wording, task.timing)
        for code, rows in tasks.items()
        for task in rows
        if task.due_on
    ] == [
        ("2026-phu-rieng", "III.1", date(2026, 6, 30), "before", "trước ngày 30/6/2026"),
        ("2026-phu-rieng", "IV.6", date(2026, 6, 15), "before", "trước ngày 15/6/2026"),
        ("2024-diem-mac", "III.2", date(2024, 5, 20), "before", "hoàn thành trước 20/5/2024"),
        ("2026-tan-dinh", "II.3.1", date(2026, 4, 15), "on", "15/4/2026"),
        (
            "2026-tan-dinh",
            "II.4.2",
            date(2026, 11, 15),
            "before",
            "60% chỉ tiêu trước ngày 15/6/2026; 100% chỉ tiêu trước ngày 15/11/2026",
        ),
        ("2026-tan-dinh", "II.5", date(2026, 6, 30), "before", "Trước ngày 30/6/2026"),
        ("2023-duyen-hai", "III.2", date(2023, 9, 5), "before", "trước ngày 05 tháng 9 năm 2023"),
        ("2025-tu-nghia", "III.1.2", date(2025, 5, 5), "before", "trước ngày 05/5/2025"),
        ("2025-tu-nghia", "III.2", date(2025, 6, 18), "through", "đến ngày 18/6/2025"),
        ("2025-tu-nghia", "III.3", date(2025, 6, 18), "through", "đến ngày 18/6/2025"),
        ("2025-tu-nghia", "III.4", date(2025, 6, 18), "through", "đến ngày 18/6/2025"),
    ]


def test_a_date_of_a_task_has_its_wording_and_its_words():
    for code in PLAN_CODES:
        for task in load_plan(code).tasks:
            assert (task.due_on is not None) == (task.due_wording in {"before", "through", "on"})
            assert bool(task.due_wording) <= bool(task.timing)


def test_a_task_of_phu_rieng_with_all_that_its_text_says():
    task = next(t for t in load_plan("2026-phu-rieng").tasks if t.responsible)

    assert (task.lead, task.supporting, task.responsible) == (
        "Các cơ quan, đơn vị, trường học",
        ("Các Ban điều hành thôn", "tổ ANTTCS ở cơ sở"),
        "Thủ trưởng các đơn vị",
    )


def test_plans_of_the_communes_of_duyen_hai_are_due_by_5_september_2023():
    due = {code: load_plan(code).subplans_due_on for code in PLAN_CODES}

    assert due == dict.fromkeys(PLAN_CODES) | {"2023-duyen-hai": date(2023, 9, 5)}


def test_purposes_are_the_paragraphs_of_their_section():
    counts = {code: len(load_plan(code).purposes) for code in PLAN_CODES}

    assert counts == {
        "2026-phu-rieng": 5,
        "2024-diem-mac": 10,
        "2026-tan-dinh": 6,
        "2023-duyen-hai": 4,
        "2025-tu-nghia": 6,
    }


def test_what_the_town_assigned_to_phu_rieng_was_due_before_the_plan_began():
    plan = load_plan("2026-phu-rieng")
    given = [goal for goal in plan.other_goals if goal.assigned_by]

    assert [(g.indicator, g.cohort, g.assigned_by, g.deadline, g.goal.value) for g in given] == [
        (indicator, "age_6_13", "Tổ Đề án 06 thành phố", date(2026, 5, 10), 100)
        for indicator in ("card_issued", "eid_activated")
    ]
    assert plan.starts_on > given[0].deadline


def test_other_goals_count_what_the_vocabulary_knows():
    indicators = {i.code for i in load_vocabulary().indicators}
    cohorts = {c.code for c in load_vocabulary().cohorts}
    goals = [goal for code in PLAN_CODES for goal in load_plan(code).other_goals]

    assert {goal.indicator for goal in goals} - {None} <= indicators
    assert {goal.cohort for goal in goals} - {None} <= cohorts
    assert [goal.label for goal in goals if goal.indicator is None] == [
        "Cán bộ chiến sỹ thuần thục cách thức đăng ký qua cổng dịch vụ công",
        "Đoàn viên, hội viên và con em từ 6 đến 14 tuổi",
        "Thông báo khóa học đến cán bộ đảng viên, công chức, viên chức",
    ]


def test_village_cells_of_phu_rieng_in_order():
    cells = [
        (f.indicator, f.cohort)
        for f in load_plan("2026-phu-rieng").fields
        if f.branch == "place" and f.rhythm == "daily"
    ]

    assert cells == [
        ("card_intake", "age_6_13"),
        ("card_intake", "age_14_up"),
        ("eid_activated", "age_6_13"),
        ("eid_activated", "age_14_up"),
    ]


def test_no_field_asks_for_an_indicator_that_is_never_typed():
    never = {i.code for i in load_vocabulary().indicators if not i.entered}
    asked = {f.indicator for code in PLAN_CODES for f in load_plan(code).fields}

    assert never == {
        "cases_investigated",
        "card_missing",
        "eid_intake_missing",
        "eid_not_activated",
        "vaccine_listed",
    }
    assert asked & never == set()


def test_vocabulary_codes_and_labels_are_unique():
    for terms in (load_vocabulary().indicators, load_vocabulary().cohorts):
        for values in ([t.code for t in terms], [t.label for t in terms]):
            assert len(values) == len(set(values))


def test_every_text_is_composed_unicode():
    for path in [FOLDER / "vocabulary.yaml", *sorted((FOLDER / "plans").iterdir())]:
        text = path.read_text(encoding="utf-8")
        assert text == unicodedata.normalize("NFC", text)


# --- Refused ---------------------------------------------------------------------------------------


def broken(tmp_path, before, after):
    """The plan of Phú Riềng with one wording changed, as a file."""
    text = (FOLDER / "plans" / "2026-phu-rieng.yaml").read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "broken.yaml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("lead_unit:", "leading_unit:", r"broken\.yaml: unknown key 'leading_unit'"),
        ("ends_on: 2026-06-30\n", "", r"broken\.yaml: missing key 'ends_on'"),
        ("ends_on: 2026-06-30", "ends_on: 30/6", r"broken\.yaml: ends_on: unexpected '30/6'"),
        ("indicator: card_intake", "indicator: cards", r"broken\.yaml: unknown indicator 'cards'"),
        ("cohort: age_6_up", "cohort: old", r"broken\.yaml: unknown cohort 'old'"),
        ("value: 100\n", "value: true\n", r"broken\.yaml: targets\[0\]: goal: value: .* True"),
        ("kind: percent", "kind: share", r"broken\.yaml: targets\[0\]: goal: kind: .* 'share'"),
        ("kind: percent", "kind: count", "target A1: a percent, and only a percent"),
        ("value: 3, period: day", "value: 3", "target A12: per_period, and only per_period"),
        ("    deadline_wording: through\n", "", "target A1: a date and its wording go together"),
        ("bases:\n", "bases: [\n", r"broken\.yaml: while parsing"),
        ("short_label: Thu", "short_label: Thu nhận hồ", "target A1: short_label is too long"),
    ],
)
def test_faulty_plan_is_refused_by_name(tmp_path, before, after, fault):
    path = broken(tmp_path, before, after)

    with pytest.raises(ValueError, match=fault):
        read_plan_file(path)


def test_unknown_plan_code_is_refused():
    with pytest.raises(ValueError, match="no plan '2020-none'"):
        load_plan("2020-none")


# --- Against the shared samples ----------------------------------------------------------------------


def shared(name):
    return yaml.safe_load((SHARED / f"{name}.yaml").read_text(encoding="utf-8"))


def words_of(code):
    """The plan's text with its marks of emphasis and its line breaks taken out."""
    return " ".join((SHARED / f"{code}.txt").read_text(encoding="utf-8").replace("*", "").split())


@needs_samples
@pytest.mark.parametrize("code", PLAN_CODES)
def test_targets_agree_with_the_shared_facts(code):
    # Two are said more exactly here: D3 is ten for each officer, D4's cohort has a code.
    kinds = {"D3": "per_officer"}
    cohorts = {"relatives of officials": "relatives_of_officials"}
    expected = [
        (
            t["id"],
            t["indicator"],
            cohorts.get(t.get("cohort"), t.get("cohort")),
            kinds.get(t["id"], t["goal"]["kind"]),
            t["goal"]["value"],
            t["goal"].get("period"),
            # A goal without a date of its own ends with its last milestone.
            t.get("deadline") or t.get("milestones", [{"by": None}])[-1]["by"],
            t.get("priority"),
        )
        for t in shared(code)["targets"]
    ]

    assert expected == [
        (
            t.code,
            t.indicator,
            t.cohort,
            t.goal.kind,
            t.goal.value,
            t.goal.period,
            t.deadline,
            t.priority,
        )
        for t in load_plan(code).targets
    ]


@needs_samples
@pytest.mark.parametrize("code", PLAN_CODES)
def test_baseline_agrees_with_the_shared_facts(code):
    expected = shared(code).get("baseline", {})
    baseline = load_plan(code).baseline
    ours = {(s.indicator, s.cohort): s for s in baseline.stocks} if baseline else {}

    for stock in expected.get("stocks", []):
        mine = ours[stock["indicator"], stock.get("cohort")]
        assert (mine.value, mine.printed_percent) == (
            stock["value"],
            stock.get("printed_percent", ""),
        )
    assert (baseline is None) == (expected == {})
    if baseline:
        assert baseline.as_of == expected.get("as_of")
        assert baseline.population == expected.get("population", {})


@needs_samples
@pytest.mark.parametrize("code", PLAN_CODES)
def test_plan_agrees_with_the_shared_facts(code):
    expected, plan = shared(code)["plan"], load_plan(code)

    assert (plan.starts_on, plan.ends_on) == (expected["starts_on"], expected["ends_on"])
    assert (plan.number or None, plan.issued_on) == (expected["number"], expected["issued_on"])
    assert plan.lead_unit == expected["lead_unit"]
    parent = expected.get("parent", {})
    assert [(p.number, p.issued_on, p.printed_issued_on) for p in plan.parents] == (
        [(parent["number"], parent.get("issued_on"), parent.get("printed_issued_on"))]
        if parent
        else []
    )


@needs_samples
def test_vocabulary_holds_the_shared_one():
    ours = load_vocabulary()
    expected = shared("catalogue")

    indicators = {i.code: i for i in ours.indicators}
    for row in expected["indicators"]:
        mine = indicators[row["code"]]
        assert (mine.aggregation, mine.unit, mine.label) == (
            row["aggregation"],
            row["unit"],
            row["label"],
        )
        # One alias of the shared list, "tin, bài", is split in two by YAML; both halves are kept.
        assert set(row["aliases"]) <= set(mine.aliases)
    cohorts = {c.code: c for c in ours.cohorts}
    for row in expected["cohorts"]:
        mine = cohorts[row["code"]]
        assert mine.label.replace(",", "") == row["label"]
        assert list(mine.age) == row.get("age", [])
        assert list(mine.birth_years) == row.get("birth_years", [])
        assert mine.category == row.get("category", "")
        assert set(row.get("aliases", [])) <= set(mine.aliases)


@needs_samples
@pytest.mark.parametrize("code", PLAN_CODES)
def test_every_quotation_stands_in_the_plan(code):
    plan, text = load_plan(code), words_of(code)
    quotations = [
        *(t.source for t in plan.targets),
        *(goal.source for goal in plan.other_goals),
        *(rule.text for rule in plan.rules),
        *(team.task for team in plan.teams),
        *(service for package in plan.service_packages for service in package.services),
        *(parent.text for parent in plan.parents),
        *(basis.text for basis in plan.bases),
        *(recipient.name for recipient in plan.recipients),
        plan.title,
        plan.dates_source,
        plan.appendix,
        plan.number_printed,
        plan.issued_printed,
        plan.signer.name,
        plan.signer.title,
        plan.signer.capacity,
    ]

    assert [quotation for quotation in quotations if quotation not in text] == []


@needs_samples
@pytest.mark.parametrize("code", PLAN_CODES)
def test_every_word_of_a_task_stands_in_the_plan(code):
    plan, text = load_plan(code), words_of(code)
    words = [
        *plan.purposes,
        *(name for task in plan.tasks for name in task.supporting),
        *(
            said
            for task in plan.tasks
            for said in (task.text, task.lead, task.timing, task.product, task.responsible)
        ),
    ]

    assert [said for said in words if said not in text] == []
