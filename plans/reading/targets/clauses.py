"""A figure's own part of its sentence, and whether the figure is to be reached at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plans.reading.goals import GoalPhrase
from plans.reading.targets.outline import Region

_REACHED = re.compile(
    r"\b(?:tinh den|den thoi diem|den nay|hien nay|hien co|hien tai|ket qua (?:dat|thuc hien)|cung ky|so voi nam|nam truoc|qua tong hop|qua ra soat"
    r"|chiem ty le|chiem ti le|chiem|moi dat|chi dat|da dat|xep thu|xep hang)\b"
)
_DONE = re.compile(r"\b(?:da|con|moi (?:co|chi|duoc))\s(?:\w+\s){0,6}$")
_ORDERED = re.compile(
    r"\b(?:phan dau|dam bao|bao dam|toi thieu|it nhat|chi tieu|muc tieu|hoan thanh|phai|tro len|khong duoi|giao|duy tri|trong do)\b"
)
_MONEY = re.compile(
    r"\b(?:kinh phi|ngan sach|muc dong|muc luong|muc ho tro|ho tro kinh phi|lai suat|hoc phi|thue|don gia|giam gia|phi dich vu|trieu dong|nghin dong|luong co so)\b"
)
_NO_COUNT = re.compile(
    r"\b(?:tiet kiem|nhu cau|he so|may tram|may tinh|diem tiem|day chuyen|thi dua|xu phat|bi tru|xep loai|gom|gom co|thanh lap|kien toan|bo tri|cu)\b"
)
_ACT = re.compile(
    r"\b(?:van dong|phat trien|kich hoat|thu nhan|cap|tiem|kham|huong dan|lap|so hoa|xay dung|trong|giao|ky|to chuc|mo|thu gom"
    r"|dieu tra|ra soat|tich hop|lap dat|tang|nang|moi|dang ky|xoa bo|xu ly|khac phuc|nhap|trong moi|to chuc duoc)\s(?:(?:them|xong|het|duoc|moi|cho|dut diem|thanh cong|du|toi|den)\s)*$"
)
_AND = re.compile(r"[\s,]*va\s*$")
_PURPOSE = re.compile(r"\s(?:de(?! (?:nghi|an|xuat|cuong|tai|ra)\b)|nham|gop phan)\s")
NO_WHO = re.compile(
    r"\s?(?:$|[.,;:()]|(?:tro len|so voi|tren tong|tong so|cua tong|do|truoc|trong|vao|hoan thanh|va|theo|den|tai(?! (?:khoan|san|lieu))|o|nham|de|ngay|thi|voi|"
    r"chi tieu|ke hoach|ty le|dan so|thuoc)\b)"
)
TROLEN = re.compile(r"^(?:\s\w+){0,3}?\stro len")
_GRANT = re.compile(r"\bho tro (?:them )?$")
_PAID_BY = re.compile(
    r"\s?(?:muc dong|muc luong|chi ngan sach|kinh phi|so tien|chi phi|gia tri|(?:duoc |do )?(?:nha nuoc|ngan sach|trung uong|tinh|huyen|xa)\s(?:\w+\s){0,2}?ho tro)"
)
_OF_WHOLE = re.compile(r"\s?(?:so voi|tong|tren tong|cua)")
_CUTS = re.compile(r",\s|\s(?:va|trong do|rieng|dong thoi)\s|:\s|\(")
_NEXT = re.compile(r"\s(?:dat|dam bao|bao dam|phan dau)\b")
_FEW = 3
# "vượt 2,1% so với chỉ tiêu giao": how far off, no goal
_CHANGED = re.compile(r"\b(?:vuot|tang|giam|cao hon|thap hon)\s(?:them\s)?$")
_COMPARED = re.compile(r"\s?(?:so voi|chi tieu|ke hoach|cung ky)\b")
# "mỗi tổ 06 người", "đội có 03 thành viên": who a team is made of
_TEAM = re.compile(
    r"\b(?:to|doi|nhom|kip)(?:\s(?:cong tac|tiem|luu dong|cong nghe so|cong dong|thu nhan))*(?:\s(?:co|gom|bo tri|tu|khoang|la|du))*:?\s$"
)
_MEMBERS = frozenset({"nguoi", "thanh vien", "can bo", "dong chi", "dang vien", "doan vien"})
# "Cụm 1: 120 hồ sơ": a unit's share of what is given out
_SHARE_OF_UNIT = re.compile(
    r"(?:^|[;,:])\W*(?:cum|thon|ban|buon|ap|xom|khom|to dan pho|tdp|khu|khu pho|xa|phuong|lang|phum|soc)\s[^;:]{1,60}?(?:\s?\([^)]*\))?\s*[:-]?\s*$"
)
_WORKS = frozenset(
    {
        "tuyen duong",
        "tuyen",
        "san pham",
        "mo hinh",
        "cong trinh",
        "hop tac xa",
        "diem",
        "nha",
        "co so",
    }
)
_IN_ALL = re.compile(r"\s?(?:trong|ca) (?:nam|dot|ky|quy)\b")
_ABOUT = re.compile(r"\b(?:khoang|uoc|gan|trung binh moi ngay co)\s(?:\w+\s)?$")


@dataclass(frozen=True)
class Clause:
    """The part of a sentence that belongs to one figure; `left` and `right` of it are block positions."""

    text: str
    start: int
    end: int
    goal: GoalPhrase

    @property
    def left(self) -> str:
        return self.text[self.start : self.goal.start]

    @property
    def right(self) -> str:
        """What follows the figure, without what it is good for ("để ...", "nhằm ...")."""
        words = self.text[self.goal.end : self.end]
        purpose = _PURPOSE.search(words)
        return words[: purpose.start()] if purpose else words


def clause_of(
    text: str, sentence: tuple[int, int], goal: GoalPhrase, goals: Sequence[GoalPhrase]
) -> Clause:
    """The figure's part of the sentence, between the figures before and after it."""
    start, end = sentence
    before = [g for g in goals if g.end <= goal.start]
    after = [g for g in goals if g.start >= goal.end]
    if before:
        start = _boundary(text, before[-1].end, goal.start)
    if after:
        end = _boundary(text, goal.end, after[0].start)
    return Clause(text, start, end, goal)


