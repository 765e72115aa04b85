"""What one browser sent, in its own order: a queue that was kept offline arrives late, twice, or turned round.

Each press carries every figure of its day that the browser believes the server does not hold yet.
So of two presses of one account on one browser the later one says what is meant, cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from intake.models import Entry, Submission
from intake.rules.ledger import CellKey, NewValue, cell_name


def without_outdated(values: Sequence[NewValue], submission: Submission | None) -> list[NewValue]:
    """The values that no later press of the same browser has spoken about already."""
    spoken = _spoken_later(submission) if submission and submission.device else set()
    if not spoken:
        return list(values)
    return [new for new in values if (new.key.day.isoformat(), cell_name(new.key)) not in spoken]


def _spoken_later(submission: Submission) -> set[tuple[str, str]]:
    """Day and name of every cell that later presses carried."""
    later = Submission.objects.filter(
        device=submission.device, by=submission.by_id, sequence__gt=submission.sequence
    )
    return {
        (answer["day"], name)
        for answer in later.values_list("answer", flat=True)
        for name in answer.get("seen", ())
    }


def without_own(
    clashing: Iterable[NewValue],
    stored: Mapping[CellKey, tuple[int | None, int]],
    submission: Submission | None,
) -> list[NewValue]:
    """The clashes that are with somebody else: not those with earlier presses of the same browser.

    An earlier press explains only as many versions as it wrote: one more in between, and the sender
    has not seen somebody's value.
    """
    clashing = list(clashing)
    if not clashing or submission is None or submission.device is None:
        return clashing
    own = _written_before(clashing, submission)
    return [new for new in clashing if not _explains(own.get(new.key, set()), new, stored)]


def _explains(
    own: set[int], new: NewValue, stored: Mapping[CellKey, tuple[int | None, int]]
) -> bool:
    base, version = new.base_version or 0, stored[new.key][1]
    return set(range(base + 1, version + 1)) <= own and version > base


def _written_before(
    clashing: Sequence[NewValue], submission: Submission
) -> dict[CellKey, set[int]]:
    """The versions of each cell that earlier presses of the browser wrote."""
    rows = Entry.objects.filter(
        submission__device=submission.device,
        submission__by=submission.by_id,
        submission__sequence__lt=submission.sequence,
        unit__in={new.key.unit_id for new in clashing},
        day__in={new.key.day for new in clashing},
    ).values_list("unit_id", "day", "indicator_id", "cohort_id", "version")
    found: dict[CellKey, set[int]] = {}
    for unit, day, indicator, cohort, version in rows:
        found.setdefault(CellKey(unit, day, indicator, cohort), set()).add(version)
    return found
