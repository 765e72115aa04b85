"""The five sections of the weekly report."""

from __future__ import annotations

from datetime import timedelta

from reports.rules.narrative.sentences import (
    AHEAD,
    BEHIND,
    joined,
    lowered,
    prose_count,
    shortfall_paragraph,
    target_paragraph,
    units_text,
    up_to,
    with_noun,
)
from reports.rules.narrative.tables import in_rank_order, main_table
from reports.rules.progress import UNDECIDED, State
from reports.rules.weekly import Section, TargetWeek, UnitLapse, WeeklyFacts
from vietnamese.dates import format_date, format_day_month

MAIN_TARGETS = 2
LEADERS = 3
GENERAL_DUTY = "- Tiếp tục thực hiện các chỉ tiêu của Kế hoạch theo lộ trình."
THEMES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Cấp căn cước", ("card_", "cases_")),
    ("Định danh điện tử", ("eid_", "eid1_", "organisation_eid", "people_persuaded")),
    (
        "Tích hợp tiện ích",
        ("health_", "social_", "driving_", "vehicle_", "e_wallet", "vneid_", "mooc_"),
    ),
    ("Hồ sơ trực tuyến", ("dossiers",)),
    ("Tuyên truyền", ("broadcasts", "posts", "mobile_")),
    ("Nội dung khác", ("",)),
)


def leadership(facts: WeeklyFacts) -> Section:
    """Section I: only what the data know of the plan, the window, who reports and how it came in."""
    plan = facts.plan
    window = (
        f"Kế hoạch thực hiện từ ngày {format_date(plan.starts_on)} đến hết ngày"
        f" {format_date(plan.ends_on)}; số liệu trong báo cáo này {up_to(facts.figures_to, facts.complete_to)}"
    )
    days = (plan.ends_on - plan.starts_on).days + 1
    day = (facts.figures_to - plan.starts_on).days + 1
    if 1 <= day <= days:
        window += f" (ngày thứ {prose_count(day)} trong {prose_count(days)} ngày của Kế hoạch)"
    lead = f"{facts.lead_unit} chủ trì, theo dõi, tổng hợp." if facts.lead_unit else ""
    return Section(
        1, "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI", (joined([f"{window}.", lead]), *_reporting(facts))
    )


def _reporting(facts: WeeklyFacts) -> tuple[str, ...]:
    reporting = facts.reporting
    if reporting.due == 0:
        return ()
    units = with_noun(reporting.units_expected, facts.units_noun)
    first = max(facts.week_start, facts.plan.starts_on)
    last = first + timedelta(days=reporting.days - 1)
    due = (
        f"Từ ngày {format_day_month(first)} đến hết ngày {format_day_month(last)},"
        f" {units} phải gửi {prose_count(reporting.due)} báo cáo ngày:"
        f" đúng hạn {prose_count(reporting.on_time)}, chậm {prose_count(reporting.late)},"
        f" chưa gửi {prose_count(reporting.missing)}."
    )
    return (due,)


def results(facts: WeeklyFacts) -> tuple[Section, ...]:
    """Section II: the targets by theme, then the villages on the main targets."""
    sections: list[Section] = []
    for title, targets in _by_theme(facts.targets):
        heading = f"{len(sections) + 1}. {title}"
        sections.append(Section(2, heading, _theme_paragraphs(targets)))
    main = main_targets(facts.targets)
    if main:
        heading = f"{len(sections) + 1}. Kết quả theo {facts.units_noun}"
        table = main_table(main, facts.units_noun)
        sections.append(Section(2, heading, _unit_paragraphs(main, facts.units_noun), table))
    return (Section(1, "II. KẾT QUẢ THỰC HIỆN"), *sections)


def _by_theme(targets: tuple[TargetWeek, ...]) -> list[tuple[str, list[TargetWeek]]]:
    found: dict[str, list[TargetWeek]] = {title: [] for title, _ in THEMES}
    for target in targets:
        indicator = target.progress.target.indicator
        title = next(title for title, codes in THEMES if indicator.startswith(codes))
        found[title].append(target)
    return [(title, group) for title, group in found.items() if group]