def _boundary(text: str, first_end: int, second_start: int) -> int:
    """Where the words of one figure end and those of the next begin."""
    between = text[first_end:second_start]
    up = TROLEN.match(between)
    offset = up.end() if up else 0
    if NO_WHO.match(between[offset:]) and not _OF_WHOLE.match(between[offset:]):
        return first_end + offset
    cuts = [match.start() for match in _CUTS.finditer(between)]
    cuts = cuts or [match.start() for match in _NEXT.finditer(between)]
    return first_end + (cuts[-1] if cuts else len(between))


def is_goal(clause: Clause, region: Region, sentence: str) -> bool:
    """Whether the figure is to be reached: no result, no money, no people of a team."""
    goal, left = clause.goal, clause.left
    if _MONEY.search(left[-60:]) or _GRANT.search(left) or _MONEY.match(clause.right.strip()[:25]):
        return False
    if region == "situation":
        return _is_assigned(goal, sentence)
    if (_REACHED.search(left) or _ABOUT.search(left)) and not _ORDERED.search(left):
        return False
    if goal.kind == "percent":
        return _is_percent(clause, region, sentence)
    if goal.kind in ("count", "per_officer") and _is_given_out(left, goal):
        return False
    return goal.kind != "count" or _is_count(clause, region)


def _is_percent(clause: Clause, region: Region, sentence: str) -> bool:
    """A percent is a goal where it pays for nothing and is no change against another figure."""
    value = clause.goal.value
    if _PAID_BY.match(clause.right) or (
        _CHANGED.search(clause.left) and _COMPARED.match(clause.right)
    ):
        return False
    is_whole = value == value.to_integral_value() or region == "target"
    return is_whole or bool(_ORDERED.search(sentence))


def _is_given_out(left: str, goal: GoalPhrase) -> bool:
    """Whether the figure is a team's people or a unit's share, which are told elsewhere."""
    is_team = goal.noun in _MEMBERS and _TEAM.search(left)
    return bool(is_team or (not goal.each and _SHARE_OF_UNIT.search(left)))


def _is_assigned(goal: GoalPhrase, sentence: str) -> bool:
    """In the preamble only what a superior has assigned is a goal."""
    is_ordered = _ORDERED.search(sentence) and not _REACHED.search(sentence)
    return goal.kind == "percent" and "giao" in sentence and bool(is_ordered)


def is_aside(before: str, goal: GoalPhrase) -> bool:
    """A count in brackets that is not ordered there: the members of a team, what a number is made of."""
    return (
        goal.kind in ("count", "per_officer")
        and before.count("(") > before.count(")")
        and not goal.strong
    )


def _is_count(clause: Clause, region: Region) -> bool:
    """A count is a goal where it is ordered or assigned, not where people or things are just numbered."""
    left, goal = clause.left, clause.goal
    if _NO_COUNT.search(left[-40:]) and not goal.strong:
        return False
    if _DONE.search(left) and not goal.strong:
        return False
    return (
        goal.strong
        or region == "target"
        or goal.each != ""
        or bool(_ACT.search(left) or _AND.match(left) or _IN_ALL.match(clause.right))
    )


def is_small(goal: GoalPhrase) -> bool:
    """A handful: more often a condition than a goal."""
    return goal.kind == "count" and goal.value <= _FEW


def is_trifle(goal: GoalPhrase, region: Region) -> bool:
    """ "Ít nhất 01 khóa học", "01 mũi vắc xin": a condition, no goal; among targets a few works may be one."""
    is_work = region == "target" and goal.value > 1 and goal.noun in _WORKS
    return is_small(goal) and not goal.each and not is_work
