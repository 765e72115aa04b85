"""Who has to do what by when: reporting rules, tasks, teams, service packages and kinds of cases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plans.reading.blocks import Block
from plans.reading.bodies import body_at, body_named, distinct, is_body, split_bodies
from plans.reading.duties.cases import case_kinds_of, packages_of
from plans.reading.duties.reports import must_rise_daily, rules_of
from plans.reading.duties.tasks import purposes_of, tasks_of
from plans.reading.duties.teams import teams_of
from plans.reading.header import Head
from plans.reading.plain import plain
from plans.rules.facts import (
    CaseKindFacts,
    RuleFacts,
    ServicePackageFacts,
    TaskFacts,
    TeamFacts,
)
from vietnamese.text import comparable

_STANDING = re.compile(r"\bthuong truc\b")
_LEADS = re.compile(r"\bchu tri\b")
_WATCHES = re.compile(
    r"\btheo doi\b.{0,30}\bdon doc\b|\bdon doc\b.{0,40}\bkiem tra\b|\btong hop ket qua\b"
)
_ONWARD = re.compile(
    r"(?:để\s+)?(?:tập hợp|tổng hợp),?\s*báo cáo\s+(?:về\s+)?(?P<bodies>[^.;()]+)", re.IGNORECASE
)
_ONWARD_ENDS = re.compile(r"\s+(?:theo|để|biết|chỉ đạo|xem xét)\b")
_APPENDIX = re.compile(
    r"\((?P<bracket>[^()]*phụ lục[^()]*kèm[^()]*|[^()]*kèm[^()]*phụ lục[^()]*)\)"
    r"|(?P<words>phụ lục[^,.;()]{0,60}kèm(?:\s+theo)?)",
    re.IGNORECASE,
)
_RECIPIENTS = re.compile(r"nơi nhận\b", re.IGNORECASE)
_SUBPLAN = re.compile(r"\b(?:gui|ban hanh|xay dung)\b.{0,30}\bke hoach\b")
_MAX_PARTICIPANTS = 40


@dataclass(frozen=True)
class Duties:
    """All that a plan gives somebody to do, and who they are."""

    rules: tuple[RuleFacts, ...]
    tasks: tuple[TaskFacts, ...]
    teams: tuple[TeamFacts, ...]
    service_packages: tuple[ServicePackageFacts, ...]
    case_kinds: tuple[CaseKindFacts, ...]
    participants: tuple[str, ...]
    purposes: tuple[str, ...]
    lead_unit: str
    weekly_report_to: str
    weekly_report_onward: tuple[str, ...]
    subplans_due_on: date | None
    must_rise_daily: bool
    appendix: str


def duties_of(blocks: Sequence[Block], head: Head, ends_on: date | None) -> Duties:
    """The duties of a plan whose last day is `ends_on`."""
    everything, blocks = blocks, _before_recipients(blocks)
    rules = rules_of(blocks, head.year, ends_on)
    tasks = tasks_of(blocks, head.year)
    weekly = next((rule for rule in rules if rule.kind == "weekly"), None)
    return Duties(
        rules=rules,
        tasks=tasks,
        teams=teams_of(blocks, head.issuer),
        service_packages=packages_of(blocks),
        case_kinds=case_kinds_of(blocks),
        participants=_participants(tasks),
        purposes=purposes_of(blocks),
        lead_unit=_lead_unit(blocks, rules, tasks),
        weekly_report_to=weekly.addressee if weekly else "",
        weekly_report_onward=_onward(weekly.text) if weekly else (),
        subplans_due_on=_subplans_due_on(rules),
        must_rise_daily=must_rise_daily(blocks),
        appendix=_appendix(everything),
    )


def _before_recipients(blocks: Sequence[Block]) -> Sequence[Block]:
    """Without the signature and the appendices, whose numbered lines are no duties."""
    end = next((n for n, block in enumerate(blocks) if _RECIPIENTS.match(block.text)), len(blocks))
    return blocks[:end]


def _participants(tasks: Sequence[TaskFacts]) -> tuple[str, ...]:
    names = (name for task in tasks for name in (task.lead, *task.supporting))
    return distinct(name for name in names if is_body(name))[:_MAX_PARTICIPANTS]


def _lead_unit(
    blocks: Sequence[Block], rules: Sequence[RuleFacts], tasks: Sequence[TaskFacts]
) -> str:
    """Who keeps the plan together: its standing office, who is told to lead and to watch, whom reports go to."""
    points: Counter[str] = Counter()
    spellings: dict[str, str] = {}

    def count(name: str, value: int) -> None:
        name = re.sub(r"\bcấp\s+", "", split_bodies(name)[0]) if name and is_body(name) else ""
        if name:
            points[comparable(name)] += value
            spellings.setdefault(comparable(name), name[:1].upper() + name[1:])

    heading = ""
    for block in blocks:
        if not block.section:
            continue
        if block.kind == "heading":
            heading = body_named(block.text) if is_body(block.text) else ""
            continue
        own, begin = body_at(block.text)
        name = own or _standing_subject(block.text) or heading
        count(name, _weight(plain(block.text[: begin + 160]), is_own=bool(own)))
    for rule in rules:
        count(rule.addressee, 2 if rule.kind in ("daily", "weekly", "final") else 0)
    for task in tasks:
        count(task.lead, 1 if task.timing else 0)
    best = max(points, key=lambda name: points[name], default="")
    return spellings.get(best, "") if points[best] > 0 else ""


def _weight(folded: str, *, is_own: bool) -> int:
    return (
        6 * bool(_STANDING.search(folded))
        + (3 if is_own else 1) * bool(_WATCHES.search(folded))
        + (2 if is_own else 1) * bool(_LEADS.search(folded))
    )


def _standing_subject(text: str) -> str:
    """ "Công an xã là cơ quan thường trực ..."."""
    match = re.match(
        r"(?P<body>[^,.;:]{3,70}?)\s+(?:là\s+cơ quan|làm)\s+(?:thường trực|đầu mối)", text
    )
    return match["body"] if match else ""


def _onward(text: str) -> tuple[str, ...]:
    """To whom the weekly figures go on: "để tổng hợp báo cáo về Ủy ban nhân dân xã"."""
    match = _ONWARD.search(text)
    if not match:
        return ()
    listed = _ONWARD_ENDS.split(match["bodies"])[0]
    listed = re.sub(r"\s+theo dõi$", "", listed.strip(" ,"))
    names = (part.strip(" ,") for part in re.split(r",|\s+và\s+", listed))
    return tuple(name[:1].upper() + name[1:] for name in names if is_body(name))


def _subplans_due_on(rules: Sequence[RuleFacts]) -> date | None:
    """By when those beneath send their own plans."""
    return next(
        (rule.due_on for rule in rules if rule.due_on and _SUBPLAN.search(plain(rule.text))), None
    )


def _appendix(blocks: Sequence[Block]) -> str:
    for block in blocks:
        if block.section and (match := _APPENDIX.search(block.text)):
            return (match["bracket"] or match["words"]).strip()
    return next(
        (block.text for block in blocks if re.match(r"(?:PHỤ LỤC|Phụ lục)\b", block.text)), ""
    )
