"""What a program is told about the cells that somebody has to look at again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from intake.forms.entry import EntryForm, Seen, SentCell
from intake.forms.shown import ShownDoubt, clash_sentence
from intake.queries.clashes import CLASH, in_words
from intake.rules.doubts import Doubt, unanswered
from intake.rules.ledger import Clash, cell_name
from units.models import Unit, User
from units.rules import Permission

Asked = dict[str, Any]


def asked_cells(
    form: EntryForm, clashes: Iterable[Clash], doubts: Iterable[Doubt], *, by: User
) -> list[Asked]:
    """Every cell that keeps the page from being stored, with its unit's name and one sentence.

    `kind` is number, clear, clash, share (impossible: cannot be called right) or doubt, whose
    `token` sent as `ok` calls the figure right.
    """
    cells = [_of_fault(cell) for cell in form.cells.values() if cell.error]
    cells += [_of_clash(clash) for clash in clashes]
    cells += [_of_doubt(doubt) for doubt in unanswered(list(doubts), form.confirmed)]
    units = [int(cell["name"].split("-")[1]) for cell in cells]
    names = _unit_names(units, by)
    return [{**cell, "unit": names.get(unit, "")} for cell, unit in zip(cells, units, strict=True)]


def _unit_names(ids: Iterable[int], by: User) -> dict[int, str]:
    """Of the units in the sender's own scope, so that no name of another is given away."""
    units = Unit.objects.editable_by(by, Permission.ENTER_COUNTS).filter(pk__in=set(ids))
    return dict(units.values_list("pk", "name"))


def _of_fault(cell: SentCell) -> Asked:
    kind = "clear" if cell.asks_to_clear else "number"
    return {"name": cell.name, "kind": kind, "message": cell.error}


def _of_clash(clash: Clash) -> Asked:
    return {
        "name": cell_name(clash.key),
        "kind": CLASH,
        "message": clash_sentence(clash),
        "seen": str(Seen(clash.stored_version, clash.stored, asked=True)),
        "stored": in_words(clash.stored),
    }


def _of_doubt(doubt: Doubt) -> Asked:
    kind = "share" if doubt.is_hard else "doubt"
    return {"name": doubt.name, "kind": kind, "message": doubt.question, "token": doubt.token}


def shown_doubts(doubts: Iterable[Doubt], confirmed: Collection[str]) -> list[ShownDoubt]:
    """The questions for the page; what is impossible is said as an error of its cell instead."""
    return [
        ShownDoubt(d.name, d.kind, d.question, d.value, d.token in confirmed)
        for d in doubts
        if not d.is_hard
    ]
