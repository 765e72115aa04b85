"""The reporting rules of a plan (chế độ thông tin, báo cáo) and its other standing duties, in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Literal

from plans.reading.blocks import Block
from plans.reading.bodies import body_at, body_named, is_body
from plans.reading.dates import dates_in
from plans.reading.plain import plain
from plans.reading.tree import above, sentences
from plans.rules.facts import RuleFacts
from plans.rules.goals import DatedWording

Kind = Literal["daily", "weekly", "final", "deliverable", "other"]

_REPORTS = re.compile(
    r"\bbao cao\b|\btruyen ve\b|\bgui (?:ve|danh sach|ke hoach|truoc)|\bcung cap (?:so lieu|danh sach)|\blap danh sach\b"
    r"|\bdanh sach\b.{0,60}\b(?:gui|ve)\b|\bban giao danh sach\b|\btong ket\b|\blap lich\b|\bcong khai ket qua\b"
)
_NOT_OURS = re.compile(r"\bda bao cao\b|\bmau bao cao ket qua nam\b")
_DAILY = re.compile(
    r"\bh[a]ng ngay\b|\bbao cao ngay\b|\bmoi ngay\b|\bngay hom truoc\b|\btheo ngay\b"
)
_WEEKLY = re.compile(
    r"\bh[a]ng tuan\b|\bbao cao tuan\b|\bmoi tuan\b|\bdinh ky tuan\b|\bthu (?:hai|ba|tu|nam|sau|bay|[2-7]) hang tuan"
)
_MONTHLY = re.compile(r"\bh[a]ng (?:thang|quy)\b|\bbao cao (?:thang|quy)\b|\bmoi thang\b")
_FINAL = re.compile(
    r"\btong ket\b|\bbao cao (?:ket thuc|nam|cuoi dot|so ket)\b|\bsau khi ket thuc\b|\bket thuc (?:chien dich|dot)\b.{0,30}\bbao cao\b"
)
_LISTS = re.compile(
    r"\bdanh sach\b|\bgui ke hoach\b|\bgui lich\b|\blap lich\b|\bbao cao\b.{0,120}\btruoc\b"
)
_RISES = re.compile(r"\bngay (?:hom )?sau\b.{0,30}\bcao hon\b.{0,20}\bngay (?:hom )?truoc\b")
_OTHER = re.compile(
    r"\bchiu trach nhiem (?:truoc|ve)\b|\bkhen thuong\b|\bphe binh\b|\btru (?:\d+ )?diem\b|\bgiam tru\b|\bcong khai\b"
    r"|\btuyet doi khong\b|\bkip thoi dinh chinh\b|\buu tien\b.{0,40}\bthu tu\b|\bphat (?:thu|giay) moi\b|\bgiao danh sach\b"
    r"|\bxep loai\b|\bxet thi dua\b|\bbao cao\b.{0,60}\b(?:khi co yeu cau|theo (?:thoi gian )?quy dinh)|\bvuong mac\b.{0,60}\b(?:bao cao|phan anh)\b"
)
_CLOCK = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-3])\s?(?:gio|h|g|:)\s?(?P<minute>[0-5]\d)?(?!\d)(?!\s*(?:/|lien tuc))"
)
_WEEKDAY = re.compile(r"\b(?:thu\s*(?P<day>hai|ba|tu|nam|sau|bay|[2-7])|(?P<sunday>chu nhat))\b")
_WEEKDAYS = {"hai": 1, "ba": 2, "tu": 3, "nam": 4, "sau": 5, "bay": 6}
_NEXT_DAY = re.compile(r"\bngay (?:hom sau|ke tiep|tiep theo|sau do)\b")
_WITHIN = re.compile(
    r"\b(?:trong vong|cham nhat|sau)\s+(?P<days>\d{1,2}) ngay\b.{0,20}\bsau khi ket thuc\b"
)
_TO = re.compile(
    r"(?:\b(?:về|gửi(?:\s+về|\s+cho|\s+\w+(?:\s+\w+)?\s+(?:đến|về))?|cho|báo cáo(?:\s+(?:về|lên|cho))?)\s+)(?=(?P<body>[^,;:()]{3,80}))",
    re.IGNORECASE,
)
_TO_ENDS = re.compile(
    r"\s+(?:để|trước|sau|chậm nhất|theo|tổng hợp|trong|khi|vào|và báo cáo|kết quả|tập hợp|hàng|hằng|qua)\b|\s+[-–]\s+|[.;,:(]",
    re.IGNORECASE,
)
_SENDS = re.compile(
    r"\b(?:tổng hợp|báo cáo|gửi|thống kê|cung cấp|lập danh sách|rà soát|phối hợp|chủ động)\b",
    re.IGNORECASE,
)
_MAX_SENDER = 70
_TWO_REPORTS = re.compile(r"\s+và\s+(?=(?:báo cáo|tổng kết)\b)")
_CAPTION = re.compile(r"^(?:chế độ|công tác)?\s*(?:thông tin,?\s*)?báo cáo\s*:\s*", re.IGNORECASE)


@dataclass(frozen=True)
class _Clause:
    """A sentence of a block."""

    block: Block
    start: int
    end: int

    @property
    def text(self) -> str:
        return re.sub(r"\s+và\s*$", "", self.block.text[self.start : self.end]).strip(" ;")


def rules_of(
    blocks: Sequence[Block], year: int | None, ends_on: date | None
) -> tuple[RuleFacts, ...]:
    """Every rule, in the text's order; `year` completes days without one, `ends_on` is the plan's last day."""
    found: list[RuleFacts] = []
    for place, block in enumerate(blocks):
        if not block.section or block.kind in ("row", "line", "heading"):
            continue
        own, begin = body_at(block.text)
        clauses = _clauses(block, begin)
        told = [rule for clause in clauses if (rule := _rule(clause, year, ends_on))]
        given_to = own or (_body_above(blocks, place) if told else "")
        known = {rule.text for rule in found}
        found += [rule for rule in _completed(told, given_to) if rule.text not in known]
    return tuple(found)


def _completed(told: list[RuleFacts], given_to: str) -> Iterator[RuleFacts]:
    """One paragraph's rules: sender and addressee are often named once for all of them.

    The sender is at first whom the paragraph or the heading above gives the work to.
    """
    reports = [rule for rule in told if rule.kind != "other" or rule.addressee]
    addressee = next((rule.addressee for rule in reports if rule.addressee), "")
    sender = given_to
    for rule in told:
        if rule not in reports:
            yield rule
            continue
        sender = rule.sender or sender
        addressee = rule.addressee or addressee
        yield replace(rule, sender=sender, addressee=addressee)


def must_rise_daily(blocks: Sequence[Block]) -> bool:
    """Whether each day's rate has to be above the day before's."""
    return any(_RISES.search(plain(block.text)) for block in blocks)


def _clauses(block: Block, begin: int) -> Iterator[_Clause]:
    """Sentences, and the halves of one that names two reports; `begin` is where the work begins."""
    caption = _CAPTION.match(block.text)
    begin = max(begin, caption.end() if caption else 0)
    for start, end in sentences(block.text):
        at = max(start, begin) if start < begin < end else start
        cuts = [match.end() for match in _TWO_REPORTS.finditer(block.text, at, end)]
        for first, last in zip([at, *cuts], [*cuts, end], strict=True):
            yield _Clause(block, first, last)


def _body_above(blocks: Sequence[Block], place: int) -> str:
    for higher in above(blocks, place):
        if blocks[higher].kind == "heading" and is_body(blocks[higher].text):
            return body_named(blocks[higher].text)
        name, _ = body_at(blocks[higher].text)
        if name:
            return name
    return ""


def _rule(clause: _Clause, year: int | None, ends_on: date | None) -> RuleFacts | None:
    folded = plain(clause.text)
    kind = _kind(folded)
    if kind is None:
        return None
    deadline = _deadline(clause.text, folded, year, ends_on)
    if kind == "deliverable" and "%" in folded:  # a target that speaks of lists
        return None
    clock = _clock(folded) if kind != "other" else None
    is_report = kind != "other" or bool(_MONTHLY.search(folded))
    return RuleFacts(
        kind=kind,
        text=clause.text,
        section=clause.block.section,
        time_of_day=clock,
        days_after=_days_after(folded, clock) if kind == "daily" else None,
        weekday=_weekday(folded) if kind == "weekly" else None,
        due_on=deadline[0] if deadline and kind in ("final", "deliverable", "other") else None,
        due_wording=deadline[1] if deadline and kind in ("final", "deliverable", "other") else None,
        sender=_sender(clause) if is_report else "",
        addressee=_addressee(clause.text) if is_report else "",
        span=clause.block.span(clause.start, clause.end),
    )


def _kind(folded: str) -> Kind | None:
    """What sort of rule a sentence is; None where it is none."""
    if _RISES.search(folded):
        return "daily"
    if _REPORTS.search(folded) and not _NOT_OURS.search(folded):
        for kind, pattern in _ORDER:
            if pattern.search(folded):
                return kind
    return "other" if _OTHER.search(folded) else None


_ORDER: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("final", _FINAL),
    ("weekly", _WEEKLY),
    ("daily", _DAILY),
    ("other", _MONTHLY),
    ("deliverable", _LISTS),
)


def _deadline(
    text: str, folded: str, year: int | None, ends_on: date | None
) -> tuple[date, DatedWording] | None:
    for dated in dates_in(text, year):
        if dated.wording:
            return dated.day, dated.wording
    within = _WITHIN.search(folded)
    if within and ends_on:
        return ends_on + timedelta(days=int(within["days"])), "through"
    return None


def _clock(folded: str) -> time | None:
    match = _CLOCK.search(folded)
    return time(int(match["hour"]), int(match["minute"] or 0)) if match else None


def _weekday(folded: str) -> int | None:
    match = _WEEKDAY.search(folded)
    if not match:
        return None
    if match["sunday"]:
        return 7
    day = match["day"]
    return int(day) - 1 if day.isdigit() else _WEEKDAYS[day]


def _days_after(folded: str, clock: time | None) -> int | None:
    """1 where a day's figures are due on the next; 0 where the hour is of the day itself."""
    if _NEXT_DAY.search(folded) and not _RISES.search(folded):
        return 1
    return 0 if clock else None


def _addressee(text: str) -> str:
    """To whom: "về Công an xã", "gửi Văn phòng HĐND và UBND xã", "báo cáo Chủ tịch UBND phường"."""
    for match in _TO.finditer(text):
        body = _TO_ENDS.split(match["body"], maxsplit=1)[0].strip()
        if is_body(body):
            return body
    return ""


def _sender(clause: _Clause) -> str:
    """Who sends, where the sentence itself begins with it."""
    verb = _SENDS.search(clause.text)
    own = clause.text[: verb.start()] if verb else ""
    own = re.split(r"[:(]|\btrước\b", own)[-1] if ":" in own else own
    own = re.sub(r"^.*\b(?:thứ\s+\w+|tuần|ngày|tháng),?\s*", "", own, flags=re.IGNORECASE).strip(
        " ,"
    )
    if 2 < len(own) <= _MAX_SENDER and is_body(own):  # noqa: PLR2004
        return body_named(own)
    return ""
