"""Facts of a week in a commune, as the database would hand them over; every part can be replaced."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from reports.rules.document import Letterhead, Signature
from reports.rules.progress import Path, Point, Progress, State, TargetFacts, pace_of, state_of_flow
from reports.rules.weekly import (
    PlanHeading,
    Reporting,
    TargetWeek,
    UnitLapse,
    UnitWeek,
    WeeklyFacts,
)
from vietnamese.numbers import percent_of

MONDAY, SUNDAY, FIGURES_TO = date(2026, 6, 8), date(2026, 6, 14), date(2026, 6, 11)
CENSUS = date(2026, 5, 23)
VILLAGES = {
    # name: people of 6 to 13, done, done this week, people from 14, done, done this week
    "Thôn Phú Bình": (431, 212, 78, 2456, 2205, 121),
    "Thôn Phú Cường": (355, 168, 61, 1957, 1776, 80),
    "Thôn Phú Hòa": (587, 321, 115, 3104, 2835, 140),
    "Thôn Phú Hưng": (354, 162, 60, 1809, 1603, 71),
    "Thôn Phú Lâm": (526, 121, 35, 2890, 2511, 66),
    "Thôn Phú Nghĩa": (478, 236, 84, 2427, 2236, 95),
    "Thôn Phú Tân": (338, 165, 58, 1825, 1622, 80),
    "Thôn Phú Thịnh": (528, 241, 90, 2919, 2604, 122),
    "Thôn Phú Thuận": (325, 149, 52, 1642, 1506, 60),
    "Thôn Phú Vinh": (473, 190, None, 2689, 2377, None),
    "Thôn Tân Hiệp": (317, 92, 28, 1788, 1569, 40),
    "Thôn Tân Phước": (333, 158, 57, 1928, 1724, 83),
}


def target_facts(**overrides) -> TargetFacts:
    plain = TargetFacts(
        code="A4",
        label="Kích hoạt tài khoản định danh điện tử cho trẻ em từ 6 đến dưới 14 tuổi",
        short_label="Kích hoạt ĐDĐT, 6–14 tuổi",
        indicator="eid_activated",
        indicator_label="Kích hoạt tài khoản ĐDĐT mức 2",
        cohort="age_6_13",
        cohort_label="Từ đủ 6 đến dưới 14 tuổi",
        measure="tài khoản",
        operator=">=",
        goal_kind="percent",
        goal_value=Decimal(100),
        goal_text="100%",
        deadline=date(2026, 6, 30),
        last_day=date(2026, 6, 29),
        deadline_text="trước ngày 30/6/2026",
        lead="Công an xã",
        branch="place",
    )
    return replace(plain, **overrides)


def progress(facts: TargetFacts | None = None, **overrides) -> Progress:
    plain = Progress(
        target=facts or target_facts(),
        unit_code="phu-rieng",
        unit_name="Xã Phú Riềng",
        on=FIGURES_TO,
        complete_to=FIGURES_TO,
        state=State.LATE,
    )
    return replace(plain, **overrides)


def counted(facts: TargetFacts, base: int, done: int, start: int, **overrides) -> Progress:
    """A row of progress whose path runs straight from the day before the plan to its last day."""
    path = Path(Point(date(2026, 5, 25), start), (Point(facts.last_day, base),))
    expected = path.expected_on(FIGURES_TO)
    daily = (done - start) // 17
    pace = pace_of(
        recent=(daily,) * 7, done=done, required=base, complete_to=FIGURES_TO,
        last_day=facts.last_day,
    )  # fmt: skip
    plain = progress(
        facts,
        done=done,
        start=start,
        required=base,
        denominator=base,
        denominator_label="nhân khẩu thường trú",
        denominator_as_of=CENSUS,
        percent=percent_of(done, base),
        expected=expected,
        pace=pace.achieved,
        required_per_day=pace.owed,
        forecast=pace.forecast,
        days_left=pace.days_left,
        path=path,
        state=state_of_flow(done=done, required=base, path=path, complete_to=FIGURES_TO, pace=pace),
    )
    return replace(plain, **overrides)


def _units(facts: TargetFacts, at: int, start_share: Decimal) -> tuple[UnitWeek, ...]:
    units = []
    for place, (name, figures) in enumerate(VILLAGES.items()):
        base, done, week = figures[at : at + 3]
        start = int(base * start_share)
        row = counted(facts, base, done, start, unit_code=f"thon-{place}", unit_name=name)
        units.append(UnitWeek(row, week))
    return tuple(units)


def _sum(units: tuple[UnitWeek, ...], name: str) -> int:
    return sum(getattr(unit.progress, name) for unit in units)


def children_target(**overrides) -> TargetWeek:
    facts = target_facts()
    units = _units(facts, 0, Decimal("0.002"))
    whole = counted(facts, _sum(units, "required"), _sum(units, "done"), 9)
    return replace(TargetWeek(whole, 718, 651, units), **overrides)


def adults_target(**overrides) -> TargetWeek:
    facts = target_facts(
        code="A2",
        label="Kích hoạt tài khoản định danh điện tử cho công dân từ đủ 14 tuổi trở lên",
        short_label="Kích hoạt ĐDĐT, từ đủ 14",
        cohort="age_14_up",
        last_day=date(2026, 6, 30),
        deadline_text="đến hết ngày 30/6/2026",
    )
    units = _units(facts, 3, Decimal("0.80"))
    whole = counted(facts, _sum(units, "required"), _sum(units, "done"), 21973)
    return replace(TargetWeek(whole, 958, 1004, units), **overrides)


def online_target() -> TargetWeek:
    facts = target_facts(
        code="A10",
        label="Hồ sơ nộp qua dịch vụ công trực tuyến",
        short_label="Hồ sơ trực tuyến",
        indicator="dossiers_online",
        measure="hồ sơ",
        goal_text="từ 95% trở lên",
        deadline=None,
        last_day=None,
        deadline_text="",
    )
    row = progress(
        facts,
        done=1204,
        required=1189,
        denominator=1251,
        denominator_label="hồ sơ thu nhận",
        denominator_as_of=FIGURES_TO,
        percent=Decimal("96.24"),
        state=State.REACHED,
    )
    return TargetWeek(row, 402, 390)


def card_target() -> TargetWeek:
    facts = target_facts(
        code="A1",
        label="Thu nhận hồ sơ cấp căn cước cho công dân từ đủ 6 tuổi trở lên",
        short_label="Căn cước, từ đủ 6 tuổi",
        indicator="card_intake",
        measure="hồ sơ",
    )
    return TargetWeek(progress(facts, done=1846, state=State.NO_DENOMINATOR), 9, None)


def broadcast_target() -> TargetWeek:
    facts = target_facts(
        code="A12",
        label="Phát thanh tuyên truyền trên hệ thống loa truyền thanh",
        short_label="Phát thanh",
        indicator="broadcasts",
        measure="lượt",
        goal_kind="per_period",
        goal_text="03 lượt/ngày",
        deadline=None,
        last_day=None,
        deadline_text="",
        lead="Phòng Văn hóa - Xã hội",
    )
    row = progress(
        facts,
        done=49,
        start=0,
        required=51,
        denominator=17,
        denominator_label="số ngày đã qua",
        note="Đủ 16/17 ngày.",
        denominator_as_of=FIGURES_TO,
        percent=Decimal("94.12"),
        state=State.AT_RISK,
    )
    return TargetWeek(row, 12, 12)


def silent_target() -> TargetWeek:
    facts = target_facts(
        code="A6",
        label="Tích hợp giấy phép lái xe",
        short_label="Giấy phép lái xe",
        indicator="driving_licence",
        measure="người",
    )
    return TargetWeek(progress(facts, state=State.NO_DATA), None, None)


def weekly_facts(**overrides) -> WeeklyFacts:
    plain = WeeklyFacts(
        plan=PlanHeading(
            code="2026-phu-rieng",
            title="Cao điểm cấp thẻ căn cước, tài khoản định danh điện tử trên địa bàn xã Phú Riềng",
            starts_on=date(2026, 5, 26),
            ends_on=date(2026, 6, 30),
        ),
        letterhead=Letterhead(None, ("ỦY BAN NHÂN DÂN", "XÃ PHÚ RIỀNG"), "BC-UBND", "Phú Riềng"),
        unit_code="phu-rieng",
        unit_name="xã Phú Riềng",
        issuer_name="Ủy ban nhân dân xã Phú Riềng",
        units_noun="thôn",
        lead_unit="Công an xã",
        week_start=MONDAY,
        ending=SUNDAY,
        figures_to=FIGURES_TO,
        superior="Ủy ban nhân dân thành phố Đồng Nai",
        recipients=(
            "TT. Đảng ủy xã",
            "CT, các PCT UBND xã",
            "BTT UBMTTQVN xã",
            "Các phòng chuyên môn",
            "Công an xã",
            "Các Ban điều hành thôn",
        ),
        filed_as="VT, CA",
        signature=Signature(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Nguyễn Văn A"),
        is_illustrative=True,
        reporting=Reporting(12, 4, (UnitLapse("Thôn Phú Vinh", late=2, missing=1),)),
        targets=(
            card_target(),
            adults_target(),
            children_target(),
            silent_target(),
            online_target(),
            broadcast_target(),
        ),
    )
    return replace(plain, **overrides)
