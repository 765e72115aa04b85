"""What differs between two versions of a plan, in words ready for the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from plans.rules.facts import (
    BaselineFacts,
    FieldFacts,
    PlanFacts,
    RuleFacts,
    TaskFacts,
    TeamFacts,
)
from plans.rules.goals import DATED, QuotaFacts, TargetFacts
from plans.rules.vocabulary import VocabularyFacts
from plans.rules.wording import deadline_words, goal_words, milestone_words
from units.rules import BRANCH_LABELS, Branch
from vietnamese.dates import format_date
from vietnamese.numbers import format_count

Place = Literal[
    "heading", "targets", "quotas", "baseline", "fields", "tasks", "teams", "rules", "texts"
]
Words = dict[str, str]  # what it is called on the screen -> its value there
COMMITMENTS = {"binding": "bắt buộc", "aspirational": "phấn đấu"}
REVIEWS = {"proposed": "chưa xác nhận", "confirmed": "đã xác nhận", "dropped": "đã bỏ"}
RHYTHMS = {"daily": "hằng ngày", "weekly": "hằng tuần"}
ROLES = {"execute": "để thực hiện", "report": "để báo cáo", "file": "lưu", "": "để biết"}
RULES = {
    "daily": "Báo cáo ngày",
    "weekly": "Báo cáo tuần",
    "final": "Báo cáo tổng kết",
    "deliverable": "Sản phẩm phải nộp",
    "other": "Quy định khác",
}
UNSAID = frozenset({"Giao cho từng đơn vị", "Được giám trừ", "Xác nhận"})
RESIDENCES = {
    "permanent": "thường trú",
    "temporary": "tạm trú",
    "permanent_and_temporary": "thường trú và tạm trú",
}


@dataclass(frozen=True)
class Change:
    """One thing that became another: `before` "" where it was added, `after` "" where it was taken out.

    `about` names the thing ("A1", the text of a task, "" for the heading), `what` its part ("Mức giao").
    """

    place: Place
    about: str
    what: str
    before: str
    after: str


def changes_of(
    before: PlanFacts,
    after: PlanFacts,
    vocabulary: VocabularyFacts | None = None,
    units: Mapping[str, str] | None = None,
) -> tuple[Change, ...]:
    """What differs, place by place; codes stand as they are where the vocabulary has no name for them.

    `units` are names by path. Places in the document's text and figures for checking are no content.
    """
    names = _Names(vocabulary or VocabularyFacts((), ()), units or {})
    return (
        *_whole("heading", "", _heading_words(before), _heading_words(after)),
        *_parts("targets", _targets(before, names), _targets(after, names)),
        *_shares(before, after, names),
        *_whole("baseline", "", _baseline(before, names), _baseline(after, names)),
        *_parts("fields", _fields(before, names), _fields(after, names)),
        *_parts("tasks", _by_text(before.tasks, _task), _by_text(after.tasks, _task)),
        *_parts("teams", _teams(before.teams), _teams(after.teams)),
        *_parts("rules", _by_text(before.rules, _rule), _by_text(after.rules, _rule)),
        *_whole("texts", "", _texts(before), _texts(after)),
    )


def _whole(place: Place, about: str, before: Words, after: Words) -> Iterator[Change]:
    """Each part whose words differ, in the order of the newer one."""
    for what in dict.fromkeys((*after, *before)):
        was, now = before.get(what, ""), after.get(what, "")
        if was != now:
            yield Change(place, about, what, was, now)


def _parts(place: Place, before: dict[str, Words], after: dict[str, Words]) -> Iterator[Change]:
    """The same of each thing; one that is new or gone is named once, not part by part."""
    for about in dict.fromkeys((*after, *before)):
        was, now = before.get(about), after.get(about)
        if was is not None and now is not None:
            yield from _whole(place, about, was, now)
        elif now is not None:
            yield Change(place, about, "Thêm mới", "", _line(now))
        elif was is not None:
            yield Change(place, about, "Bỏ", _line(was), "")


def changed_shares(
    before: PlanFacts, after: PlanFacts
) -> dict[str, list[tuple[str, QuotaFacts | None, QuotaFacts | None]]]:
    """The units (paths) whose share of a target differs, by the target's code, with what was and is."""
    was = {(quota.target, quota.unit): quota for quota in before.quotas}
    now = {(quota.target, quota.unit): quota for quota in after.quotas}
    found: dict[str, list[tuple[str, QuotaFacts | None, QuotaFacts | None]]] = {}
    for key in dict.fromkeys((*now, *was)):
        if was.get(key) != now.get(key):
            code, path = key
            found.setdefault(code, []).append((path, was.get(key), now.get(key)))
    return found


