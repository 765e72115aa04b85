"""Goals and deadlines as plans write them: "từ 95% trở lên", "03 lượt/ngày", "trước ngày 30/6/2026"."""

from __future__ import annotations

from decimal import Decimal

from plans.rules.goals import GoalFacts, MilestoneFacts, TargetFacts
from vietnamese.dates import format_date
from vietnamese.numbers import format_count

WHOLE = Decimal(100)
ONE_DIGIT = 10
WORDINGS = {
    "before": "trước ngày",
    "through": "đến hết ngày",
    "on": "ngày",
    "continuous": "thường xuyên",
    "deferred": "theo thời gian cấp trên giao",
}
PERIODS = {"day": "ngày", "week": "tuần", "month": "tháng"}


def number_words(value: Decimal) -> str:
    """95 and 97,5: a stated number without trailing zeros."""
    whole = value.to_integral_value()
    if value == whole:
        return format_count(int(whole))
    decimals = str(value.normalize()).partition(".")[2]
    return f"{format_count(int(value))},{decimals}"


def goal_words(goal: GoalFacts, operator: str = ">=", measure: str = "") -> str:
    """The goal as a plan writes it: "100%", "từ 95% trở lên", "trên 30%", "03 lượt/ngày"."""
    number = number_words(goal.value)
    if goal.kind == "percent":
        if operator == ">":
            return f"trên {number}%"
        return f"{number}%" if goal.value == WHOLE else f"từ {number}% trở lên"
    per = _per(goal)
    if per and goal.value < ONE_DIGIT:
        number = f"0{number}"
    return f"{number} {measure}".strip() + per


def _per(goal: GoalFacts) -> str:
    if goal.kind == "per_day":
        return "/ngày/đơn vị" if goal.each else "/ngày"
    if goal.kind == "per_period":
        return f"/{PERIODS[goal.period]}" if goal.period else "/kỳ"  # a quarter or a year
    return "/cán bộ" if goal.kind == "per_officer" else ""


def deadline_words(target: TargetFacts) -> str:
    """The deadline in the plan's own wording; "" where it states none."""
    wording = WORDINGS.get(target.deadline_wording or "on", "ngày")
    if target.deadline_wording in {"continuous", "deferred"}:
        return wording
    return f"{wording} {format_date(target.deadline)}" if target.deadline else ""


def milestone_words(milestone: MilestoneFacts) -> str:
    """A share of the goal and its day: "60% mức giao trước ngày 30/4/2024", which is not 60% of the people."""
    share = number_words(milestone.share_of_goal)
    return f"{share}% mức giao {WORDINGS[milestone.wording]} {format_date(milestone.by)}"
