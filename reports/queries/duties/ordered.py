"""What plans order by a date: tasks, deliverables, final reports, subplans, their own end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from plans.models import Plan, ReportingRule, Task
from plans.queries import PlanDuty, may_finish, wants_subplans
from plans.rules.dates import last_day
from reports.queries.duties.reader import Reader, plan_name, plan_page
from reports.rules.assignments import says, timing_text
from reports.rules.duties import Duty, Kind, units_text
from units.models import Unit
from units.rules import Kind as UnitKind
from units.rules import is_within

RuleKind = ReportingRule.Kind
KEPT_AFTER_END = timedelta(days=60)  # what a closed plan still owes then stands on its own page
ABOVE_VILLAGES = (UnitKind.PROVINCE, UnitKind.DISTRICT, UnitKind.COMMUNE)


def ordered_duties(reader: Reader) -> Iterator[Duty]:
    """The dated orders of the reader's plans that nobody has reported as done."""
    yield from _tasks(reader)
    yield from _subplans(reader)
    for plan in reader.plans:
        yield from _rules(reader, plan)
    for plan in reader.live_plans:
        yield from _ending(reader, plan)


def _tasks(reader: Reader) -> Iterator[Duty]:
    open_ones = Task.objects.filter(
        plan__in=reader.live_plans, due_on__isnull=False, done_on__isnull=True
    )
    for task in open_ones.select_related("plan__unit", "lead_unit"):
        if task.due_on is None:
            continue
        yield Duty(
            key=f"task-{task.pk}",
            kind=Kind.TASK,
            due_on=last_day(task.due_on, task.due_wording),
            owner=str(task.lead_unit or task.lead),
            text=_task_text(task),
            address=_address(reader, task, "task-done"),
            plan=plan_name(task.plan),
            is_own=reader.owns(task.plan, task.lead, task.lead_unit),
        )


def _task_text(task: Task) -> str:
    timing = timing_text(task.timing, task.due_on, task.due_wording)
    product = f"; sản phẩm: {task.product.rstrip('.')}" if task.product else ""
    text = task.text.rstrip(".")
    return f"{text}{product}." if says(text, timing) else f"{text} ({timing}){product}."


def _address(reader: Reader, duty: PlanDuty, page: str) -> str:
    """Where the reader marks the duty as done, if he may; else where the plan's duties stand."""
    if may_finish(reader.user, duty):
        return reverse(page, args=[duty.pk])
    return plan_page("plan-duties", duty.plan)


def _rules(reader: Reader, plan: Plan) -> Iterator[Duty]:
    """Deliverables while the plan runs; its final report until it is evaluated.

    That the units below issue their plans is said by the units that have not (`_subplans`).
    """
    for rule in plan.rules.all():
        is_final = rule.kind == RuleKind.FINAL
        if rule.due_on is None or not _is_wanted(reader, plan, rule, rule.due_on):
            continue
        owner = plan.lead_unit or str(plan.unit)
        yield Duty(
            key=f"rule-{rule.pk}",
            kind=Kind.FINAL if is_final else Kind.DELIVERABLE,
            due_on=rule.due_on,
            at=rule.due_time,
            owner=owner,
            text=f"{_without(owner, rule.text).rstrip('.')}.",
            address=_address(reader, rule, "rule-done"),
            plan=plan_name(plan),
            is_own=reader.owns(plan, rule.text),
            is_mine=is_final and reader.issues(plan),
        )


def _is_wanted(reader: Reader, plan: Plan, rule: ReportingRule, due_on: date) -> bool:
    if rule.done_on is not None:
        return False
    if plan in reader.live_plans:
        is_product = rule.kind == RuleKind.DELIVERABLE and not wants_subplans(plan, rule)
        return rule.kind == RuleKind.FINAL or is_product
    over = max(due_on, plan.ends_on or due_on)
    return rule.kind == RuleKind.FINAL and reader.today <= over + KEPT_AFTER_END


def _without(owner: str, text: str) -> str:
    """The text without the owner's name at its beginning, which stands before it already."""
    if text.casefold().startswith(f"{owner.casefold()} "):
        return text[len(owner) :].lstrip(" ,:")
    return text


def _ending(reader: Reader, plan: Plan) -> Iterator[Duty]:
    """The plan's last day; once it is over, the plan waits to be closed by its own unit."""
    if plan.ends_on is None:
        return
    is_over = plan.ends_on < reader.today
    if is_over and not reader.answers_for(plan):
        return
    text = (
        "kết thúc kế hoạch trên cổng, rồi tổng kết."
        if is_over
        else "hết thời gian thực hiện kế hoạch."
    )
    yield Duty(
        key=f"ending-{plan.pk}",
        kind=Kind.ENDING,
        due_on=plan.ends_on,
        owner=str(plan.unit),
        text=text,
        address=plan_page("plan", plan),
        plan=plan_name(plan),
        is_own=reader.answers_for(plan),
        is_mine=is_over and reader.issues(plan),
    )


def _subplans(reader: Reader) -> Iterator[Duty]:
    """The units right below a plan's own that have not issued their plan under it."""
    asking = [plan for plan in reader.live_plans if plan.subplans_due_on]
    if not asking:
        return
    rows = Unit.objects.visible_to(reader.user).filter(
        parent__in=[plan.unit_id for plan in asking], kind__in=ABOVE_VILLAGES, is_active=True
    )
    units = list(rows.order_by("position", "name"))
    issued = Plan.objects.filter(parent__in=asking).exclude(state=Plan.State.DRAFT)
    have = set(issued.values_list("parent_id", "unit_id"))
    for plan in asking:
        below = [unit for unit in units if unit.parent_id == plan.unit_id]
        missing = [unit for unit in below if (plan.pk, unit.pk) not in have]
        if missing and plan.subplans_due_on:
            yield Duty(
                key=f"subplans-{plan.pk}",
                kind=Kind.SUBPLAN,
                due_on=plan.subplans_due_on,
                owner=units_text([unit.name for unit in missing]),
                text="ban hành kế hoạch triển khai kế hoạch cấp trên.",
                address=reverse("plans"),
                plan=plan_name(plan),
                is_own=any(is_within(unit.path, reader.unit.path) for unit in missing),
            )