def share_change(
    code: str, unit: str, before: QuotaFacts | None, after: QuotaFacts | None
) -> Change:
    """One unit's share in words; one set by hand says so."""
    return Change("quotas", code, unit, _share(before), _share(after))


def _share(quota: QuotaFacts | None) -> str:
    if quota is None:
        return ""
    return f"{format_count(quota.value)}{' (ấn định bằng tay)' if quota.is_fixed else ''}"


def _shares(before: PlanFacts, after: PlanFacts, names: _Names) -> Iterator[Change]:
    """Each unit's share of each target."""
    for code, rows in changed_shares(before, after).items():
        for path, was, now in rows:
            yield share_change(code, names.unit(path), was, now)


def _line(words: Words) -> str:
    """What the words state, without names: a "không" alone would say nothing."""
    stated = (value.replace("\n", ", ") for name, value in words.items() if name not in UNSAID)
    return "; ".join(value for value in stated if value)


class _Names:
    """Codes in words."""

    def __init__(self, vocabulary: VocabularyFacts, units: Mapping[str, str]) -> None:
        self.indicators = {i.code: i for i in vocabulary.indicators}
        self.cohorts = {c.code: c.label for c in vocabulary.cohorts}
        self.units = units

    def indicator(self, code: str | None) -> str:
        found = self.indicators.get(code or "")
        return found.label if found else code or ""

    def measure(self, code: str | None) -> str:
        found = self.indicators.get(code or "")
        return found.unit if found else ""

    def cohort(self, code: str | None) -> str:
        return self.cohorts.get(code or "", code or "")

    def unit(self, path: str) -> str:
        return self.units.get(path, path)


def _day(day: date | None) -> str:
    return format_date(day) if day else ""


def _yes(value: bool) -> str:
    return "có" if value else "không"


def _lines(values: Iterable[str]) -> str:
    return "\n".join(values)


def _heading_words(facts: PlanFacts) -> Words:
    signer = facts.signer
    return {
        "Tên kế hoạch": facts.title,
        "Tên gọi tắt": facts.short_title,
        "Số, ký hiệu": facts.number,
        "Cơ quan ban hành": facts.issuer,
        "Địa danh": facts.place,
        "Ngày ban hành": _day(facts.issued_on),
        "Bắt đầu": _day(facts.starts_on),
        "Kết thúc": _day(facts.ends_on),
        "Đơn vị chủ trì": facts.lead_unit,
        "Người ký": _lines(t for t in (signer.capacity, signer.title, signer.name) if t),
        "Nơi nhận báo cáo tuần": facts.weekly_report_to,
        "Báo cáo tuần gửi tiếp": _lines(facts.weekly_report_onward),
        "Hạn cấp dưới ban hành kế hoạch": _day(facts.subplans_due_on),
        "Tỷ lệ ngày hôm sau phải cao hơn ngày hôm trước": _yes(facts.must_rise_daily),
        "Phụ lục": facts.appendix,
    }


def _texts(facts: PlanFacts) -> Words:
    recipients = (f"{row.name} ({ROLES[row.role or '']})" for row in facts.recipients)
    return {
        "Kế hoạch cấp trên": _lines(parent.text or parent.number for parent in facts.parents),
        "Căn cứ": _lines(basis.text for basis in facts.bases),
        "Đơn vị tham gia": _lines(facts.participants),
        "Nơi nhận": _lines(recipients),
        "Gói dịch vụ": _lines(
            f"{row.label}: {', '.join(row.services)}" for row in facts.service_packages
        ),
        "Loại trường hợp vướng mắc": _lines(
            f"{row.label}: {row.follow_up}" for row in facts.case_kinds
        ),
        "Mục tiêu khác": _lines(goal.label for goal in facts.other_goals),
    }


def _targets(facts: PlanFacts, names: _Names) -> dict[str, Words]:
    """Those that the plan keeps: one that was dropped in its draft was never in force."""
    kept = (target for target in facts.targets if target.review != "dropped")
    return {target.code: _target(target, names) for target in kept}


