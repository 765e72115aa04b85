"""Why a report wants to be looked at before it is approved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from intake.models import Confirmation, DayReport, DayReportChange, Entry, Photo
from intake.queries.clashes import CLASH
from intake.queries.known import CellOnDay, Life, lives_of
from intake.queries.tallies import column_heading
from intake.rules.lateness import pressed_text
from units.models import Unit


@dataclass(frozen=True)
class Change:
    """A cell that was changed since the report had been decided on, or since its hour."""

    label: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Again:
    """A report that was sent again: after which decision (None: after its hour), and what changed."""

    review: DayReportChange | None
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Answer:
    """A figure that its sender was asked about and let stand."""

    label: str
    confirmation: Confirmation

    @property
    def is_clash(self) -> bool:
        """Whether two people had given different figures."""
        return self.confirmation.kind == CLASH


@dataclass(frozen=True)
class Attention:
    """All there is to look at in one report; nothing set means that one glance is enough."""

    is_late: bool = False
    pressed: str = ""
    again: Again | None = None
    answers: tuple[Answer, ...] = ()
    photos: tuple[Photo, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.is_late or self.again or self.answers or self.photos)


@dataclass(frozen=True)
class Waiting:
    """A report that waits for a decision, and by when it was due."""

    unit: Unit
    report: DayReport
    due: datetime | None

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.report.first_reported_at > self.due


def marks_of(reports: Iterable[DayReport]) -> dict[int, str]:
    """Which state of each report a reviewer has before him, by its id.

    Another mark says that figures, an answer or a photograph came after. To be asked before what is
    shown, so that nothing which comes in between passes as seen.
    """
    reports = list(reports)
    if not reports:
        return {}
    rows = DayReport.objects.filter(pk__in=[report.pk for report in reports]).values_list(
        "pk", _newest(Confirmation.objects.all()), _newest(Photo.objects.all())
    )
    newest = {pk: f"{answer or 0}.{photo or 0}" for pk, answer, photo in rows.order_by()}
    return {
        report.pk: f"{report.pk}@{report.reported_at.astimezone(UTC).isoformat()}@{newest[report.pk]}"
        for report in reports
        if report.pk in newest
    }


def _newest(rows: QuerySet[Confirmation] | QuerySet[Photo]) -> Subquery:
    """The last of these that came with a report's unit and day."""
    same = rows.filter(unit=OuterRef("unit"), day=OuterRef("day")).order_by()
    return Subquery(same.values("unit", "day").annotate(newest=Max("pk")).values("newest"))


def attention_of(
    waiting: Collection[Waiting],
    values: Mapping[CellOnDay, int | None],
    day: date,
    *,
    known_at: datetime | None = None,
) -> dict[int, Attention]:
    """Why each of the reports of a day wants to be looked at, by unit; `values` are the day's."""
    if not waiting:
        return {}
    units = [one.unit for one in waiting]
    lives = lives_of(units, [day], known_at=known_at)
    pressed = _pressed([one.unit for one in waiting if one.is_late], day, known_at)
    again = _again(waiting, lives, values, day)
    answers = _answers(units, values, day, known_at)
    photos = _photos(units, day, known_at)
    return {
        one.unit.pk: Attention(
            is_late=one.is_late,
            pressed=pressed.get(one.unit.pk, ""),
            again=again.get(one.unit.pk),
            answers=tuple(answers.get(one.unit.pk, ())),
            photos=tuple(photos.get(one.unit.pk, ())),
        )
        for one in waiting
    }


def _pressed(units: list[Unit], day: date, known_at: datetime | None) -> dict[int, str]:
    """When "Lưu" was pressed for a late unit's first figures, where they waited on the phone."""
    if not units:
        return {}
    rows = Entry.objects.filter(unit__in=units, day=day, submission__isnull=False)
    if known_at is not None:
        rows = rows.filter(at__lte=known_at)
    first: dict[int, str] = {}
    ordered = rows.order_by("submission__at", "submission_id").values_list(
        "unit_id", "submission__pressed_at", "submission__at"
    )
    for unit, pressed_at, at in ordered:
        local = pressed_at and timezone.localtime(pressed_at)
        first.setdefault(unit, pressed_text(pressed_at=local, at=timezone.localtime(at)))
    return first


