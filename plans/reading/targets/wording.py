"""How a target is called: a sentence in the plan's words, a short name, those it is for."""

from __future__ import annotations

import re

from plans.reading.plain import plain
from plans.reading.targets.counting import OCCASIONS
from plans.reading.targets.outline import Outline
from plans.reading.targets.statements import Statement
from plans.reading.terms import Terms

_SHORT = 28
LONG = 160
_VERB = re.compile(
    r"(?:thu nhan|cap|kich hoat|tich hop|tiem|kham|lap|tham gia|phat trien|so hoa|phan loai|thu gom|ky|hoan thanh|su dung|dang ky|lam|ra soat"
    r"|dieu tra|van dong|tap huan|boi duong|thanh toan|tuyen truyen|phat|nop|dang|danh gia|ra quan|cap nhat)\b"
)
_WHO_ENDS = re.compile(
    r"[;.(]|,? (?:hoàn thành|phấn đấu|đảm bảo|bảo đảm|xong trước|trước (?:ngày|kỳ)|trước \d|đến hết|đến ngày|để |khi thực hiện|theo |vào cuối)"
    r"|,? trong (?:tháng|quý|năm|cả năm|vòng)|(?<=\w) (?:đã|được|phải)$",
    re.IGNORECASE,
)
_WHO_BEGINS = re.compile(
    r"^[\s,]*(?:(?:trở lên|so với|trên|tổng số|tổng|số|các)\s+)+", re.IGNORECASE
)
_MODALS = re.compile(
    r"[\s,:]*\b(?:đạt|tối thiểu|ít nhất|trên|từ|tỷ lệ|tỉ lệ|đảm bảo|bảo đảm|phấn đấu|không dưới|chỉ tiêu|\s|,)*$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:\s(?:dinh danh|dddt|dien tu|cong dan|gan chip|muc(?: do)? [12]|ca nhan|tu nguyen|ho gia dinh|truc tuyen|xa hoi|tai nguon|vneid|tren (?:ung dung )?vneid|len (?:tai khoan )?vneid))*"
)


class TargetWords:
    """Finds words for statements in the plan's text."""

    def __init__(self, outline: Outline, terms: Terms) -> None:
        self._outline = outline
        self._terms = terms

    def source(self, statement: Statement) -> str:
        return self._text(statement)[statement.start : statement.end].strip()

    def words(self, statement: Statement, words: str) -> str:
        """Words found in the plain text as the plan prints them."""
        at = self._outline.plain[statement.block].find(words)
        return self._text(statement)[at : at + len(words)] if at >= 0 else words

    def label(self, statement: Statement) -> str:
        what = self._what(statement)
        who = self.who(statement)
        if who and statement.indicator and plain(who) not in plain(what):
            joint = " cho " if _VERB.match(plain(what)) else ", "
            what = f"{what}{joint}{who[0].lower()}{who[1:]}"
        return _cut(what[:1].upper() + what[1:], LONG)

    def short_label(self, statement: Statement) -> str:
        parts = []
        if statement.indicator:
            parts.append(self._terms.indicators[statement.indicator].short_label)
        if statement.cohort:
            parts.append(self._terms.cohorts[statement.cohort].short_label)
        if statement.goal.kind == "per_day":
            parts.append("mỗi ngày")
        elif statement.goal.each:
            parts.append("mỗi cán bộ" if statement.goal.each == "person" else "mỗi đơn vị")
        return _cut(", ".join(parts) or self.label(statement), _SHORT)

    def who(self, statement: Statement) -> str:
        start, end = statement.subject
        words = _WHO_ENDS.split(self._text(statement)[start:end])[0]
        words = _WHO_BEGINS.sub("", words).strip(" ,:")
        return words or self._group(statement.cohort)

    def _text(self, statement: Statement) -> str:
        return self._outline.blocks[statement.block].text

    def _what(self, statement: Statement) -> str:
        if statement.indicator is None:
            return self._unknown(statement)
        start, end = statement.what
        text, letters = self._text(statement), self._outline.plain[statement.block]
        if statement.goal.kind != "percent" and _VERB.match(letters[start:end]):
            return self._counted_words(statement)
        if _VERB.match(letters[start:end]) and not any(c.isdigit() for c in letters[start:end]):
            tail = _TAIL.match(letters[end:])
            return text[start : end + (tail.end() if tail else 0)]
        return self._terms.indicators[statement.indicator].label

    def _counted_words(self, statement: Statement) -> str:
        """ "Kích hoạt thành công 807 tài khoản ... chưa được kích hoạt" without its figure."""
        if statement.what[0] > statement.goal.start:
            return self._terms.indicators[statement.indicator or ""].label
        return self._around_count(statement, statement.what[0], statement.clause[1])

    def _around_count(self, statement: Statement, start: int, end: int) -> str:
        """The words from `start` to `end` without the count and what only orders it."""
        text, goal = self._text(statement), statement.goal
        before = _MODALS.sub("", text[start : goal.start])
        after = re.sub(r"^[\d.,]+\s*", "", text[goal.start : end])
        after = re.sub(r"\s?/\s?(?:0?1\s)?(\w+)", r" mỗi \1", after, count=2)
        is_bare = statement.indicator is not None or goal.noun in OCCASIONS
        is_told = goal.kind == "per_period" and is_bare and len(before) > len("phát")
        words = _WHO_ENDS.split(before if is_told else f"{before} {after}")[0]
        words = re.sub(r"\s+trở lên$", "", words.strip())
        return " ".join(words.split()).strip(" ,:.;")

    def _unknown(self, statement: Statement) -> str:
        """The clause around the figure, without it: an unknown thing keeps all its words."""
        text = self._text(statement)
        whole = (statement.start, statement.end)
        start, end = statement.clause if statement.clause[1] else whole
        if statement.goal.kind != "percent":
            return self._around_count(statement, start, end) or self.source(statement)
        after = text[statement.goal.end : end].strip(" ,;.:")
        before = _MODALS.sub("", text[start : statement.goal.start]).strip(" ,;.-")
        if statement.has_who and after:
            # "Trạm Y tế: cài đặt ... cho 80% công dân": the unit before the colon does it
            return f"{before.rsplit(':', 1)[-1]} {after}".strip(" ,;.:")
        return before.strip(" :") or after or self.source(statement)

    def _group(self, cohort: str | None) -> str:
        """The cohort's label as the name of people."""
        label = self._terms.cohorts[cohort].label if cohort else ""
        is_bare = label.startswith(("Từ ", "Dưới ", "Sinh "))
        return f"Công dân {label[0].lower()}{label[1:]}" if is_bare else label


def shortened(text: str) -> str:
    """The words as far as they have room, whole ones alone, with "…" where some are left out."""
    return text if len(text) <= LONG else f"{_cut(text, LONG - 1)}…"


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    return text[: length + 1].rsplit(" ", 1)[0].rstrip(" ,;:-")[:length]
