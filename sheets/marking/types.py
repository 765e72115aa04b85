"""What is marked in a workbook, and what comes back."""

from dataclasses import dataclass
from typing import Literal

LIST_TITLE = (
    "Cần sửa"  # the first sheet of a marked workbook; whoever reads one again leaves it out
)
AUTHOR = "Cổng điều hành chiến dịch"
MAX_MARKS = 5_000

Kind = Literal["problem", "change", "left_out"]


@dataclass(frozen=True)
class Mark:
    """One cell of the sender's workbook ("" where the whole sheet is meant) and what to say of it."""

    sheet: str
    cell: str
    kind: Kind
    comment: str


@dataclass(frozen=True)
class Marked:
    """The marked .xlsx and the name to give it back under."""

    data: bytes
    name: str
