"""The demonstration: the plan's totals, an illustrative split, and counts that are always the same."""

import hashlib
from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import yaml

from demonstration.facts import load_demonstration, read_demonstration
from demonstration.simulation import (
    COMMUNE,
    CORRECTION_REASON,
    FIRST_DAY,
    LAST_DAY,
    POLICE,
    RETURN_REASON,
    ZONE,
    simulate,
)
from targets.catalogue.facts import PLAN_CODES, load_plan
from units.rules import Branch, Kind

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "plans"
VILLAGES = load_demonstration().below(COMMUNE, Branch.PLACE)
COHORTS = ("age_0_5", "age_6_13", "age_14_up")


def current(simulation):
    """The last value of each cell."""
    return {(c.unit, c.day, c.indicator, c.cohort): c.value for c in simulation.counts}


def checksum(counts):
    lines = [
        f"{c.at.isoformat()} {c.unit} {c.day} {c.indicator} {c.cohort} {c.value}" for c in counts
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def sums(simulation, unit=None):
    """(indicator, cohort) -> sum over the villages and days."""
    names = {v.code for v in VILLAGES} if unit is None else {unit}
    found = Counter()
    for (code, _, indicator, cohort), value in current(simulation).items():
        if code in names:
            found[indicator, cohort] += value
    return found


# --- Units and accounts ------------------------------------------------------------------------------


def test_commune_has_12_villages_and_9_offices():
    offices = load_demonstration().below(COMMUNE, Branch.OFFICE)

    assert (len(VILLAGES), len(offices)) == (12, 9)
    assert {v.kind for v in VILLAGES} == {Kind.VILLAGE}


def test_villages_sum_to_the_population_of_the_plan():
    population = load_plan("2026-phu-rieng").baseline.population

    split = {cohort: sum(v.population[cohort] for v in VILLAGES) for cohort in COHORTS}

    assert split == {"age_0_5": 2618, "age_6_13": 5045, "age_14_up": 27434}
    assert split == {cohort: population[cohort] for cohort in COHORTS}


def test_villages_sum_to_the_baseline_of_the_plan():
    stocks = load_plan("2026-phu-rieng").baseline.stocks
    printed = {(s.indicator, s.cohort): s.value for s in stocks}

    split = {
        (indicator, cohort): sum(v.baselines[indicator][cohort] for v in VILLAGES)
        for indicator in ("eid_intake", "eid_activated")
        for cohort in ("age_6_13", "age_14_up")
    }

    assert split["eid_activated", "age_14_up"] == 21973
    assert split["eid_activated", "age_6_13"] == 9
    assert split == {key: printed[key] for key in split}


def test_commune_states_what_its_villages_sum_to():
    commune = next(u for u in load_demonstration().units if u.code == COMMUNE)

    assert dict(commune.population) == {
        cohort: sum(v.population[cohort] for v in VILLAGES) for cohort in COHORTS
    }
    assert commune.baselines["eid_activated"] == {"age_6_13": 9, "age_14_up": 21973}
    assert commune.baselines["eid_intake"] == {"age_6_13": 214, "age_14_up": 23326}


def test_each_plan_is_issued_by_a_unit():
    assert set(load_demonstration().plans) == set(PLAN_CODES)


def test_every_office_that_a_plan_of_the_commune_names_exists():
    names = {u.name for u in load_demonstration().below(COMMUNE, Branch.OFFICE)}
    named = {f.unit for f in load_plan("2026-phu-rieng").fields if f.unit}

    assert named <= names


def test_accounts_say_that_they_are_illustrative():
    accounts = load_demonstration().accounts

    assert [(a.username, a.unit, str(a.role)) for a in accounts] == [
        ("canbo", "phu-rieng", "officer"),
        ("truongthon", "phu-hoa", "village_head"),
        ("truongca", "phu-rieng", "police_head"),
        ("chutich", "phu-rieng", "chairman"),
        ("baocaovien", "mttq-doan-the", "reporter"),
        ("vanhoa", "van-hoa-xa-hoi", "reporter"),
        ("quantri", "vn", "administrator"),
        ("tinh", "dong-nai", "superior"),
        ("thixa", "duyen-hai", "superior"),
    ]
    assert [a.username for a in accounts if not a.full_name.endswith("(minh họa)")] == []


def test_officers_are_illustrative_and_two_of_them_have_an_account():
    facts = load_demonstration()
    officers = facts.below(POLICE, Branch.PERSON)

    assert [(o.code, facts.holder_of(o.code)) for o in officers] == [
        ("can-bo-1", "canbo"),
        ("can-bo-2", "truongca"),
        ("can-bo-3", None),
        ("can-bo-4", None),
    ]
    assert [o.name for o in officers if not o.name.endswith("(minh họa)")] == []
    assert (
        facts.units[-4:] == officers
    )  # what stands after them would lose its place in an older one


def test_officers_fill_in_a_cell_that_no_plan_of_the_catalogue_asks_for():
    [added] = load_demonstration().added_fields

    assert (added.plan, added.branch, added.indicator, added.cohort, added.rhythm) == (
        "2026-phu-rieng",
        Branch.PERSON,
        "people_persuaded",
        "all",
        "daily",
    )
    assert {f.branch for f in load_plan("2026-phu-rieng").fields} == {"place", "office"}


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("units: [{code: a, name: A, kind: village, parent: b}]", "a: twice, or its parent"),
        ("units: [{code: a, name: A, kind: nation}, {code: a, name: A, kind: nation}]", "a: twice"),
        ("units: [{code: a, name: A, kind: planet}]", r"units\[0\]: kind: unexpected 'planet'"),
        ("units: [{code: a, name: A, kind: nation, size: 3}]", r"units\[0\]: unknown key 'size'"),
        ("units: [], plans: {2026-phu-rieng: a}", "unknown unit 'a'"),
        ("units: [{code: a, name: A, kind: nation}], plans: {none: a}", "unknown plan 'none'"),
        (
            "units: [], towns: [{plan: 2023-duyen-hai, target: D1, people: {a: 1}, subplans: []}]",
            "unknown unit 'a'",
        ),
        (
            "units: [], towns: [{plan: la, target: D1, people: {}, subplans: []}]",
            "unknown plan 'la'",
        ),
        (
            "units: [], deductions: [{unit: a, target: A4, reason: moved, note: x, persons: [], asked_by: b}]",
            "unknown unit 'a'",
        ),
        (
            "units: [], added_fields: [{plan: la, branch: person, rhythm: daily, indicator: x}]",
            "unknown plan 'la'",
        ),
    ],
)
def test_faulty_tree_is_refused_by_name(tmp_path, lines, fault):
    path = tmp_path / "tree.yaml"
    rest = "accounts: [], note: x" if ", plans:" in lines else "accounts: [], note: x, plans: {}"
    path.write_text(f"{{{lines}, {rest}}}", encoding="utf-8")

    with pytest.raises(ValueError, match=rf"tree\.yaml: {fault}"):
        read_demonstration(path)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not here")