def _theme_paragraphs(targets: list[TargetWeek]) -> tuple[str, ...]:
    silent = [t.progress.target.label for t in targets if _is_silent(t)]
    said = [target_paragraph(target) for target in targets if not _is_silent(target)]
    if silent:
        said.append(f"- Chưa có số liệu: {'; '.join(silent)}.")
    return tuple(said)


def _is_silent(target: TargetWeek) -> bool:
    """Nothing was reported for it; a zero that was reported is something."""
    row = target.progress
    return row.state is State.NO_DATA or (row.done is None and not target.week_count)


def main_targets(targets: tuple[TargetWeek, ...]) -> tuple[TargetWeek, ...]:
    """At most two targets that units report by place and that can be judged, soonest due first."""
    judged = [t for t in targets if t.by_unit and t.progress.state not in UNDECIDED]
    dated = [t for t in judged if t.progress.target.last_day and t.progress.expected is not None]
    dated.sort(key=lambda t: str(t.progress.target.last_day))
    return tuple(dated[:MAIN_TARGETS])


def _unit_paragraphs(main: tuple[TargetWeek, ...], units_noun: str) -> tuple[str, ...]:
    paragraphs = []
    for target in main:
        units = in_rank_order(target.by_unit)
        ahead = [unit for unit in units if unit.progress.state in AHEAD]
        label = target.progress.target.label
        counted = f"{prose_count(len(ahead))}/{prose_count(len(units))} {units_noun}"
        if not ahead:
            paragraphs.append(f"- {label}: chưa có {units_noun} nào đúng lộ trình.")
            continue
        best = units_text(ahead[:LEADERS])
        paragraphs.append(f"- {label}: {counted} đạt hoặc đúng lộ trình; dẫn đầu: {best}.")
    return tuple(paragraphs)


def shortcomings(facts: WeeklyFacts) -> Section:
    """Section III: targets and units behind their paths, reports not sent, figures not known."""
    behind = [t.progress for t in facts.targets if t.progress.state in BEHIND]
    paragraphs = [
        *(shortfall_paragraph(row) for row in behind),
        *_slow_units(main_targets(facts.targets)),
        *_lapses(facts.reporting.lapses),
        *_unknowns(facts.targets),
    ]
    if not paragraphs:
        paragraphs = ["Không có chỉ tiêu chậm so với lộ trình; báo cáo ngày gửi đủ, đúng hạn."]
    return Section(1, "III. TỒN TẠI, HẠN CHẾ, NGUYÊN NHÂN", tuple(paragraphs))


def _slow_units(main: tuple[TargetWeek, ...]) -> list[str]:
    paragraphs = []
    for target in main:
        slow = [u for u in reversed(in_rank_order(target.by_unit)) if u.progress.state in BEHIND]
        if slow:
            label = lowered(target.progress.target.label)
            paragraphs.append(f"- Đơn vị chậm so với lộ trình về {label}: {units_text(slow)}.")
    return paragraphs


def _lapses(lapses: tuple[UnitLapse, ...]) -> list[str]:
    """Who sent day reports late and who has not sent them."""
    late = [f"{lapse.unit_name} ({prose_count(lapse.late)} ngày)" for lapse in lapses if lapse.late]
    missing = [
        f"{lapse.unit_name} ({prose_count(lapse.missing)} ngày)"
        for lapse in lapses
        if lapse.missing
    ]
    said = [f"- Gửi báo cáo ngày chậm: {', '.join(late)}."] if late else []
    return [*said, f"- Chưa gửi báo cáo ngày: {', '.join(missing)}."] if missing else said


def _unknowns(targets: tuple[TargetWeek, ...]) -> list[str]:
    states = [target.progress.state for target in targets]
    bases = states.count(State.NO_DENOMINATOR) + states.count(State.NO_BASELINE)
    silent = states.count(State.NO_DATA)
    parts = []
    if bases:
        parts.append(f"{prose_count(bases)} chỉ tiêu chưa có mẫu số hoặc số đầu kỳ")
    if silent:
        parts.append(f"{prose_count(silent)} chỉ tiêu chưa có số liệu")
    return [f"- Chưa đánh giá được {', '.join(parts)}."] if parts else []