def _again(
    waiting: Iterable[Waiting],
    lives: Mapping[tuple[int, date], Life],
    values: Mapping[CellOnDay, int | None],
    day: date,
) -> dict[int, Again]:
    """The reports sent again after a decision, or after their hour though they had been in time."""
    since: dict[int, tuple[datetime, DayReportChange | None]] = {}
    for one in waiting:
        review = lives.get((one.unit.pk, day), Life()).review_answered
        if review:
            since[one.unit.pk] = review.at, review
        elif one.due is not None and not one.is_late and one.report.reported_at > one.due:
            since[one.unit.pk] = one.due, None
    changes = _changes({unit: moment for unit, (moment, _) in since.items()}, values, day)
    return {unit: Again(review, changes[unit]) for unit, (_, review) in since.items()}


def _changes(
    since: Mapping[int, datetime], values: Mapping[CellOnDay, int | None], day: date
) -> dict[int, tuple[Change, ...]]:
    """The cells that hold another value than they held at the unit's moment."""
    if not since:
        return {}
    rows = Entry.objects.filter(unit__in=since, day=day).select_related("indicator", "cohort")
    before: dict[tuple[int, int, int], int | None] = {}
    labels: dict[tuple[int, int, int], str] = {}
    for row in rows.order_by("indicator__position", "cohort__position", "version"):
        cell = row.unit_id, row.indicator_id, row.cohort_id
        labels[cell] = column_heading(row.indicator, row.cohort)
        if row.at <= since[row.unit_id]:
            before[cell] = row.value
    found: dict[int, list[Change]] = {unit: [] for unit in since}
    for (unit, indicator, cohort), label in labels.items():
        was = before.get((unit, indicator, cohort))
        now = values.get((unit, (indicator, cohort), day))
        if was != now:
            found[unit].append(Change(label, was, now))
    return {unit: tuple(changes) for unit, changes in found.items()}


def _answers(
    units: Collection[Unit],
    values: Mapping[CellOnDay, int | None],
    day: date,
    known_at: datetime | None,
) -> dict[int, list[Answer]]:
    """What senders answered about figures that still stand; of one question the last answer."""
    rows = Confirmation.objects.filter(unit__in=units, day=day)
    if known_at is not None:
        rows = rows.filter(at__lte=known_at)
    last: dict[tuple[int, int, int, str], Confirmation] = {}
    related = rows.select_related("indicator", "cohort", "by")
    for row in related.order_by("indicator__position", "cohort__position", "at", "pk"):
        if values.get((row.unit_id, (row.indicator_id, row.cohort_id), day)) == row.value:
            last[row.unit_id, row.indicator_id, row.cohort_id, row.kind] = row
    found: dict[int, list[Answer]] = {}
    for row in last.values():
        answer = Answer(column_heading(row.indicator, row.cohort), row)
        found.setdefault(row.unit_id, []).append(answer)
    return found


def _photos(
    units: Collection[Unit], day: date, known_at: datetime | None
) -> dict[int, list[Photo]]:
    """The photographs sent with the day, without their contents."""
    shown = Q(removed_at__isnull=True)
    rows = Photo.objects.filter(unit__in=units, day=day)
    if known_at is not None:
        shown |= Q(removed_at__gt=known_at)
        rows = rows.filter(at__lte=known_at)
    found: dict[int, list[Photo]] = {}
    related = rows.filter(shown).select_related("indicator", "by").defer("content")
    for photo in related.order_by("at", "pk"):
        found.setdefault(photo.unit_id, []).append(photo)
    return found
