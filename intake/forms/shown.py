"""The entry page shown again with everything that was typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from intake.actions.entry import Declared
from intake.forms.entry import EntryForm, Seen
from intake.queries.clashes import in_words
from intake.queries.entry import EntryCell, EntryPage, EntryUnit
from intake.rules.ledger import Clash
from units.models import Unit
from vietnamese.numbers import format_count


@dataclass(frozen=True)
class ShownDoubt:
    """A question about a figure that looks wrong, and whether the sender called it right already.

    `cell` is the field's name; `number` is the figure that the answer holds for, and no other.
    """

    cell: str
    kind: str
    question: str
    number: int
    is_confirmed: bool = False

    @property
    def value(self) -> str:
        """What the answer sends."""
        return f"{self.cell}:{self.kind}:{self.number}"


@dataclass(frozen=True)
class ShownCell:
    """A cell on the page: what is stored, what was typed, what is to be decided."""

    cell: EntryCell
    text: str
    seen: Seen
    error: str = ""
    asks_to_clear: bool = False
    pick: str = ""
    doubts: tuple[ShownDoubt, ...] = ()

    @property
    def hint_id(self) -> str:
        return f"h-{self.cell.name}"

    @property
    def is_wrong(self) -> bool:
        """Whether something must be changed or answered before the page can be saved."""
        return bool(self.error) or any(not doubt.is_confirmed for doubt in self.doubts)


@dataclass(frozen=True)
class ShownUnit:
    """A unit on the page, with the boxes as they were ticked."""

    entry: EntryUnit
    cells: tuple[ShownCell, ...]
    is_nothing: bool = False
    is_kept: bool = False


def shown_units(
    page: EntryPage,
    form: EntryForm | None = None,
    clashes: Iterable[Clash] = (),
    doubts: Iterable[ShownDoubt] = (),
) -> list[ShownUnit]:
    """The page's units, the officer's own line last, with what the sender typed laid over them."""
    by_key = {clash.key: clash for clash in clashes}
    asked = list(doubts)
    declared = form.declared if form else Declared()
    return [
        ShownUnit(
            entry,
            tuple(_shown(cell, form, by_key.get(cell.key), asked) for cell in entry.cells),
            entry.unit.pk in declared.nothing,
            entry.unit.pk in declared.kept,
        )
        for entry in page.all_units
    ]


def _shown(
    cell: EntryCell, form: EntryForm | None, clash: Clash | None, asked: list[ShownDoubt]
) -> ShownCell:
    stored = "" if cell.value is None else format_count(cell.value)
    doubts = tuple(doubt for doubt in asked if doubt.cell == cell.name)
    sent = form.cells.get(cell.name) if form else None
    if sent is None or not sent.is_change:
        return ShownCell(cell, stored, Seen(cell.version, cell.value), doubts=doubts)
    if clash:
        seen = Seen(clash.stored_version, clash.stored, asked=True)
        return ShownCell(cell, sent.text, seen, clash_sentence(clash), doubts=doubts)
    clears = sent.asks_to_clear
    return ShownCell(cell, sent.text, sent.seen, sent.error, clears, sent.pick, doubts)


def open_doubts(units: Iterable[ShownUnit]) -> list[tuple[Unit, EntryCell, ShownDoubt]]:
    """What the page's list of faults names besides errors: the doubts nobody has answered yet."""
    return [
        (shown.entry.unit, cell.cell, doubt)
        for shown in units
        for cell in shown.cells
        for doubt in cell.doubts
        if not doubt.is_confirmed
    ]


def clash_sentence(clash: Clash) -> str:
    """Both values, whose the stored one is and since when."""
    return (
        f"Bạn nhập {in_words(clash.sent)}; {clash.stored_by} đã lưu {in_words(clash.stored)}"
        f" lúc {clash.stored_at}. Đề nghị chọn một trong hai giá trị."
    )