def next_week(facts: WeeklyFacts) -> Section:
    """Section IV: what the figures demand of the coming week."""
    duties = [_duty(target, facts) for target in facts.targets]
    paragraphs = [duty for duty in duties if duty]
    paragraphs += _owed_reports(facts.reporting.lapses)
    return Section(1, "IV. NHIỆM VỤ TRỌNG TÂM TUẦN TỚI", tuple(paragraphs) or (GENERAL_DUTY,))


def _duty(target: TargetWeek, facts: WeeklyFacts) -> str:
    row = target.progress
    if row.state in UNDECIDED or not row.missing or row.expected is None:
        return ""
    parts = [f"- {row.target.label}: {_level_owed(target, facts)}"]
    if row.required_per_day:
        parts.append(f"mỗi ngày ít nhất {with_noun(row.required_per_day, row.target.measure)}")
    slow = [u for u in reversed(in_rank_order(target.by_unit)) if u.progress.state in BEHIND]
    if slow:
        names = ", ".join(unit.progress.unit_name for unit in slow[:LEADERS])
        parts.append(f"tập trung tại {names}")
    return "; ".join(parts) + "."


def _level_owed(target: TargetWeek, facts: WeeklyFacts) -> str:
    """The level that the path asks for by the end of the coming week, or the target's last day."""
    row = target.progress
    if row.path is None or not row.path.points:
        return f"bù {with_noun(row.missing or 0, row.target.measure)} còn thiếu"
    end, last_day = facts.ending + timedelta(days=7), row.path.points[-1].day
    if end < last_day:
        level = with_noun(row.path.expected_on(end), row.target.measure)
        return f"đến hết ngày {format_date(end)} đạt {level} theo lộ trình"
    left = with_noun(row.missing or 0, row.target.measure)
    if facts.figures_to < last_day:
        return f"hoàn thành {left} còn lại đến hết ngày {format_date(last_day)}"
    return f"hoàn thành {left} còn lại đã quá hạn"


def _owed_reports(lapses: tuple[UnitLapse, ...]) -> list[str]:
    owing = [lapse.unit_name for lapse in lapses if lapse.missing]
    return [f"- {', '.join(owing)} gửi đủ báo cáo ngày còn thiếu."] if owing else []


def proposals(facts: WeeklyFacts) -> Section:
    """Section V: denominators to be settled, units to commend and to urge, by the figures."""
    paragraphs = [
        *_bases_to_settle(facts.targets),
        *_to_commend_and_urge(main_targets(facts.targets)),
    ]
    return Section(
        1, "V. ĐỀ XUẤT, KIẾN NGHỊ", tuple(paragraphs) or ("Không có đề xuất, kiến nghị.",)
    )


def _bases_to_settle(targets: tuple[TargetWeek, ...]) -> list[str]:
    by_lead: dict[str, list[str]] = {}
    for target in targets:
        if target.progress.state is State.NO_DENOMINATOR:
            facts = target.progress.target
            by_lead.setdefault(_named(facts.lead), []).append(facts.short_label)
    return [
        f"- Đề nghị {lead} xác định mẫu số của chỉ tiêu: {'; '.join(labels)}."
        for lead, labels in by_lead.items()
    ]


def _named(lead: str) -> str:
    """The unit inside a sentence: a name keeps its capital, "Các cơ quan ..." is no name."""
    return lowered(lead) if lead.startswith("Các ") else lead or "đơn vị chủ trì"


def _to_commend_and_urge(main: tuple[TargetWeek, ...]) -> list[str]:
    """Units ahead on every main target are commended; those late on any of them are urged."""
    if not main:
        return []
    ahead = [{u.progress.unit_name for u in t.by_unit if u.progress.state in AHEAD} for t in main]
    late = {
        u.progress.unit_name
        for t in main
        for u in t.by_unit
        if u.progress.state in {State.LATE, State.OVERDUE}
    }
    order = [unit.progress.unit_name for unit in in_rank_order(main[0].by_unit)]
    best = [name for name in order if all(name in units for units in ahead)][:LEADERS]
    worst = [name for name in reversed(order) if name in late]
    said = [f"- Biểu dương: {', '.join(best)}."] if best else []
    return [*said, f"- Đôn đốc, nhắc nhở: {', '.join(worst)}."] if worst else said