def test_villages_and_offices_agree_with_the_shared_facts():
    expected = yaml.safe_load((SHARED / "demo-units.yaml").read_text(encoding="utf-8"))

    assert [
        (v["name"], v["population"], v["eid_intake"], v["eid_activated"])
        for v in expected["villages"]
    ] == [
        (v.name, v.population, v.baselines["eid_intake"], v.baselines["eid_activated"])
        for v in VILLAGES
    ]
    assert [(a["name"], a["kind"]) for a in expected["agencies"]] == [
        (u.name, u.kind) for u in load_demonstration().below(COMMUNE, Branch.OFFICE)
    ]


# --- What came in ------------------------------------------------------------------------------------


def test_same_seed_gives_the_same_counts_for_ever():
    assert simulate() == simulate()
    assert checksum(simulate().counts).startswith("efc0130d7e5c2f3a")


def test_officers_changed_no_figure_of_the_villages_and_offices():
    """The checksum is that of the demonstration before it had officers."""
    others = [c for c in simulate().counts if c.indicator != "people_persuaded"]

    assert checksum(others).startswith("6ac4628359977033")


def test_another_seed_gives_other_counts():
    assert simulate(seed=1).counts != simulate().counts


@pytest.mark.parametrize("until", [FIRST_DAY, date(2026, 6, 5), date(2026, 6, 9)])
def test_shorter_run_is_the_beginning_of_the_longer(until):
    short, whole = simulate(until=until), simulate()

    assert {c.day for c in short.counts} == {c.day for c in whole.counts if c.day <= until}
    assert short.counts == tuple(c for c in whole.counts if c.day <= until)
    assert short.reports == tuple(r for r in whole.reports if r.day <= until)


