"""Tables whose cells stand one a line ("STT", "|", "Chỉ tiêu", "|", "1", ...) as lines of one row each.

Pages copied from the web come so. Only line ends change, into spaces, so every place in the text stays the same.
"""

from __future__ import annotations

import re

_RUN = re.compile(r"(?:^[^\n|]{1,300}\n[ \t]*\|[ \t]*\n){3,}(?:^[^\n|]{1,300}$)?", re.MULTILINE)
_CELL = re.compile(r"^[^\n|]+$", re.MULTILINE)
_ORDINAL = re.compile(r"\W*(?:s?tt|số tt|số thứ tự)\W*", re.IGNORECASE)


def cells_joined(text: str) -> str:
    """The text, of the same length, with each such table's rows on lines of their own."""
    return _RUN.sub(lambda match: _rows(match[0]), text)


def _rows(run: str) -> str:
    """The run with its rows told apart by their ordinals; as it was where it is no numbered table."""
    cells = list(_CELL.finditer(run))
    if not _ORDINAL.fullmatch(cells[0][0]):
        return run
    width = next((n for n, cell in enumerate(cells) if cell[0].strip(" .") == "1"), 0)
    if width <= 1:
        return run
    starts = {cells[n].start() for n in range(0, len(cells), width)}
    letters = list(run)
    for at, letter in enumerate(run):
        if letter == "\n" and at + 1 not in starts and at + 1 < len(run):
            letters[at] = " "
    return "".join(letters)
