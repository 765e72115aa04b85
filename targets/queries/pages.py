"""A plan with everything it ordered, and its targets' goals and deadlines in the plan's own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from plans.models import LegalBasis, Participant, Plan, ReportingRule
from plans.rules.wording import number_words
from residents.models import Cohort, Population, Residence
from targets.models import Baseline, Target
from vietnamese.dates import format_date
from vietnamese.numbers import format_percent, percent_of

Wording = Target.Wording
WHOLE = Decimal(100)
ONE_DIGIT = 10
EVERYBODY = "all"


def goal_text(target: Target) -> str:
    """The goal as a plan writes it: "100%", "từ 95% trở lên", "trên 30%", "03 lượt/ngày"."""
    number = number_words(target.goal_value)
    measure = target.indicator.measure
    if target.goal_kind == Target.Goal.PERCENT:
        if target.operator == ">":
            return f"trên {number}%"
        return f"{number}%" if target.goal_value == WHOLE else f"từ {number}% trở lên"
    per = {
        Target.Goal.PER_DAY: "/ngày/đơn vị" if target.goal_each else "/ngày",
        Target.Goal.PER_PERIOD: f"/{target.get_goal_period_display()}",
        Target.Goal.PER_OFFICER: "/cán bộ",
    }.get(Target.Goal(target.goal_kind), "")
    if per and target.goal_value < ONE_DIGIT:
        number = f"0{number}"
    return f"{number} {measure}{per}"


def deadline_text(target: Target) -> str:
    """The deadline in the plan's own wording; "" where it states none."""
    if target.deadline_wording in {Wording.CONTINUOUS, Wording.DEFERRED}:
        return target.get_deadline_wording_display()
    if target.deadline is None:
        return "; ".join(milestone_texts(target))
    wording = target.get_deadline_wording_display() or "ngày"
    return f"{wording} {format_date(target.deadline)}"


def milestone_texts(target: Target) -> list[str]:
    """Each milestone as a share of the goal: "60% trước ngày 30/4/2024"."""
    return [
        f"{number_words(m.share_of_goal)}% {m.get_wording_display() or 'ngày'} {format_date(m.by)}"
        for m in target.milestones.all()
    ]


@dataclass(frozen=True)
class TargetLine:
    """A target with its goal, deadline and milestones in words."""

    target: Target

    @property
    def goal(self) -> str:
        return goal_text(self.target)

    @property
    def deadline(self) -> str:
        return deadline_text(self.target)

    @property
    def milestones(self) -> list[str]:
        """Named apart where the target has a deadline of its own as well."""
        return milestone_texts(self.target) if self.target.deadline else []

    @property
    def is_aspirational(self) -> bool:
        return self.target.commitment == Target.Commitment.ASPIRATIONAL

    @property
    def denominator(self) -> str:
        """What a percent is of, in the plan's words; said where the plan names nothing."""
        if self.target.goal_kind != Target.Goal.PERCENT:
            return ""
        return self.target.denominator_label or "Kế hoạch chưa nêu mẫu số"


@dataclass(frozen=True)
class BaselineLine:
    """Where the plan began: the number, its printed percent, and what the two numbers really give."""

    baseline: Baseline
    people: int | None

    @property
    def computed(self) -> Decimal | None:
        return None if self.people is None else percent_of(self.baseline.value, self.people)

    @property
    def finding(self) -> str:
        """ "In 82,55%, tính lại 93,42%" where the printed percent is not what its numbers give."""
        printed = self._printed
        if printed is None or self.computed is None or printed == self.computed:
            return ""
        return f"In {self.baseline.printed_percent}%, tính lại {format_percent(self.computed)}"

    @property
    def _printed(self) -> Decimal | None:
        """None where nothing is printed, or nothing that is a number."""
        try:
            return Decimal(self.baseline.printed_percent.replace(",", "."))
        except InvalidOperation:
            return None


@dataclass(frozen=True)
class PlanPage:
    """Everything that a plan's page shows."""

    plan: Plan
    targets: list[TargetLine]
    baselines: list[BaselineLine]
    bases: list[LegalBasis]
    rules: list[ReportingRule]
    participants: list[Participant]


def plan_page(plan: Plan) -> PlanPage:
    """The plan's targets, baselines of its own unit, bases, rules of reporting and participants."""
    targets = plan.targets.select_related("indicator", "cohort").prefetch_related("milestones")
    return PlanPage(
        plan=plan,
        targets=[TargetLine(target) for target in targets],
        baselines=_baseline_lines(plan),
        bases=list(plan.bases.all()),
        rules=list(plan.rules.all()),
        participants=list(plan.participants.all()),
    )


def _baseline_lines(plan: Plan) -> list[BaselineLine]:
    """The baselines of the issuing unit, each with the people of its cohort at the same date."""
    rows = Baseline.objects.filter(plan=plan, unit=plan.unit).select_related("indicator", "cohort")
    people: dict[tuple[str, date | None], int] = {
        (cohort, as_of): count
        for cohort, as_of, count in Population.objects.filter(
            unit=plan.unit, residence=Residence.PERMANENT
        ).values_list("cohort__code", "as_of", "people")
    }
    ordered = rows.order_by("indicator__position", "cohort__position")
    return [BaselineLine(row, people.get((_code(row.cohort), row.as_of))) for row in ordered]


def _code(cohort: Cohort | None) -> str:
    return cohort.code if cohort else EVERYBODY