def test_nothing_came_in_before_the_first_day():
    assert simulate(until=FIRST_DAY - timedelta(days=1)).counts == ()


def test_counts_and_reports_are_in_the_order_of_time():
    run = simulate()

    assert [c.at for c in run.counts] == sorted(c.at for c in run.counts)
    assert [r.reported_at for r in run.reports] == sorted(r.reported_at for r in run.reports)


def test_every_village_fills_its_four_cells_every_day_but_the_late_reporter_today():
    days = [FIRST_DAY + timedelta(days=n) for n in range(17)]
    expected = {
        (v.code, day, f.indicator, f.cohort)
        for v in VILLAGES
        for day in days
        for f in load_plan("2026-phu-rieng").fields
        if f.branch == "place" and (v.code, day) != ("phu-vinh", LAST_DAY)
    }

    cells = {cell for cell in current(simulate()) if cell[0] in {v.code for v in VILLAGES}}

    assert cells == expected


def test_children_are_behind_and_the_grown_near_the_path():
    done = sums(simulate())

    # 5.036 children by 29/6 (35 days) and 5.461 grown by 30/6 (36 days), evenly; 17 days have gone.
    assert done["eid_activated", "age_6_13"] == 1880
    assert done["eid_activated", "age_14_up"] == 2397
    assert 0.75 < 1880 / (5036 * 17 / 35) < 0.80
    assert 0.92 < 2397 / (5461 * 17 / 36) < 1.00


def test_one_village_leads_and_two_trail():
    run = simulate()
    share = {
        v.code: sums(run, v.code)["eid_activated", "age_6_13"] / v.population["age_6_13"]
        for v in VILLAGES
    }

    ranking = sorted(share, key=share.get)

    assert (ranking[-1], ranking[:2]) == ("phu-hoa", ["phu-lam", "tan-hiep"])


def share_of_path(run, village, cohort, days):
    """What a village activated, as a share of what an even path asks for in 17 of the days."""
    missing = village.population[cohort] - village.baselines["eid_activated"][cohort]
    return sums(run, village.code)["eid_activated", cohort] / (missing * 17 / days)


def test_villages_differ_in_how_far_along_their_path_they_are():
    run = simulate()
    children = {v.code: share_of_path(run, v, "age_6_13", days=35) for v in VILLAGES}
    grown = {v.code: share_of_path(run, v, "age_14_up", days=36) for v in VILLAGES}

    assert {code for code, share in children.items() if share >= 1} == {"phu-hoa", "phu-cuong"}
    near = {code for code, share in children.items() if 0.9 <= share < 1}
    assert near == {"phu-thinh", "tan-phuoc", "phu-binh"}
    assert sum(share >= 1 for share in grown.values()) == 5


def test_no_village_exceeds_its_people():
    run = simulate()
    for village in VILLAGES:
        done = sums(run, village.code)
        for cohort in ("age_6_13", "age_14_up"):
            people = village.population[cohort]
            activated = village.baselines["eid_activated"][cohort] + done["eid_activated", cohort]
            assert activated <= people
            assert done["card_intake", cohort] <= people
        taken_in = village.baselines["eid_intake"]["age_14_up"] + done["card_intake", "age_14_up"]
        assert taken_in <= village.population["age_14_up"]


def test_a_day_of_a_village_stays_between_0_and_45():
    values = [c.value for c in simulate().counts if c.indicator in {"card_intake", "eid_activated"}]

    assert (min(values), max(values)) == (0, 42)


def test_sundays_are_slowest_but_not_empty():
    run, by_weekday, days = simulate(), Counter(), Counter()
    for (unit, day, indicator, _), value in current(run).items():
        if indicator == "eid_activated" and unit in {v.code for v in VILLAGES}:
            by_weekday[day.weekday()] += value
    for n in range(17):
        days[(FIRST_DAY + timedelta(days=n)).weekday()] += 1

    mean = {weekday: by_weekday[weekday] / days[weekday] for weekday in days}

    assert min(mean, key=mean.get) == 6
    assert mean[6] > 50
    assert mean[5] < min(mean[weekday] for weekday in range(5))


