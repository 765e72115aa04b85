"""Counts and what they are of: persons, papers, sessions, and the indicators whose names hold them."""

from __future__ import annotations

import re
from dataclasses import replace

from plans.reading.targets.clauses import Clause
from plans.reading.terms import Mention, Terms

_NEAR = 80
NEW = re.compile(r"\b(?:phat trien|tang them|van dong)\b")
_NEW_ACT = re.compile(
    r"\s*(?:va\s)?(?:muc do|ty le|ti le|so luong|trao|tang|ho tro|to chuc|lap dat|van dong|xay dung|thanh lap|mo|phat|viec|giam|duy tri|dam bao"
    r"|bao dam|phan dau|rieng|trong|cai tao|sua chua|mua sam|cap phat|giai ngan)\b"
)
ELLIPTIC_END = re.compile(
    r"\b(?:thu nhan|tiep nhan|cap|kich hoat|tich hop|tiem|kham|dang ky|giai quyet|so hoa|nhap)\s(?:\w+\s){0,3}?$|\b(?:ban tiem|diem tiem|diem thu nhan)\b"
)
_UNIT_WORDS = re.compile(
    r"\b(?:thon|buon|ban|ap|khom|xom|to dan pho|to|xa|phuong|truong|don vi|diem|doi|nhom|can bo|chien si|dong chi|thanh vien|so|binh quan|trung binh|trong|tai|cua|dot|cac"
    r"|hang|lien)\b"
)
FILLER = re.compile(
    r"\b(?:phan dau|dam bao|bao dam|dat|ty le|ti le|tu|tren|toi thieu|it nhat|hoan thanh|chi tieu|den|het|ngay|truoc|nam|khong duoi|phai|chung|duoc|va|toan xa|so luong"
    r"|thuc hien|cho|moi|tung|thang|muc|giao|khoang|can|se|them|cung|quy|dinh muc)\b|[\d/%,.:;()\s-]+"
)
# "tập huấn phân loại rác", "giá dịch vụ thu gom rác", "đóng tiếp BHXH": the thing only says which training, price
# or act is meant
_OTHER_HEAD = re.compile(
    r"\b(?:(?:tap huan|boi duong|dao tao|kiem tra|giam sat)(?:\s(?:lai|ve|cong tac|nghiep vu|quy trinh|ky nang))*"
    r"|gia|gia dich vu|phi dich vu|kinh phi|(?<!cong )(?<!hop )(?<!lao )(?<!hoat )(?<!khu )dong|dong tiep|tro cap|luong huu(?:, tro cap)?"
    r"|hai long(?:\s[\w,]+){0,4})\s$"
)
# "khám thai", "khám sơ tuyển": another kind of the same deed
_OTHER_KIND = re.compile(r"\s(?:thai\b|so tuyen|tuyen\b|nghia vu|giam dinh)")
_ANIMALS = re.compile(
    r"\b(?:gia suc|gia cam|vat nuoi|dan (?:cho|trau|bo|lon|ga|vit|de)|cho, meo|cho meo|tong dan)\b"
)
_WHOLE = re.compile(r"(?:\btren|\bso voi|/)\s?(?:tong so|tong|so)(?:\s\w+)?$")
_SOCIAL = re.compile(
    r"\bxa hoi hoa\b|\b(?:trao|tang)\s(?:\w+\s){0,2}[\d.]+\s(?:the|suat|qua|phan)\b"
)
OCCASIONS = frozenset({"lan", "luot", "buoi", "cuoc", "toi", "ca", "phien", "dot"})
_PERSUADES = re.compile(r"\b(?:van dong|huong dan|giup do|giup|ho tro|tuyen truyen|dua)\b[^;:.]*$")
PERSUADED = "people_persuaded"
_RESULT = re.compile(r"[^,;.]{0,40}\b(?:hoan thanh|tham gia|dang ky moi)\b")
_NEW_PEOPLE = re.compile(r"\bphat trien\b")