def _target(facts: TargetFacts, names: _Names) -> Words:
    return {
        "Chỉ tiêu": facts.label,
        "Mức giao": goal_words(facts.goal, facts.operator, names.measure(facts.indicator)),
        "Giao cho từng đơn vị": _yes(facts.goal.each),
        "Mẫu số": _denominator(facts, names),
        "Thời hạn": _deadline(facts),
        "Mốc tiến độ": _lines(milestone_words(m) for m in facts.milestones),
        "Loại số liệu": names.indicator(facts.indicator),
        "Nhóm đối tượng": names.cohort(facts.cohort),
        "Tên ngắn": facts.short_label,
        "Mức cam kết": COMMITMENTS[facts.commitment],
        "Thứ tự ưu tiên": "" if facts.priority is None else str(facts.priority),
        "Chủ trì": facts.lead,
        "Phối hợp": _lines(facts.supporting),
        "Tính theo": BRANCH_LABELS[Branch(facts.counted_by)],
        "Được giám trừ": _yes(facts.deductions),
        "Trích kế hoạch": facts.source,
        "Xác nhận": REVIEWS[facts.review],
    }


def _deadline(facts: TargetFacts) -> str:
    """A wording that needs a date says nothing without it."""
    if facts.deadline is None and facts.deadline_wording in DATED:
        return ""
    return deadline_words(facts)


def _denominator(facts: TargetFacts, names: _Names) -> str:
    given = facts.goal.denominator
    if given is None:
        return ""
    words = [
        given.label,
        names.cohort(given.cohort),
        RESIDENCES.get(given.residence or "", ""),
        names.indicator(given.indicator),
        f"sau ngày {format_date(given.after)}" if given.after else "",
        "" if given.count is None else format_count(given.count),
    ]
    return ", ".join(dict.fromkeys(word for word in words if word))


def _baseline(facts: PlanFacts, names: _Names) -> Words:
    given = facts.baseline or BaselineFacts(())
    found = {
        "Số liệu tính đến ngày": _day(given.as_of),
        "Cư trú": RESIDENCES.get(given.residence or "", ""),
    }
    for code, people in given.population.items():
        found[f"Dân số, {names.cohort(code)}"] = format_count(people)
    for stock in given.stocks:
        what = ", ".join(
            w for w in (names.indicator(stock.indicator), names.cohort(stock.cohort)) if w
        )
        percent = f" (in {stock.printed_percent}%)" if stock.printed_percent else ""
        found[what] = f"{format_count(stock.value)}{percent}"
    return found


def _fields(facts: PlanFacts, names: _Names) -> dict[str, Words]:
    return {_field(row, names): {"Nhịp": RHYTHMS[row.rhythm]} for row in facts.fields}


def _field(facts: FieldFacts, names: _Names) -> str:
    who = facts.unit or BRANCH_LABELS[Branch(facts.branch)]
    return f"{names.indicator(facts.indicator)}, {names.cohort(facts.cohort)} ({who})"


def _by_text(rows: Iterable[Any], words: Callable[[Any], Words]) -> dict[str, Words]:
    """Rows by their text; the second of one text is told apart by its number."""
    found: dict[str, Words] = {}
    for row in rows:
        name, number = row.text, 2
        while name in found:
            name, number = f"{row.text} ({number})", number + 1
        found[name] = words(row)
    return found


def _task(facts: TaskFacts) -> Words:
    return {
        "Chủ trì": facts.lead,
        "Phối hợp": _lines(facts.supporting),
        "Thời gian": facts.timing,
        "Hạn": _day(facts.due_on),
        "Sản phẩm": facts.product,
        "Người chịu trách nhiệm": facts.responsible,
    }


def _rule(facts: RuleFacts) -> Words:
    hour = facts.time_of_day
    return {
        "Loại": RULES[facts.kind],
        "Giờ": f"{hour:%H:%M}" if hour else "",
        "Thứ": "" if facts.weekday is None else _weekday(facts.weekday),
        "Hạn": _day(facts.due_on),
        "Nơi gửi": facts.sender,
        "Nơi nhận": facts.addressee,
    }


def _weekday(number: int) -> str:
    return "Chủ nhật" if number == 7 else f"thứ {number + 1}"  # noqa: PLR2004 -- ISO's Sunday


def _teams(teams: Iterable[TeamFacts]) -> dict[str, Words]:
    found: dict[str, Words] = {}
    for team in teams:
        members = (
            f"{m.unit}{': ' + format_count(m.people) if m.people is not None else ''}"
            f"{' (tổ trưởng)' if m.role == 'leader' else ''}"
            for m in team.members
        )
        found[team.name] = {
            "Nhiệm vụ": team.task,
            "Số người": "" if team.people is None else format_count(team.people),
            "Thành viên": _lines(members),
        }
    return found
