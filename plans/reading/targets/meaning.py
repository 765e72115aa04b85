"""What a figure counts and for whom, by where things stand in its clause.

Three orders are common: "100% công dân ... được cấp căn cước" (those meant first), "cấp căn cước cho 100% công
dân" (to whom), "tỷ lệ ... đạt 95% so với dân số" (the thing first). Counts stand by what they count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from plans.reading.deadlines import Years, after_in
from plans.reading.targets.clauses import NO_WHO, TROLEN, Clause
from plans.reading.targets.counting import (
    ELLIPTIC_END,
    FILLER,
    content,
    counted,
    is_governing,
    mentions_in,
)
from plans.reading.targets.groups import NO_SUBJECT, PREDICATE, Place, cohort_in, cohort_of, owners
from plans.reading.terms import Mention, Terms

_CONNECTED = re.compile(
    r"(?:[\s,;]|\bva\b|\bketh? hop\b|\bdong thoi\b|\bcung\b|\bthe\b|\bcap\b|\bcac\b|\bmuc (?:do )?2\b|\bdien tu\b|\bhoan thanh\b|\bcho\b|\bduoc\b|\bviec\b|\bthanh cong\b|\(|\))*"
)
_ALTERNATIVE = re.compile(r"\bhoac\b")
_TO_WHOM = re.compile(
    r"\b(?:cho|den|doi voi|toi)\s(?:(?:it nhat|toi thieu|tren|khoang|du|tong)\s)*$"
)
_ABOUT = re.compile(r"\b(?:doi voi|cho|danh cho)\b")
_PEOPLE_OR_PAPERS = re.compile(
    r"(?:ho so|tai khoan|nguoi|truong hop|tre|chau|em|hoc sinh|cong dan|doi tuong|ho|the|doan vien|hoi vien|thanh vien)\b"
)
_ACTS = re.compile(r"\s(?:dang ky|kich hoat|tich hop|cai dat|su dung|hoan thanh)\b")
_REACHES = re.compile(r"\bdat(?:\s(?:tren|tu|toi thieu|it nhat|ty le|khoang))*\s*$")
_CONTINUES = re.compile(r"[\s,;]*(?:rieng|trong do|trong so do|sau do)\b")
_ELLIPTIC = re.compile(
    r"\b(?:thu nhan|tiep nhan|cap|kich hoat|tich hop|tiem|kham|thuc hien|dang ky|tham gia)(?:\s(?:ho so|the|day du))?\s*(?:$|[,.;(]|hoan thanh|truoc|trong)"
)
_KNOWLEDGE = re.compile(
    r"\b(?:thuan th\w+|nam vung|nam duoc|hieu ro|quan triet|pho bien|thong bao|tuyen truyen|duoc biet|biet den)\b"
)
_SHARE = re.compile(
    r"[,\s]*(?:so voi|tren|cua|trong)?\s?(?:tong\s|so\s|tong so\s|luong\s|dan so\b|nhan khau\b)"
)
_GIVEN_BY = re.compile(r"\bdo\s(?P<who>[^,;.()]{2,40}?)\s(?:giao|phan bo)\b")


_OR_BEFORE = re.compile(
    r"\bhoac\s(?:(?:tich hop|dang ky|su dung|cai dat|cap|lam|thuc hien|nop|co)\s)?$"
)
_LABELLED = re.compile(r"\w\s?:\s?(?:≥|>|>=|tren|toi thieu|it nhat|tu|dat)?\s?$")
_PASSIVE_PEOPLE = re.compile(
    r"^\s(?:so\s)?(?:nguoi|tre|cong dan|truong hop|doi tuong)(?:\s\w+)?\sduoc\s\w+(?:\s\w+)?\s(?=co\s)"
)


@dataclass(frozen=True)
class Meaning:
    """What a clause says of its figure. `indicators` and `cohort` are places in the block's text.

    `subject`: where the words of the denominator stand. `has_who`: people or things are named right with
    the figure. `needs_what`: what is counted is left open; `continues`: it is that of the figure before.
    """

    indicators: tuple[Mention, ...]
    cohort: Mention | None
    subject: tuple[int, int]
    has_who: bool
    of_indicator: str | None
    after: date | None
    is_knowledge: bool
    given_by: str
    needs_what: bool
    continues: bool

    def cohort_for(self, mention: Mention, clause: Clause, terms: Terms) -> str | None:
        """The group that goes with one of the indicators."""
        if clause.goal.kind == "count" and terms.indicators[mention.code].aggregation == "list":
            return None  # so many cases of a list, not the group they come from
        named = cohort_of(mention, self.cohort, list(self.indicators), clause)
        return named or owners(terms, mention.code)


def meaning_of(clause: Clause, terms: Terms, years: Years) -> Meaning:
    """Reads a clause with the vocabulary."""
    place = _placed(clause)
    if place == "who_first" and _is_share_of_group(clause, terms):
        place = "what_first"
    found = _indicators(clause, terms, place)
    subject = _subject(clause, terms, place, found)
    text = clause.text
    return Meaning(
        indicators=tuple(found),
        cohort=cohort_in(clause, terms, place, found),
        subject=subject,
        has_who=place in ("who_first", "to_whom") and not NO_SUBJECT.match(clause.right),
        of_indicator=_of(text, subject, terms, {m.code for m in found}),
        after=after_in(text[clause.goal.end : clause.end], years),
        is_knowledge=_is_knowledge(clause),
        given_by=_given_by(clause),
        needs_what=not found
        and (not _has_predicate(clause, place) or _only_names_group(clause, terms, place)),
        continues=bool(_CONTINUES.match(clause.left)),
    )


def _is_share_of_group(clause: Clause, terms: Terms) -> bool:
    """ "Tỷ lệ tích hợp Sổ sức khỏe điện tử đạt 60% người có thẻ BHYT": the thing first, then of whom."""
    if not _REACHES.search(clause.left) or not terms.indicators_in(clause.left):
        return False
    right = clause.right
    groups = [g for g in terms.cohorts_in(right) if not content(right[: g.start])]
    return (
        bool(groups)
        and all(
            groups[0].start <= m.start and m.end <= groups[0].end
            for m in terms.indicators_in(right)
        )
        and not PREDICATE.search(right[groups[0].end :])
    )


def _only_names_group(clause: Clause, terms: Terms, place: Place) -> bool:
    """ "- Công dân từ đủ 14 tuổi: 95%" leaves to the heading what is done."""
    groups = terms.cohorts_in(clause.left)
    if place != "what_first" or not groups:
        return False
    rest = clause.left[: groups[0].start] + " " + clause.left[groups[-1].end :]
    return not content(_PEOPLE_OR_PAPERS.sub("", rest))


def _is_knowledge(clause: Clause) -> bool:
    """Whether people are to know or be told something, which nobody counts."""
    after = clause.text[clause.goal.end : clause.end][:60]
    told = _KNOWLEDGE.search(after) or _KNOWLEDGE.search(clause.left[-25:])
    return clause.goal.kind == "percent" and told is not None


def _placed(clause: Clause) -> Place:
    """Where those meant stand: "100% công dân ...", "... cho 100% công dân", or before "... đạt 100%"."""
    if clause.goal.kind != "percent":
        return "counted"
    right = clause.right
    up = TROLEN.match(right)
    if up and not re.match(r"\s?\w+", right[up.end() :]):
        return "what_first"
    rest = right[up.end() :] if up and up.end() <= len("   tro len") else right
    if _LABELLED.search(clause.left) and _SHARE.match(right):
        return "what_first"
    if NO_WHO.match(rest):
        return "what_first"
    left = clause.left
    if _REACHES.search(left) and _SHARE.match(right) and FILLER.sub("", left.rsplit(":", 1)[-1]):
        return "what_first"
    return "to_whom" if _TO_WHOM.search(left) else "who_first"


def _indicators(clause: Clause, terms: Terms, place: Place) -> list[Mention]:
    text, goal = clause.text, clause.goal
    if place == "counted":
        return counted(clause, terms)
    left = [
        m for m in mentions_in(terms, text, clause.start, goal.start) if is_governing(clause, m)
    ]
    right = mentions_in(terms, text, goal.end, goal.end + len(clause.right))
    if place == "who_first":
        right = _before_about(clause, right)
        boundary = goal.end + _predicate(clause, right)
        told = [m for m in right if m.end > boundary]
        if told and _OR_BEFORE.search(text[goal.end : told[0].start]):
            return []  # one way of two, the other unknown
        is_told = bool(PREDICATE.search(clause.right)) and not _ELLIPTIC.search(clause.right)
        return (
            _row_from(text, told or right, first=True)
            or ([] if is_told else _row_from(text, left, first=False))
            or _around(clause, terms)
        )
    if place == "to_whom" and content(clause.left):
        right = [m for m in right if not _is_in_group(clause, terms, m)]
    share = (
        place == "what_first" and _SHARE.match(clause.right) and not PREDICATE.search(clause.right)
    )
    return _row_from(text, left, first=False) or (
        [] if share else _row_from(text, right, first=True)
    )


def _is_in_group(clause: Clause, terms: Terms, mention: Mention) -> bool:
    """Whether the name only tells which people: "cài đặt VssID cho 70% người tham gia BHYT"."""
    end = clause.goal.end
    groups = terms.cohorts_in(clause.right)
    return any(g.start + end < mention.start and mention.end <= g.end + end for g in groups)


def _around(clause: Clause, terms: Terms) -> list[Mention]:
    """ "Số hóa 100% hồ sơ": the name of the deed goes on behind the figure."""
    left = clause.text[clause.start : clause.goal.start].rstrip()
    joined = left + clause.right
    shift = clause.goal.end - len(left)
    return [
        Mention(m.code, clause.start + m.start, m.end + shift)
        for m in terms.indicators_in(joined)
        if m.start < len(left) < m.end and terms.indicators[m.code].entered
    ][:1]


def _before_about(clause: Clause, right: list[Mention]) -> list[Mention]:
    """Without those named after "đối với", which says for whom."""
    about = _ABOUT.search(clause.right)
    at = clause.goal.end + about.start() if about else clause.end
    return [m for m in right if m.start < at] or right


def _predicate(clause: Clause, right: list[Mention]) -> int:
    """Where, after the figure, the subject ends and what is to be done begins."""
    relative = _PASSIVE_PEOPLE.match(clause.right)
    if relative:
        return relative.end()
    markers = [m.start() for m in PREDICATE.finditer(clause.right)]
    passive = [m.start() for m in re.finditer(r"\bduoc\b", clause.right)]
    if passive and right:
        return passive[-1]
    return markers[0] if markers else 0


def _has_predicate(clause: Clause, place: Place) -> bool:
    """Whether the figure's own words say what is done, known to the vocabulary or not."""
    left, right = clause.left, clause.right
    if place in ("who_first", "to_whom"):
        if PREDICATE.search(right):
            return not _ELLIPTIC.search(right)
        return bool(FILLER.sub("", left.rsplit(":", 1)[-1])) and not _ELLIPTIC.search(left[-40:])
    if place == "counted":
        own = re.split(r"[,:]\s", left)[-1]
        is_open = not content(own) or bool(ELLIPTIC_END.search(own))
        return not (is_open and _PEOPLE_OR_PAPERS.match(clause.goal.noun))
    return bool(FILLER.sub("", left.rsplit(",", 1)[-1])) and not _ELLIPTIC.search(left[-40:])


