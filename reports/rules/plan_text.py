"""An issued plan, or its amendment, as a document in the form of Nghị định 30/2020/NĐ-CP."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import ClassVar

from plans.rules.facts import PlanFacts, RecipientFacts, RuleFacts, TaskFacts, TeamFacts
from plans.rules.goals import OtherGoalFacts, TargetFacts
from plans.rules.storing import facts_from, plain
from plans.rules.wording import deadline_words, goal_words, milestone_words
from reports.rules.document import (
    Annex,
    Letterhead,
    OfficialDocument,
    Section,
    Signature,
    annex_label,
    annex_reference,
    place_of,
    printable,
    roman,
)
from reports.rules.plan_tables import (
    Names,
    baseline_table,
    quota_tables,
    steps_of,
    targets_table,
)
from vietnamese.dates import format_date

SERIAL = re.compile(r"[0-9]{1,9}")
NO_TITLE = "(Kế hoạch chưa có tên)"
ROLES = {"execute": " (để thực hiện)", "report": " (để báo cáo)", "file": "", None: ""}


@dataclass(frozen=True, kw_only=True)
class PlanText(OfficialDocument):
    """A plan ready to be set; `dated` is its day of issue, or the day of a draft that has none."""

    kind: ClassVar[str] = "KẾ HOẠCH"
    category: ClassVar[str] = "Kế hoạch"

    dated: date

    @property
    def place_line(self) -> str:
        return f"{self.letterhead.place}, {self.letterhead.formal_date(self.dated)}"

    @property
    def made_on(self) -> date:
        return self.letterhead.issued_on or self.dated


@dataclass(frozen=True)
class Frame:
    """What a plan's facts do not say of its document. `is_draft` is printed under the title."""

    names: Names
    letterhead: Letterhead
    issuer_name: str
    signature: Signature
    dated: date
    is_draft: bool
    is_illustrative: bool


@dataclass(frozen=True)
class Amended:
    """One thing that an amendment changes; "" before is added, "" after is dropped."""

    about: str
    what: str
    before: str
    after: str


def plan_text(facts: PlanFacts, frame: Frame) -> PlanText:
    """The plan with its targets, tasks, teams and rules in sections, its targets and quotas annexed."""
    facts = _standing(facts)
    annexes = _annexes(facts, frame)
    makers: tuple[Callable[[], Section | None], ...] = (
        lambda: _section("MỤC ĐÍCH, YÊU CẦU", tuple(map(_capitalised, facts.purposes))),
        lambda: _targets(facts, frame.names, [annex.label for annex in annexes]),
        lambda: _baseline(facts, frame.names),
        lambda: _tasks(facts.tasks),
        lambda: _teams(facts.teams),
        lambda: _rules(facts.rules),
    )
    sections = [section for make in makers if (section := make())]
    return _document(
        frame,
        subject=_capitalised(facts.title) or NO_TITLE,
        bases=_bases(facts),
        opening=_opening(facts, frame),
        sections=_numbered(sections),
        recipients=_recipients(facts.recipients),
        annexes=annexes,
    )


def amendment_text(
    facts: PlanFacts, changes: Sequence[Amended], reason: str, cited: str, frame: Frame
) -> PlanText:
    """What the amendment of the plan `cited` changes and why; targets and quotas as they now stand."""
    facts = _standing(facts)
    annexes = _annexes(facts, frame)
    sections = [
        Section(1, "LÝ DO SỬA ĐỔI, BỔ SUNG", (_sentence(printable(reason)),)),
        Section(
            1, "NỘI DUNG SỬA ĐỔI, BỔ SUNG", tuple(printable(_amended(change)) for change in changes)
        ),
        Section(
            1,
            "TỔ CHỨC THỰC HIỆN",
            (f"Các nội dung khác thực hiện theo {cited}. Chỉ tiêu đang có hiệu lực kèm theo.",),
        ),
    ]
    return _document(
        frame,
        subject=f"Sửa đổi, bổ sung {cited}",
        bases=(f"Căn cứ {cited};",),
        opening=(f"{frame.issuer_name} ban hành Kế hoạch sửa đổi, bổ sung như sau:",),
        sections=_numbered(sections),
        recipients=_recipients(facts.recipients),
        annexes=annexes,
    )


def _standing(facts: PlanFacts) -> PlanFacts:
    """The plan without the targets that were dropped, and without signs that no format can hold."""
    facts = facts_from(PlanFacts, printable(plain(facts)))
    targets = tuple(target for target in facts.targets if target.review != "dropped")
    codes = {target.code for target in targets}
    quotas = tuple(quota for quota in facts.quotas if quota.target in codes)
    return replace(facts, targets=targets, quotas=quotas)


