"""What a workbook shows without reporting it: examples, instructions, the portal's own list, groups of other figures."""

import re

from intake.rules.tally.wording import shows_something_else, without_ordinal
from sheets.marking.types import LIST_TITLE
from vietnamese.text import fold

_NOT_FOR_INPUT = re.compile(
    r"khong (?:nhap|ghi|dien) (?:so lieu )?(?:vao |o )?(?:day|sheet nay|trang nay|bang nay)"
    r"|so lieu (?:gia dinh|vi du|mau)\b|chi de (?:minh hoa|tham khao|lam mau)"
)
_EXAMPLE = re.compile(r"(?:vi du|huong dan|mau (?:ghi|nhap|dien)|(?:bang|dong|so lieu) mau)\b")
_EXAMPLE_SHEET = re.compile(
    r"(?:vi du|huong dan|vd|hd)\b.*|(?:file |bieu |ban |form |bang |sheet )?mau(?: nhap| ghi| dien| trong)?"
)


def is_own_list(name: str) -> bool:
    """The sheet that the portal itself adds to a workbook it gives back."""
    return name == LIST_TITLE


def is_example_sheet(name: str) -> bool:
    """A sheet named Ví dụ, Hướng dẫn or Mẫu."""
    return bool(_EXAMPLE_SHEET.fullmatch(fold(re.sub(r"[\W_]+", " ", name)).strip()))


def is_example_title(text: str) -> bool:
    """A title or row that says its figures are only an example."""
    folded = fold(without_ordinal(text))
    return bool(_EXAMPLE.match(folded) or _NOT_FOR_INPUT.search(folded))


def opens_aside(text: str) -> bool:
    """The heading of a group whose rows are no day's counts: "B. LŨY KẾ ĐẾN NAY", "Ví dụ:"."""
    return is_example_title(text) or shows_something_else(without_ordinal(text))
