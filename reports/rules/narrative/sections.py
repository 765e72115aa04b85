"""The five sections of the weekly report."""

from __future__ import annotations

from datetime import timedelta

from reports.rules.document import Section
from reports.rules.narrative.sentences import (
    AHEAD,
    BEHIND,
    PER_PERIOD,
    in_sentence,
    joined,
    lowered,
    prose_count,
    shortfall_paragraph,
    target_paragraph,
    unit_and_gap,
    up_to,
    with_noun,
)
from reports.rules.narrative.tables import in_rank_order, main_table
from reports.rules.progress import STATE_LABELS, UNDECIDED, Progress, State, TargetFacts
from reports.rules.weekly import Reporting, TargetWeek, UnitLapse, WeeklyFacts
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
        f" {units} phải gửi {prose_count(reporting.due)} báo cáo ngày"
    )
    return (f"{due}: {', '.join(_came_in(reporting))}.",)


def _came_in(reporting: Reporting) -> list[str]:
    """How many in time, late and not yet; what did not happen is not told as a zero."""
    if reporting.on_time == reporting.due:
        return ["đều đúng hạn"]
    numbers = (
        ("đúng hạn", reporting.on_time),
        ("chậm", reporting.late),
        ("chưa gửi", reporting.missing),
    )
    return [f"{word} {prose_count(number)}" for word, number in numbers if number]


def results(facts: WeeklyFacts, annexes: str) -> tuple[Section, ...]:
    """Section II: where `annexes` stand, the targets by theme, the villages on the main targets."""
    sections: list[Section] = []
    for title, targets in _by_theme(facts.targets):
        heading = f"{len(sections) + 1}. {title}"
        sections.append(Section(2, heading, _theme_paragraphs(targets)))
    main = main_targets(facts.targets)
    if main:
        heading = f"{len(sections) + 1}. Kết quả theo {facts.units_noun}"
        table = main_table(main, facts.units_noun)
        sections.append(Section(2, heading, _unit_paragraphs(main, facts.units_noun), table))
    return (Section(1, "II. KẾT QUẢ THỰC HIỆN", (annexes,)), *sections)


def _by_theme(targets: tuple[TargetWeek, ...]) -> list[tuple[str, list[TargetWeek]]]:
    found: dict[str, list[TargetWeek]] = {title: [] for title, _ in THEMES}
    for target in targets:
        indicator = target.progress.target.indicator
        title = next(title for title, codes in THEMES if indicator.startswith(codes))
        found[title].append(target)
    return [(title, group) for title, group in found.items() if group]


def _theme_paragraphs(targets: list[TargetWeek]) -> tuple[str, ...]:
    silent = [t.progress.target.short_label for t in targets if _is_silent(t)]
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
        ahead = [unit.progress for unit in units if unit.progress.state in AHEAD]
        label = target.progress.target.label
        counted = f"{prose_count(len(ahead))}/{prose_count(len(units))} {units_noun}"
        if not ahead:
            paragraphs.append(f"- {label}: chưa có {units_noun} nào đúng lộ trình.")
            continue
        best = ", ".join(unit_and_gap(row, units_noun) for row in ahead[:LEADERS])
        paragraphs.append(f"- {label}: {counted} đạt hoặc đúng lộ trình; dẫn đầu: {best}.")
    return (*paragraphs, *_to_commend(main, units_noun))


def _to_commend(main: tuple[TargetWeek, ...], units_noun: str) -> list[str]:
    """The best of the units that are ahead on every main target."""
    ahead = [{u.progress.unit_code for u in t.by_unit if u.progress.state in AHEAD} for t in main]
    order = [unit.progress for unit in in_rank_order(main[0].by_unit)]
    best = [row for row in order if all(row.unit_code in codes for codes in ahead)][:LEADERS]
    return [f"- Biểu dương: {_names(best, units_noun)}."] if best else []


def _names(rows: list[Progress], units_noun: str) -> str:
    return ", ".join(in_sentence(row.unit_name, units_noun) for row in rows)