def mentions_in(terms: Terms, text: str, start: int, end: int) -> list[Mention]:
    """Indicators named between two places; what is counted as still missing is no goal."""
    named = terms.indicators_in(text[start:end])
    groups = terms.cohorts_in(text[start:end])
    telling = [m for m in named if not any(g.start < m.start and m.end <= g.end for g in groups)]
    placed = (Mention(m.code, m.start + start, m.end + start) for m in telling or named)
    return [
        m
        for m in placed
        if (terms.indicators[m.code].entered or terms.indicators[m.code].aggregation == "list")
        and not _is_detail(text, m)
        and not (terms.indicators[m.code].unit == "người" and _ANIMALS.search(text, start, end))
    ]


def _is_detail(text: str, mention: Mention) -> bool:
    """Whether the thing only says which training, price or gift is meant."""
    before = text[max(mention.start - _NEAR, 0) : mention.start]
    return bool(
        _OTHER_HEAD.search(before)
        or _OTHER_KIND.match(text, mention.end)
        or _SOCIAL.search(text[mention.start : mention.end])
    )


def counted(clause: Clause, terms: Terms) -> list[Mention]:
    """Of a count the indicator whose name holds the figure, else the nearest before, else the next after."""
    text, goal = clause.text, clause.goal
    found = mentions_in(terms, text, clause.start, clause.end)
    found = [m for m in found if is_of_kind(goal.noun, m.code, terms)]
    persuaded = _persuaded(clause, terms)
    if persuaded:
        return [persuaded]
    around = [m for m in found if m.start < goal.end and m.end > goal.start]
    before = [m for m in found if m.end <= goal.start and is_governing(clause, m)]
    after = [m for m in found if m.start >= goal.end - 1]
    nearest = around[:1] or before[-1:] or after[:1]
    is_new = (
        NEW.search(text[max(clause.start - _NEAR, 0) : goal.start]) and "tong so" not in clause.left
    )
    return [replace(m, code=newly(m.code, terms)) if is_new else m for m in nearest]


def is_of_kind(noun: str, code: str, terms: Terms) -> bool:
    """Whether the noun counts such a thing: sessions are no persons, persons no households."""
    first = (noun.split() or [""])[0]
    if first in OCCASIONS:
        return terms.indicators[code].aggregation == "frequency"
    return noun not in ("nguoi", "cong dan") or terms.indicators[code].unit != "hộ"


def _persuaded(clause: Clause, terms: Terms) -> Mention | None:
    """So many people whom each officer is to persuade or help, whatever they then do."""
    goal = clause.goal
    verb = _PERSUADES.search(clause.left)
    is_people = goal.noun.startswith(("nguoi", "cong dan", "hoi vien", "doan vien"))
    if goal.kind != "per_officer" or not verb or not is_people or PERSUADED not in terms.indicators:
        return None
    if _NEW_PEOPLE.search(clause.left) or _RESULT.match(clause.right):
        return None
    return Mention(PERSUADED, clause.start + verb.start(), goal.end)


def is_governing(clause: Clause, mention: Mention) -> bool:
    """Whether the thing named before still governs the figure: no other act stands between."""
    first_word = clause.text[mention.start : mention.end].split(" ", 1)[0]
    if _WHOLE.search(clause.text[clause.start : mention.start] + first_word):
        return False  # "... trên tổng số hồ sơ" is the denominator
    own = re.split(r"[,;]\s", clause.text[mention.end : clause.goal.start])
    is_new = len(own) > 1 and _NEW_ACT.match(own[-1])
    return not is_new or not content(own[-1]) or bool(ELLIPTIC_END.search(own[-1]))


def content(words: str) -> str:
    """What is left of words without those that only order or measure."""
    return _UNIT_WORDS.sub("", FILLER.sub(" ", words)).strip()


def newly(code: str, terms: Terms) -> str:
    """Of people won anew the flow is counted, not the level they are added to."""
    level = terms.indicators[code]
    if level.aggregation != "stock":
        return code
    words = level.label.lower()
    twins = (
        t for t in terms.indicators.values() if t.aggregation == "flow" and words in t.label.lower()
    )
    twin = next(twins, None)
    return twin.code if twin else code
