"""What a plan document says, printed; nothing is written anywhere and no database is asked."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.reading import PlanReading, Refused, read_plan
from plans.rules.checks import Context, findings_of
from plans.rules.facts import ParentFacts, PlanFacts
from plans.rules.findings import KIND_LABELS, Finding, Level
from plans.rules.goals import GoalFacts, Span, TargetFacts
from plans.rules.storing import plain
from targets.catalogue.facts import load_vocabulary
from vietnamese.dates import format_date
from vietnamese.numbers import format_decimal

_GOALS = {
    "percent": "{}%",
    "count": "{}",
    "per_day": "{}/ngày",
    "per_officer": "{}/cán bộ",
}
_PERIODS = {"day": "ngày", "week": "tuần", "month": "tháng"}
_WORDINGS = {
    "before": "trước ngày {}",
    "through": "đến hết ngày {}",
    "on": "ngày {}",
    "continuous": "thường xuyên",
    "deferred": "theo thời gian cấp trên giao",
}
_LEVELS = {Level.ERROR: "Sai", Level.WARNING: "Xem lại"}


class Command(BaseCommand):
    help = "Đọc một kế hoạch (.docx, PDF có chữ, .txt, .md) và in những gì đọc được; không ghi gì."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="tệp kế hoạch")
        parser.add_argument("--json", action="store_true", help="in JSON cho máy đọc")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            data = path.read_bytes()
        except OSError:
            raise CommandError(f"Không mở được tệp {path}.", returncode=2) from None
        vocabulary = load_vocabulary()
        try:
            reading = read_plan(data, path.name, vocabulary)
        except Refused as refused:
            raise CommandError(refused.reason, returncode=1) from None
        findings = findings_of(reading.facts, Context(vocabulary=vocabulary))
        if options["json"]:
            self.stdout.write(json.dumps(as_json(reading, findings), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(_summary(reading, findings)))


def as_json(reading: PlanReading, findings: list[Finding]) -> dict[str, Any]:
    """The reading for machines: days in ISO form, unknown is null."""
    facts = reading.facts
    return {
        "number": facts.number or None,
        "issuer": facts.issuer or None,
        "place": facts.place or None,
        "title": facts.title or None,
        "issued_on": _iso(facts.issued_on),
        "starts_on": _iso(facts.starts_on),
        "ends_on": _iso(facts.ends_on),
        "parent": _parent(facts.parents[0]) if facts.parents else None,
        "bases": plain(facts.bases),
        "lead_unit": facts.lead_unit or None,
        "signer": plain(facts.signer),
        "recipients": plain(facts.recipients),
        "targets": [_target(target, reading.text) for target in facts.targets],
        "rules": plain(facts.rules),
        "teams": plain(facts.teams),
        "findings": [_finding(finding, reading.text) for finding in findings],
        "repaired": list(reading.repaired),
    }


def _parent(parent: ParentFacts) -> dict[str, Any]:
    return {
        "number": parent.number or None,
        "issuer": parent.issuer or None,
        "issued_on": _iso(parent.issued_on or parent.printed_issued_on),
    }


def _target(target: TargetFacts, text: str) -> dict[str, Any]:
    return {
        "label": target.label,
        "indicator": target.indicator,
        "what": target.what or None,
        "cohort": target.cohort,
        "who": target.who or None,
        "operator": target.operator,
        "goal": _goal(target.goal),
        "deadline": _iso(target.deadline),
        "deadline_wording": target.deadline_wording,
        "milestones": [
            {"by": _iso(m.by), "wording": m.wording, "share_of_goal": _number(m.share_of_goal)}
            for m in target.milestones
        ],
        "commitment": target.commitment,
        "lead": target.lead or None,
        "with": list(target.supporting),
        "section": target.section or None,
        "source": _source(target.spans[0], text) if target.spans else None,
    }


def _goal(goal: GoalFacts) -> dict[str, Any]:
    body: dict[str, Any] = {"kind": goal.kind, "value": _number(goal.value)}
    if goal.period:
        body["period"] = goal.period
    if goal.denominator:
        body["of"] = goal.denominator.label
    return body


def _finding(finding: Finding, text: str) -> dict[str, Any]:
    return {
        "kind": finding.kind.value,
        "level": finding.level.value,
        "message": finding.message,
        "printed": finding.printed or None,
        "computed": finding.computed or None,
        "source": _source(finding.span, text) if finding.span else None,
    }


def _source(span: Span, text: str) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": text[span.start : span.end]}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _summary(reading: PlanReading, findings: list[Finding]) -> list[str]:
    """The reading for people, in Vietnamese."""
    facts = reading.facts
    return [
        f"{facts.title or '(chưa rõ tên kế hoạch)'}",
        f"Số: {facts.number or 'chưa ghi'}. Cơ quan ban hành: {facts.issuer or 'chưa rõ'}.",
        f"Ngày ban hành: {_day(facts.issued_on)}. Thời gian thực hiện: {_window(facts)}.",
        *(f"Thực hiện: {parent.text}" for parent in facts.parents),
        f"Đơn vị đầu mối: {facts.lead_unit or 'chưa rõ'}.",
        *(f"Đã sửa khi đọc: {sentence}" for sentence in reading.repaired),
        "",
        f"Chỉ tiêu ({len(facts.targets)}):",
        *(f"- {_target_line(target)}" for target in facts.targets),
        f"Chế độ báo cáo và nhiệm vụ kèm theo ({len(facts.rules)}):",
        *(f"- {rule.text}" for rule in facts.rules),
        f"Tổ công tác ({len(facts.teams)}):",
        *(f"- {team.name}: {team.people or 'chưa rõ số'} người" for team in facts.teams),
        f"Cần kiểm tra ({len(findings)}):",
        *(f"- {_LEVELS[f.level]}, {KIND_LABELS[f.kind].lower()}: {f.message}" for f in findings),
    ]


def _window(facts: PlanFacts) -> str:
    if facts.starts_on is None:
        return f"đến {_day(facts.ends_on)}" if facts.ends_on else "chưa rõ"
    return f"từ {_day(facts.starts_on)} đến {_day(facts.ends_on)}"


def _day(day: date | None) -> str:
    return format_date(day) if day else "chưa ghi"


def _target_line(target: TargetFacts) -> str:
    goal = target.goal
    pattern = _GOALS.get(goal.kind, f"{{}}/{_PERIODS.get(goal.period or '', '')}")
    amount = pattern.format(format_decimal(goal.value.normalize()))
    over = "trên " if target.operator == ">" else ""
    wording = _WORDINGS.get(target.deadline_wording or "", "")
    due = wording.format(_day(target.deadline)) if wording else "chưa có thời hạn"
    return f"{target.label}: {over}{amount}, {due}"
