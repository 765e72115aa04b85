"""The entry page shown again with everything that was typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from intake.actions.entry import Declared
from intake.forms.entry import EntryForm, Seen
from intake.queries.entry import EntryCell, EntryPage, EntryUnit
from intake.rules.ledger import Clash
from vietnamese.numbers import format_count


@dataclass(frozen=True)
class ShownCell:
    """A cell on the page: what is stored, what was typed, what is to be decided."""

    cell: EntryCell
    text: str
    seen: Seen
    error: str = ""
    asks_to_clear: bool = False
    pick: str = ""

    @property
    def hint_id(self) -> str:
        return f"h-{self.cell.name}"


@dataclass(frozen=True)
class ShownUnit:
    """A unit on the page, with the boxes as they were ticked."""

    entry: EntryUnit
    cells: tuple[ShownCell, ...]
    is_nothing: bool = False
    is_kept: bool = False


def shown_units(
    page: EntryPage, form: EntryForm | None = None, clashes: Iterable[Clash] = ()
) -> list[ShownUnit]:
    """The page's units, with what the sender typed laid over what is stored."""
    by_key = {clash.key: clash for clash in clashes}
    declared = form.declared if form else Declared()
    return [
        ShownUnit(
            entry,
            tuple(_shown(cell, form, by_key.get(cell.key)) for cell in entry.cells),
            entry.unit.pk in declared.nothing,
            entry.unit.pk in declared.kept,
        )
        for entry in page.units
    ]


def _shown(cell: EntryCell, form: EntryForm | None, clash: Clash | None) -> ShownCell:
    stored = "" if cell.value is None else format_count(cell.value)
    sent = form.cells.get(cell.name) if form else None
    if sent is None or not sent.is_change:
        return ShownCell(cell, stored, Seen(cell.version, cell.value))
    if clash:
        seen = Seen(clash.stored_version, clash.stored, asked=True)
        return ShownCell(cell, sent.text, seen, _clash_sentence(clash))
    return ShownCell(
        cell, sent.text, sent.seen, sent.error, asks_to_clear=sent.asks_to_clear, pick=sent.pick
    )


def _clash_sentence(clash: Clash) -> str:
    return (
        f"Bạn nhập {_in_words(clash.sent)}; {clash.stored_by} đã lưu {_in_words(clash.stored)}"
        f" lúc {clash.stored_at}. Đề nghị chọn một trong hai giá trị."
    )


def _in_words(value: int | None) -> str:
    return "ô trống" if value is None else format_count(value)
