"""The group of people that a figure is meant for: right behind it, before it, or as the head of the clause."""

from __future__ import annotations

import re
from typing import Literal

from plans.reading.targets.clauses import Clause
from plans.reading.terms import Mention, Terms

Place = Literal["who_first", "to_whom", "what_first", "counted"]
PREDICATE = re.compile(
    r"\b(?:duoc|co(?! (?:quan|so|hoi|cau|ban|che|dong|dinh|may|luc|gioi))|dang ky|thuc hien|tham gia|kich hoat|tich hop|su dung|hoan thanh|cai dat|bao dam|dam bao|dat|nop|phai|biet"
    r"|(?<!tiep )(?<!thu )nhan(?! (?:khau|dan|vien|thuc|to|than|luc))|ky|phan loai|chap nhan|chu dong|tiem|tuan thu|cap nhat|trien khai|tiep can|bo tri|giai quyet|xu ly)\b"
)
NO_SUBJECT = re.compile(r"\s?(?:duoc|co(?! (?:quan|so)\b)|phai|da)\b")
_BROAD = frozenset({"officials", "organisations", "relatives_of_officials", "households"})
_FOR = re.compile(r"\b(?:cho|doi voi|cua|ty le|ti le)\s(?:(?:cac|so|tong so|toan the)\s)*$")
_MODAL = re.compile(r"\b(?:dam bao|bao dam|phan dau)\b")
_INSURANCE = re.compile(r"\b(?:bhyt|bao hiem y te)\s$")  # "BHYT hộ gia đình" is a kind of insurance
_LIST_OF_BROAD = re.compile(
    r"[\s\W]*(?:(?:ty le|ti le|so|can bo|dang vien|cong chuc|vien chuc|cac|co quan|don vi|to chuc|ho gia dinh)[\s,]*(?:va\s)?)*"
)
_NEAR = 60
_DIGITS = re.compile(r"[\d.,]*\d")
_NARROWED = re.compile(r"\s(?:lam|phu trach|truc tiep|tham gia|thuoc|bo phan|y te|doan|hoi)\b")


def _before(text: str, group: Mention) -> str:
    """The words right before the group; no more, as a text may be one long sentence."""
    return text[max(group.start - _NEAR, 0) : group.start]


def cohort_in(clause: Clause, terms: Terms, place: Place, found: list[Mention]) -> Mention | None:
    """Those who are meant: named after the figure, else before it."""
    text, goal = clause.text, clause.goal
    number = _DIGITS.match(text, goal.start)
    after = number.end() if number and place == "counted" else goal.end
    right = _groups(clause, terms, after, clause.end, found)
    left = _groups(clause, terms, clause.start, goal.start, found)
    right = [m for m in right if not _INSURANCE.search(_before(text, m))]
    if right and not (place == "counted" and goal.each == "person" and right[0].code in _BROAD):
        return right[0]
    if (
        goal.each
        or place == "to_whom"
        or (place == "who_first" and not NO_SUBJECT.match(clause.right))
    ):
        return None
    told = [
        m
        for m in left
        if (m.code not in _BROAD or _FOR.search(_before(text, m)) or _is_head(clause, m))
        and not _MODAL.search(text[m.end : goal.start])
    ]
    return told[-1] if told else None


def _groups(
    clause: Clause, terms: Terms, start: int, end: int, deeds: list[Mention]
) -> list[Mention]:
    """Groups named between two places; where the name holds the deed itself ("người cao tuổi có thẻ BHYT") its head."""
    found: list[Mention] = []
    for group in terms.cohorts_in(clause.text[start:end]):
        first, last = group.start + start, group.end + start
        deed = next((d for d in deeds if first < d.start and d.end <= last), None)
        if any(d.start <= first and d.end == last for d in deeds):
            continue  # "phát triển mới 350 người tham gia BHYT" names no group
        if deed is None:
            found.append(Mention(group.code, first, last))
            continue
        head = terms.cohorts_in(clause.text[first : deed.start])
        found += [Mention(m.code, m.start + first, m.end + first) for m in head]
    return [m for m in found if not _is_narrowed(clause.text, m)]


def _is_narrowed(text: str, group: Mention) -> bool:
    """ "Cán bộ làm công tác tiêm chủng" are not all officials."""
    return group.code == "officials" and bool(_NARROWED.match(text[group.end :]))


def _is_head(clause: Clause, group: Mention) -> bool:
    """ "Cán bộ, công chức có chữ ký số: 100%": the clause begins with those meant."""
    before = clause.text[clause.start : group.start]
    after = clause.text[group.end : clause.goal.start].strip(" :")
    does = not after or PREDICATE.match(after)
    return bool(does) and _LIST_OF_BROAD.fullmatch(before) is not None


def cohort_of(
    mention: Mention, cohort: Mention | None, found: list[Mention], clause: Clause
) -> str | None:
    """Of several indicators a cohort after "đối với" is the last one's."""
    if cohort is None:
        return None
    about = re.search(r"\bdoi voi\b", clause.text[mention.end : cohort.start])
    is_qualifier = about is not None and cohort.start > found[-1].end and len(found) > 1
    return cohort.code if not is_qualifier or mention is found[-1] else None


def owners(terms: Terms, code: str) -> str | None:
    """Organisations, where only they can have what is counted."""
    if terms.indicators[code].unit != "tổ chức":
        return None
    return next((c.code for c in terms.cohorts.values() if c.category == "organisations"), None)
