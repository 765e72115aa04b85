"""Reading what the sender typed and chose in a tally's preview; places are numbers of its revision."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from intake.rules.kept import KeptCell
from vietnamese.numbers import format_count
from vietnamese.text import nfc

LONGEST_TEXT = 200
_NUMBER = re.compile(r"\d{1,6}", re.ASCII)
_FIELD = re.compile(r"(fix|answer|cell)-(\d{1,6})")


@dataclass(frozen=True)
class Amendment:
    """Texts by (sheet, cell) and codes by (side, text, sheet)."""

    fixes: dict[tuple[str, ...], str]
    answers: dict[tuple[str, ...], str]

    @property
    def is_empty(self) -> bool:
        return not self.fixes and not self.answers


def read_amendment(
    data: QueryDict, problems: list[dict[str, Any]], cells: list[KeptCell]
) -> Amendment:
    """What was filled in; a field left as it stood says nothing.

    `fix-3` is the text for the cell of problem 3, `answer-3` what its name means, `cell-7` the text
    for the tally's cell 7. A ticked `blank` with the field's name makes the cell blank.
    """
    fixes: dict[tuple[str, ...], str] = {}
    answers: dict[tuple[str, ...], str] = {}
    blanks = set(data.getlist("blank"))
    for kind, number, text in _fields(data):
        if kind == "cell" and number < len(cells):
            cell = cells[number]
            if text != format_count(cell.value):
                fixes[cell.sheet, cell.cell] = text
        elif kind == "fix" and number < len(problems):
            problem = problems[number]
            is_blanked = f"fix-{number}" in blanks
            if is_blanked or (text and text != problem.get("text", "")):
                fixes[problem["sheet"], problem["cell"]] = "" if is_blanked else text
        elif kind == "answer" and number < len(problems) and text:
            problem = problems[number]
            if problem.get("asks"):
                sheet = "" if problem["text"] else problem["sheet"]
                answers[problem["asks"], problem["text"], sheet] = text
    return Amendment(fixes, answers)


def read_numbers(texts: Iterable[str]) -> frozenset[int]:
    """The places that were ticked; what is no number says nothing."""
    return frozenset(int(text) for text in texts if _NUMBER.fullmatch(text))


def _fields(data: QueryDict) -> Iterator[tuple[str, int, str]]:
    for name in data:
        match = _FIELD.fullmatch(name)
        if match:
            text = nfc(data.get(name, "")).replace("\0", "").strip()[:LONGEST_TEXT]
            yield match[1], int(match[2]), text