def _document(  # noqa: PLR0913 -- the parts of one page
    frame: Frame,
    *,
    subject: str,
    bases: tuple[str, ...],
    opening: tuple[str, ...],
    sections: tuple[Section, ...],
    recipients: tuple[str, ...],
    annexes: tuple[Annex, ...],
) -> PlanText:
    closing = f"Trên đây là Kế hoạch của {frame.issuer_name}, yêu cầu các cơ quan, đơn vị triển khai thực hiện./."
    return PlanText(
        issuer_name=frame.issuer_name,
        letterhead=frame.letterhead,
        subject=subject,
        period="(Dự thảo)" if frame.is_draft else "",
        addressees=(),
        bases=bases,
        opening=opening,
        sections=sections,
        closing=closing,
        signature=frame.signature,
        recipients=recipients,
        annexes=annexes,
        illustrative=frame.is_illustrative,
        dated=frame.dated,
    )


# Sections


def _numbered(sections: Iterable[Section]) -> tuple[Section, ...]:
    return tuple(
        Section(s.level, f"{roman(place)}. {s.heading}", s.paragraphs, s.table)
        for place, s in enumerate(sections, start=1)
    )


def _section(heading: str, paragraphs: tuple[str, ...]) -> Section | None:
    return Section(1, heading, paragraphs) if paragraphs else None


def _bases(facts: PlanFacts) -> tuple[str, ...]:
    texts = [text if text.startswith("Căn cứ") else f"Căn cứ {text}" for text in _texts(facts)]
    ends = [";"] * (len(texts) - 1) + ["."]
    return tuple(text.rstrip(" .;,") + end for text, end in zip(texts, ends, strict=False))


def _texts(facts: PlanFacts) -> list[str]:
    return [basis.text for basis in facts.bases if basis.text]


def _opening(facts: PlanFacts, frame: Frame) -> tuple[str, ...]:
    carried = [parent.text for parent in facts.parents if parent.text]
    lead = f"Thực hiện {'; '.join(carried)}, " if carried else ""
    said = f"{frame.issuer_name} ban hành Kế hoạch {_lowered(facts.title)} như sau:"
    return (_capitalised(lead + said),)


def _targets(facts: PlanFacts, names: Names, annexes: list[str]) -> Section | None:
    window = _window(facts)
    binding = [t for t in facts.targets if t.commitment == "binding"]
    hoped = [t for t in facts.targets if t.commitment == "aspirational"]
    above = [goal for goal in facts.other_goals if goal.assigned_by]
    paragraphs = [f"Thời gian thực hiện: {window}."] if window else []
    paragraphs += [f"- {_target_line(target, names)}" for target in binding]
    if hoped:
        paragraphs += ["Phấn đấu:", *(f"- {_target_line(target, names)}" for target in hoped)]
    if above:
        paragraphs += ["Chỉ tiêu cấp trên giao:", *(f"- {_above_line(goal)}" for goal in above)]
    if annexes and paragraphs:
        paragraphs.append(f"Chi tiết tại {', '.join(annexes)} kèm theo.")
    return _section("THỜI GIAN, CHỈ TIÊU", tuple(paragraphs))


def _window(facts: PlanFacts) -> str:
    begin = f"từ ngày {format_date(facts.starts_on)} " if facts.starts_on else ""
    return f"{begin}đến hết ngày {format_date(facts.ends_on)}" if facts.ends_on else begin.strip()


def _target_line(target: TargetFacts, names: Names) -> str:
    """ "A3. Cấp thẻ căn cước cho trẻ em: 100%, trước ngày 30/6/2026 (60% trước ngày 15/6/2026)."."""
    goal = goal_words(target.goal, target.operator, names.measure(target.indicator))
    when = deadline_words(target)
    steps = "; ".join(milestone_words(milestone) for milestone in steps_of(target))
    line = f"{target.code}. {target.label}: {goal}"
    line += f", {when}" if when else ""
    line += f" ({steps})" if steps else ""
    return f"{line}. Chủ trì: {target.lead}." if target.lead else f"{line}."


def _above_line(goal: OtherGoalFacts) -> str:
    when = f", hạn {format_date(goal.deadline)}" if goal.deadline else ""
    return f"{goal.label}: {goal_words(goal.goal, goal.operator)}{when} ({goal.assigned_by} giao)."


def _baseline(facts: PlanFacts, names: Names) -> Section | None:
    if facts.baseline is None or not facts.baseline.stocks:
        return None
    as_of = facts.baseline.as_of
    said = f"Số liệu tính đến ngày {format_date(as_of)}:" if as_of else "Số liệu đầu kỳ:"
    return Section(1, "SỐ LIỆU ĐẦU KỲ", (said,), baseline_table(facts.baseline, names))