def test_one_day_of_one_village_is_an_explicit_zero():
    run = current(simulate())
    days = {(unit, day) for unit, day, _, _ in run if unit in {v.code for v in VILLAGES}}

    empty = [key for key in days if not any(v for (u, d, _, _), v in run.items() if (u, d) == key)]

    assert empty == [("phu-thuan", date(2026, 5, 31))]


def test_one_figure_is_corrected_with_a_reason():
    run = simulate()
    [right] = [c for c in run.counts if c.reason]
    cell = (right.unit, right.day, right.indicator, right.cohort)
    entries = [c for c in run.counts if (c.unit, c.day, c.indicator, c.cohort) == cell]

    assert cell == ("phu-cuong", date(2026, 6, 5), "eid_activated", "age_14_up")
    assert [(c.value - right.value, c.reason) for c in entries] == [
        (10, ""),
        (0, CORRECTION_REASON),
    ]


def test_returned_day_shows_more_activated_than_taken_in():
    run = simulate()
    [returned] = [r for r in run.reports if r.state == "returned"]
    cells = current(run)
    children = [
        cells[returned.unit, returned.day, indicator, "age_6_13"]
        for indicator in ("card_intake", "eid_activated")
    ]

    assert (returned.unit, returned.day) == ("phu-thinh", date(2026, 6, 9))
    assert returned.reason == RETURN_REASON
    assert children[1] > children[0]


def test_only_the_late_reporter_is_late():
    late = {
        r.unit
        for r in simulate().reports
        if r.reported_at >= datetime.combine(r.day + timedelta(days=1), time(8), ZONE)
    }

    assert late == {"phu-vinh"}


def test_every_day_with_counts_has_one_report():
    run = simulate()
    reported = [(r.unit, r.day) for r in run.reports]

    assert len(reported) == len(set(reported))
    assert set(reported) == {(c.unit, c.day) for c in run.counts}


def test_days_through_9_june_are_approved():
    states = Counter((r.day <= date(2026, 6, 9), r.state) for r in simulate().reports)

    assert states == {(True, "approved"): 282, (True, "returned"): 1, (False, "reported"): 34}


def test_two_of_four_officers_persuaded_ten_and_one_has_not_reported_the_last_day():
    persuaded, last = Counter(), set()
    for (unit, day, indicator, _), value in current(simulate()).items():
        if indicator == "people_persuaded":
            persuaded[unit] += value
            last |= {unit} if day == LAST_DAY else set()

    assert persuaded == {"can-bo-1": 14, "can-bo-2": 9, "can-bo-3": 10, "can-bo-4": 5}
    assert last == {"can-bo-1", "can-bo-2", "can-bo-3"}


def test_online_share_of_dossiers_is_about_96_percent():
    totals = Counter()
    for (_, _, indicator, _), value in current(simulate()).items():
        totals[indicator] += value

    assert (totals["dossiers_online"], totals["dossiers"]) == (3876, 4037)
    assert round(100 * 3876 / 4037) == 96


def test_one_day_misses_its_three_broadcasts():
    cells = current(simulate())
    days = {
        day: value for (_, day, indicator, _), value in cells.items() if indicator == "broadcasts"
    }

    assert [day for day, value in days.items() if value < 3] == [date(2026, 6, 3)]
    assert set(days.values()) == {2, 3, 4}


def test_media_of_the_second_week_miss_one_duty():
    week = [date(2026, 6, 1) + timedelta(days=n) for n in range(7)]
    cells = current(simulate())

    done = {
        indicator: sum(cells["van-hoa-xa-hoi", day, indicator, "all"] for day in week)
        for indicator in ("posts", "mobile_broadcasts")
    }

    assert done == {"posts": 3, "mobile_broadcasts": 1}


def test_offices_report_their_childrens_week_but_one():
    weeks = Counter(c.day for c in simulate().counts if c.cohort == "officials_children")

    assert weeks == {date(2026, 5, 31): 9, date(2026, 6, 7): 8}
