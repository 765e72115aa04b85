"""The facts of a week, for the report that leaves on Monday."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from intake.models import DayReport
from intake.queries.fields import counting_units
from plans.models import Plan
from plans.rules.dates import due_at
from reports.queries.facts import PlanFigures, plan_figures
from reports.queries.progress import Moment, moment_on, progress_of_target
from reports.rules.document import Letterhead, Signature, place_of
from reports.rules.weekly import (
    PlanHeading,
    Reporting,
    TargetWeek,
    UnitLapse,
    UnitWeek,
    WeeklyFacts,
)
from targets.models import Indicator, Target
from targets.queries.facts import issued_version
from units import clock
from units.models import Unit, User
from units.rules import Branch, Kind, Role
from vietnamese.text import nfc

SYMBOL = "BC-UBND"
FILED_AS = "VT, CA"
NOUNS = {Kind.VILLAGE: "thôn", Kind.COMMUNE: "xã, phường", Kind.PROVINCE: "tỉnh, thành phố"}


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week that `day` falls in."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def weeks_of(plan: Plan) -> list[date]:
    """The endings (Sundays) of the plan's weeks so far, the current one first."""
    first, today = plan.first_day, clock.today()
    if first is None or plan.ends_on is None or first > today:
        return []
    last = min(today, plan.ends_on)
    endings = [week_of(last)[1]]
    while endings[-1] - timedelta(days=7) >= first:
        endings.append(endings[-1] - timedelta(days=7))
    return endings


def weekly_facts(plan: Plan, *, ending: date, figures_to: date | None = None) -> WeeklyFacts:
    """All that the week's report of the plan's own unit may say; figures to `ending`, today at most.

    `figures_to` cuts them off earlier, to look again at a report that was issued within its week.
    Raises ValueError when the week lies outside the plan.
    """
    first = plan.first_day
    if first is None or plan.ends_on is None or ending < first or week_of(ending)[0] > plan.ends_on:
        raise ValueError("Tuần này nằm ngoài thời gian thực hiện kế hoạch.")
    if week_of(ending)[0] > clock.today():
        raise ValueError("Tuần này chưa đến, chưa có số liệu để báo cáo.")
    moment = moment_on(figures_to or min(ending, clock.today(), plan.ends_on))
    villages = counting_units(plan.unit, Branch.PLACE)
    figures = plan_figures(plan, [plan.unit, *villages], on=moment.on)
    week_start = week_of(ending)[0]
    return WeeklyFacts(
        plan=_heading(plan, first, plan.ends_on),
        letterhead=_letterhead(plan),
        unit_code=plan.unit.code,
        unit_name=_lower_first(plan.unit.name),
        issuer_name=issuer_name(plan.unit),
        units_noun=_noun(villages),
        lead_unit=plan.lead_unit,
        week_start=week_start,
        ending=ending,
        figures_to=moment.on,
        superior=_superior(plan.unit),
        recipients=_recipients(plan),
        filed_as=FILED_AS,
        signature=signature_of(plan),
        is_illustrative=plan.is_illustrative,
        reporting=_reporting(plan, villages, max(week_start, first), moment.complete_to),
        targets=tuple(
            _target_week(figures, target, villages, moment, week_start)
            for target in figures.targets
        ),
    )


def _heading(plan: Plan, first: date, last: date) -> PlanHeading:
    """The plan as it is in force: of an amended one also which amendment that is."""
    heading = PlanHeading(plan.code, plan.title, first, last, plan.number or None, plan.issued_on)
    version = issued_version(plan)
    if version is None or version.number == 1:
        return heading
    amended_on = timezone.localdate(version.issued_at)
    return replace(heading, amendment=version.number - 1, amended_on=amended_on)


def _letterhead(plan: Plan) -> Letterhead:
    place = plan.place or place_of(plan.unit.name)
    return Letterhead(None, ("ỦY BAN NHÂN DÂN", nfc(plan.unit.name).upper()), SYMBOL, place)


def issuer_name(unit: Unit) -> str:
    return f"Ủy ban nhân dân {_lower_first(unit.name)}"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _superior(unit: Unit) -> str | None:
    """The People's Committee one level up, to which the report goes."""
    above = unit.parent
    return issuer_name(above) if above and above.kind != Kind.NATION else None


def _noun(villages: list[Unit]) -> str:
    return NOUNS.get(Kind(villages[0].kind), "đơn vị") if villages else "đơn vị"


def _recipients(plan: Plan) -> tuple[str, ...]:
    """The plan's own list, without the filing line and the superior, who is addressed above."""
    left_out = ("Lưu", "Ủy ban nhân dân")
    names = plan.recipients.values_list("name", flat=True)
    return tuple(name for name in names if not name.startswith(left_out))


def signature_of(plan: Plan) -> Signature:
    chairman = User.objects.filter(unit=plan.unit, role=Role.CHAIRMAN, is_active=True).first()
    name = chairman.full_name if chairman else plan.signer_name
    return Signature(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), name)


def _reporting(plan: Plan, villages: list[Unit], first: date, last: date) -> Reporting:
    """Who reported the week's complete days in time, who late, who not yet."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    reported = {
        (unit, day): at
        for unit, day, at in DayReport.objects.filter(
            unit__in=villages, day__range=(first, last)
        ).values_list("unit_id", "day", "first_reported_at")
    }
    lapses = []
    for unit in villages:
        known = [(day, reported[unit.pk, day]) for day in days if (unit.pk, day) in reported]
        late = sum(at > due_at(day, plan.daily_cutoff) for day, at in known)
        missing = len(days) - len(known)
        if late or missing:
            lapses.append(UnitLapse(unit.name, late, missing))
    return Reporting(len(villages), len(days), tuple(lapses))


def _target_week(
    figures: PlanFigures,
    target: Target,
    villages: list[Unit],
    moment: Moment,
    week_start: date,
) -> TargetWeek:
    unit, first = figures.plan.unit, figures.plan.first_day
    counts = _week_counts(figures, target, unit, week_start, moment.on)
    previous, back = None, timedelta(days=7)
    is_whole = moment.on == moment.complete_to  # a day that still runs has no like a week earlier
    if is_whole and first is not None and week_start - back >= first:
        previous = _week_counts(figures, target, unit, week_start - back, moment.on - back)
    rows: Iterator[UnitWeek] = (
        UnitWeek(
            progress_of_target(figures, target, village, moment),
            _week_counts(figures, target, village, week_start, moment.on),
        )
        for village in villages
        if target.branch == Branch.PLACE
    )
    return TargetWeek(
        progress_of_target(figures, target, unit, moment), counts, previous, tuple(rows)
    )


def _week_counts(
    figures: PlanFigures, target: Target, unit: Unit, first: date, last: date
) -> int | None:
    """What came in from `first` to `last`; None where nothing was reported, or for a level."""
    if target.indicator.aggregation == Indicator.Aggregation.STOCK:
        return None
    parts = figures.parts(target.branch, target.indicator_id, target.cohort_id)
    days = figures.series[target.branch].of(unit.pk, target.indicator_id, parts)
    week = [value for day, value in days.items() if first <= day <= last]
    return sum(week) if week else None