def shortcomings(facts: WeeklyFacts) -> Section:
    """Section III: targets and units behind their paths, reports not sent, figures not known."""
    behind = [target for target in facts.targets if target.progress.state in BEHIND]
    duties = [t.progress for t in behind if t.progress.target.goal_kind == PER_PERIOD]
    main = main_targets(facts.targets)
    paragraphs = [
        *(_shortfall(t, main, facts.units_noun) for t in behind if t.progress not in duties),
        *_duties_missed(duties),
        *(_slow_only(t, facts.units_noun) for t in main if t not in behind and furthest_behind(t)),
        *_lapses(facts.reporting.lapses, facts.units_noun),
        *_unknowns(facts.targets),
    ]
    if not paragraphs:
        paragraphs = ["Không có chỉ tiêu chậm so với lộ trình; báo cáo ngày gửi đủ, đúng hạn."]
    return Section(1, "III. TỒN TẠI, HẠN CHẾ, NGUYÊN NHÂN", tuple(paragraphs))


def _shortfall(target: TargetWeek, main: tuple[TargetWeek, ...], units_noun: str) -> str:
    """A target behind its path; the units that hold a main target back close the paragraph."""
    said = shortfall_paragraph(target.progress)
    held_back = target in main and furthest_behind(target)
    return f"{said} Trong đó {_slow_units(target, units_noun)}." if held_back else said


def _slow_only(target: TargetWeek, units_noun: str) -> str:
    """A main target in time as a whole, some of whose units are not."""
    return f"- {target.progress.target.label}: {_slow_units(target, units_noun)}."


def _slow_units(target: TargetWeek, units_noun: str) -> str:
    """ "07/12 thôn chậm, 03/12 thôn có nguy cơ; chậm nhiều nhất: thôn Phú Lâm (...)"."""
    slow = furthest_behind(target)
    worst = ", ".join(unit_and_gap(row, units_noun) for row in slow[:LEADERS])
    of = f"{prose_count(len(target.by_unit))} {units_noun}"
    return f"{_by_state(slow, of)}; chậm nhiều nhất: {worst}"


def _duties_missed(rows: list[Progress]) -> list[str]:
    """Duties of so many a day or week that were not met every time."""
    said = [f"{lowered(row.target.label)} ({lowered(row.note.rstrip('.'))})" for row in rows]
    return [f"- Chưa bảo đảm số lượng giao theo ngày, tuần: {'; '.join(said)}."] if said else []


def furthest_behind(target: TargetWeek) -> list[Progress]:
    """The units behind, the one that owes most to its own path first, as on the chairman's page."""
    slow = [u.progress for u in reversed(in_rank_order(target.by_unit))]
    return sorted((r for r in slow if r.state in BEHIND), key=lambda row: -(row.behind or 0))


def _by_state(rows: list[Progress], of: str) -> str:
    """ "07/12 thôn chậm, 03/12 thôn có nguy cơ"; `of` is "12 thôn"."""
    order = (State.OVERDUE, State.LATE, State.AT_RISK)
    numbers = [(state, sum(row.state is state for row in rows)) for state in order]
    return ", ".join(
        f"{prose_count(number)}/{of} {STATE_LABELS[state]}" for state, number in numbers if number
    )


def _lapses(lapses: tuple[UnitLapse, ...], units_noun: str) -> list[str]:
    """Who sent day reports late and who has not sent them."""
    said = []
    for lapse in lapses:
        numbers = (("chậm", lapse.late), ("chưa gửi", lapse.missing))
        counts = ", ".join(f"{word} {prose_count(n)}" for word, n in numbers if n)
        said.append(f"{in_sentence(lapse.unit_name, units_noun)} ({counts})")
    return [f"- Báo cáo ngày gửi chậm hoặc chưa gửi: {'; '.join(said)}."] if said else []


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
    paragraphs = [duty for target in facts.targets if (duty := _duty(target, facts))]
    paragraphs += _to_urge(main_targets(facts.targets), facts.units_noun)
    paragraphs += _owed_reports(facts.reporting.lapses, facts.units_noun)
    paragraphs += _bases_to_settle(facts)
    return Section(1, "IV. NHIỆM VỤ TRỌNG TÂM TUẦN TỚI", tuple(paragraphs) or (GENERAL_DUTY,))