def _row_from(text: str, found: list[Mention], *, first: bool) -> list[Mention]:
    """The nearest indicator and those joined to it by commas and "và", each once."""
    if not found:
        return []
    ordered = found if first else found[::-1]
    row = [ordered[0]]
    for mention in ordered[1:]:
        gap = text[row[-1].end : mention.start] if first else text[mention.end : row[-1].start]
        if not _CONNECTED.fullmatch(gap) or _ALTERNATIVE.search(gap):
            break
        row.append(mention)
    by_code = {m.code: m for m in reversed(row)}
    return sorted(by_code.values(), key=lambda m: m.start)


def _subject(clause: Clause, terms: Terms, place: Place, found: list[Mention]) -> tuple[int, int]:
    """Where the words of the denominator stand."""
    end = clause.end
    if place == "who_first":
        right = mentions_in(terms, clause.text, clause.goal.end, clause.end)
        boundary = clause.goal.end + _predicate(clause, _before_about(clause, right))
        if boundary > clause.goal.end and not any(m.end > boundary for m in found):
            boundary = max([boundary, *(m.end for m in found)])
        return clause.goal.end, boundary if boundary > clause.goal.end else end
    if place == "to_whom":
        acts = _ACTS.search(clause.right)
        return clause.goal.end, clause.goal.end + acts.start() if acts else end
    if place == "what_first" and _SHARE.match(clause.right):
        return clause.goal.end, end
    return clause.goal.end, clause.goal.end


def _of(text: str, subject: tuple[int, int], terms: Terms, counted: set[str]) -> str | None:
    """The indicator that the denominator is the total of."""
    for mention in mentions_in(terms, text, *subject):
        if mention.code not in counted:
            return mention.code
    return None


def _given_by(clause: Clause) -> str:
    match = _GIVEN_BY.search(clause.right)
    return match["who"] if match else ""