def _tasks(tasks: Sequence[TaskFacts]) -> Section | None:
    """By who leads, in the order in which the plan first names them."""
    order = list(dict.fromkeys(task.lead for task in tasks))
    ordered = sorted(tasks, key=lambda task: order.index(task.lead))
    paragraphs: list[str] = []
    for place, (lead, own) in enumerate(groupby(ordered, key=lambda task: task.lead), start=1):
        paragraphs.append(f"{place}. {_capitalised(lead) or 'Các đơn vị'}:")
        paragraphs += [f"- {_task_line(task)}" for task in own]
    return _section("PHÂN CÔNG NHIỆM VỤ", tuple(paragraphs))


def _task_line(task: TaskFacts) -> str:
    due = f"hạn {format_date(task.due_on)}" if task.due_on else _lowered(task.timing)
    parts = {
        "Thời gian": due,
        "Sản phẩm": _lowered(task.product),
        "Phối hợp": ", ".join(task.supporting),
        "Chịu trách nhiệm": task.responsible,
    }
    said = [
        _capitalised(_sentence(task.text)),
        *(f"{name}: {text}." for name, text in parts.items() if text),
    ]
    return " ".join(said)


def _teams(teams: Sequence[TeamFacts]) -> Section | None:
    return _section("TỔ CÔNG TÁC", tuple(f"{n}. {_team_line(t)}" for n, t in enumerate(teams, 1)))


def _team_line(team: TeamFacts) -> str:
    people = f": {team.people:02d} người" if team.people else ""
    members = ", ".join(
        f"{m.unit} {m.people:02d} người" if m.people else m.unit for m in team.members
    )
    name = _capitalised(f"{team.name}{people}{f' ({members})' if members else ''}")
    return " ".join([f"{name}.", _capitalised(_sentence(team.task))] if team.task else [f"{name}."])


def _rules(rules: Sequence[RuleFacts]) -> Section | None:
    kept = [rule for rule in rules if rule.kind != "other"]
    return _section(
        "CHẾ ĐỘ BÁO CÁO", tuple(f"- {_capitalised(_sentence(rule.text))}" for rule in kept)
    )


def _recipients(recipients: Sequence[RecipientFacts]) -> tuple[str, ...]:
    """Lines ready to print, the filing line last."""
    filed = [r.name for r in recipients if r.role == "file" or r.name.startswith("Lưu")]
    others = [r for r in recipients if r.name not in filed]
    lines = [f"- {r.name.rstrip(' ;.,:')}{ROLES[r.role]};" for r in others]
    return (*lines, f"- {filed[-1].rstrip(' ;.,') if filed else 'Lưu: VT'}.")


def _amended(change: Amended) -> str:
    head = f"- {change.about}, {_lowered(change.what)}" if change.what else f"- {change.about}"
    if not change.before:
        return f"{head}: bổ sung “{change.after}”."
    if not change.after:
        return f"{head}: bỏ “{change.before}”."
    return f"{head}: “{change.before}” sửa thành “{change.after}”."


# Annexes


def _annexes(facts: PlanFacts, frame: Frame) -> tuple[Annex, ...]:
    """The targets, then the quotas of those that are split."""
    tables = []
    if facts.targets:
        tables.append(("CHỈ TIÊU CỦA KẾ HOẠCH", targets_table(facts.targets, frame.names)))
    tables += [
        ("GIAO CHỈ TIÊU CHO TỪNG ĐƠN VỊ", table) for table in quota_tables(facts, frame.names)
    ]
    reference = annex_reference(frame.letterhead, frame.issuer_name, frame.dated, "Kế hoạch")
    return tuple(
        Annex(annex_label(place, len(tables)), title, reference, table)
        for place, (title, table) in enumerate(tables, start=1)
    )


def letterhead_of(facts: PlanFacts, unit_name: str, symbol: str) -> Letterhead:
    """The head of a plan of this unit; a number that is blank or printed without one stays blank."""
    serial, _, kind = (part.strip() for part in facts.number.partition("/"))
    is_numbered = bool(serial and kind)
    committee = ("ỦY BAN NHÂN DÂN", unit_name.upper())
    return Letterhead(
        parent=None,
        issuer=committee if is_committee(facts.issuer) else (facts.issuer.upper(),),
        symbol=kind or symbol,
        place=facts.place or place_of(unit_name),
        number=(int(serial) if SERIAL.fullmatch(serial) else serial) if is_numbered else None,
        issued_on=facts.issued_on,
    )


def is_committee(issuer: str) -> bool:
    """Whether the unit's own People's Committee issues, and no other body of its (a Ban Chỉ đạo, a team)."""
    return not issuer or issuer.casefold().startswith(
        ("ủy ban nhân dân", "uỷ ban nhân dân", "ubnd")
    )


def _sentence(text: str) -> str:
    return text.rstrip(" .;,") + "."


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lowered(text: str) -> str:
    """As it stands after another word; a proper name ("Đồng Nai ...") or an abbreviation keeps its capitals."""
    first, _, rest = text.partition(" ")
    is_name = first[1:2].isupper() or rest[:1].isupper()
    return text if is_name else text[:1].lower() + text[1:]