def _duty(target: TargetWeek, facts: WeeklyFacts) -> str:
    row = target.progress
    if row.state in UNDECIDED or not row.missing or row.expected is None:
        return ""
    return f"- {row.target.label}: {_work_owed(row, facts)}."


def _work_owed(row: Progress, facts: WeeklyFacts) -> str:
    """So many a day, and where that leads by the end of the coming week or the last day."""
    noun = row.target.measure
    left = with_noun(row.missing or 0, noun)
    daily = f"mỗi ngày ít nhất {with_noun(row.required_per_day or 0, noun)}"
    if row.path is None or not row.path.points:
        return f"bù {left} còn thiếu" + (f"; {daily}" if row.required_per_day else "")
    end, last_day = facts.ending + timedelta(days=7), row.path.points[-1].day
    if not row.required_per_day:
        return f"hoàn thành {left} còn lại đã quá hạn"
    if end >= last_day:
        return f"{daily}, hoàn thành {left} còn lại đến hết ngày {format_date(last_day)}"
    level = (row.done or 0) + row.required_per_day * (end - row.complete_to).days
    goal = with_noun(min(level, row.required or level), noun)
    return f"{daily}, đến hết ngày {format_date(end)} đạt ít nhất {goal}"


def _to_urge(main: tuple[TargetWeek, ...], units_noun: str) -> list[str]:
    """Every unit that is late on a main target, the furthest behind on the first of them first."""
    late = {State.LATE, State.OVERDUE}
    rows = [row for target in main for row in furthest_behind(target) if row.state in late]
    once = list({row.unit_code: row for row in rows}.values())
    return [f"- Đôn đốc, nhắc nhở: {_names(once, units_noun)}."] if once else []


def _owed_reports(lapses: tuple[UnitLapse, ...], units_noun: str) -> list[str]:
    owing = [in_sentence(lapse.unit_name, units_noun) for lapse in lapses if lapse.missing]
    return [f"- Gửi đủ báo cáo ngày còn thiếu: {', '.join(owing)}."] if owing else []


def _bases_to_settle(facts: WeeklyFacts) -> list[str]:
    """The leads that owe a denominator; what has no lead is asked of the level above, if any."""
    by_lead: dict[str, list[str]] = {}
    for target in _without_base(facts.targets):
        if target.lead or not facts.superior:
            by_lead.setdefault(_named(target.lead), []).append(target.short_label)
    asked = "; ".join(f"{lead} ({'; '.join(labels)})" for lead, labels in by_lead.items())
    return [f"- Xác định số đối tượng của các chỉ tiêu chưa có mẫu số: {asked}."] if asked else []


def _without_base(targets: tuple[TargetWeek, ...]) -> list[TargetFacts]:
    return [t.progress.target for t in targets if t.progress.state is State.NO_DENOMINATOR]


def _named(lead: str) -> str:
    """The unit inside a sentence: a name keeps its capital, "Các cơ quan ..." is no name."""
    return lowered(lead) if lead.startswith("Các ") else lead or "đơn vị được phân công"


def proposals(facts: WeeklyFacts) -> Section:
    """Section V: what only the level above can settle, which is what no unit here was given."""
    labels = [target.short_label for target in _without_base(facts.targets) if not target.lead]
    said = "Không có đề xuất, kiến nghị."
    if labels and facts.superior:
        what = "cách xác định số đối tượng của các chỉ tiêu chưa có đơn vị chủ trì"
        said = f"- Đề nghị {facts.superior} hướng dẫn {what}: {'; '.join(labels)}."
    return Section(1, "V. ĐỀ XUẤT, KIẾN NGHỊ", (said,))
