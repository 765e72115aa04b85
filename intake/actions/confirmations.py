"""What a tally's sender says of its doubtful figures: asked before it goes in, kept with what went in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from intake.actions.counts import Line
from intake.models import Confirmation, Tally
from intake.queries.tallies import Terms
from intake.rules.doubts import STILL_RIGHT
from intake.rules.kept import CONFIRMED, KeptDoubt, kept_cells, kept_doubts
from intake.rules.ledger import Refusal
from vietnamese.numbers import format_count

UNANSWERED = "chưa trả lời"
MOST_NAMED = 5
LONGEST_QUESTION = 400


@dataclass(frozen=True)
class Answered:
    """The cells whose figures the sender says are right, by their numbers; or all of them."""

    numbers: frozenset[int] = frozenset()
    all: bool = False

    def covers(self, doubt: KeptDoubt) -> bool:
        return self.all or doubt.number in self.numbers


NOTHING_ANSWERED = Answered()


class Unanswered(Refusal):
    """Doubtful figures that the sender has said nothing about, by the numbers of their cells."""

    def __init__(self, missing: Collection[int], places: list[str]) -> None:
        named = ", ".join(places[:MOST_NAMED])
        more = len(places) - MOST_NAMED
        rest = f" và {format_count(more)} ô khác" if more > 0 else ""
        super().__init__(
            f"Còn {format_count(len(missing))} điểm cần xem lại chưa trả lời: ô {named}{rest}."
            " Chưa nhập ô nào; đề nghị sửa số hoặc đánh dấu “vẫn đúng”."
        )
        self.missing = frozenset(missing)


def answer_doubts(tally: Tally, answered: Answered) -> None:
    """Keep with a held tally, not saved yet, what its sender answered. Raises Unanswered."""
    doubts = _standing(tally)
    missing = [doubt.number for doubt in doubts if not answered.covers(doubt)]
    if missing:
        cells = kept_cells(tally.cells)
        raise Unanswered(missing, [cells[number].cell for number in missing])
    numbers = [doubt.number for doubt in doubts]
    tally.reading = tally.reading | {CONFIRMED: numbers}


def record_confirmations(
    tally: Tally, lines: Iterable[Line], terms: Terms, at: datetime
) -> list[Confirmation]:
    """Store the doubts about figures that went in, each with its answer, for whoever approves the day.

    `lines` are the tally's own entries.
    """
    doubts = _standing(tally)
    if not doubts:
        return []
    stored = {line.key for line in lines}
    cells = kept_cells(tally.cells)
    confirmed = set(tally.reading.get(CONFIRMED, ()))
    rows = [
        Confirmation(
            **key._asdict(),
            value=cells[doubt.number].value,
            kind=doubt.kind,
            question=doubt.question[:LONGEST_QUESTION],
            answer=STILL_RIGHT if doubt.number in confirmed else UNANSWERED,
            at=at,
            by=tally.by,
            tally=tally,
        )
        for doubt in doubts
        if (key := terms.key(cells[doubt.number])) in stored
    ]
    return Confirmation.objects.bulk_create(rows)


def _standing(tally: Tally) -> list[KeptDoubt]:
    """The doubts about cells that go in: where stored figures are kept, the others are left alone."""
    doubts = kept_doubts(tally.reading)
    if not doubts or tally.choice != Tally.Choice.FILL:
        return doubts
    cells = kept_cells(tally.cells)
    return [doubt for doubt in doubts if not cells[doubt.number].overlaps]
