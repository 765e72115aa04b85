"""What a plan rests on: the superior's plan that it carries out (parent) and the other documents it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from plans.reading.blocks import Block
from plans.reading.dates import dates_in
from plans.reading.header import Head
from plans.rules.facts import BasisFacts, ParentFacts
from vietnamese.dates import format_date
from vietnamese.text import fold

_DOCUMENT = (
    r"(?:Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|Quyết định|Chỉ thị|Thông tư(?: liên tịch)?|Kế hoạch|Công văn"
    r"|Công điện|Đề án|Chương trình|Hướng dẫn|Thông báo|Kết luận|Quy chế|Văn bản|Phương án)"
)
_CITED = re.compile(
    rf"(?:(?:^|[;,.]\s+|\bvà\s+)(?:Căn cứ(?:\s+vào)?|Thực hiện|Theo|Xét|Trên cơ sở|Triển khai)\s+(?:các\s+)?|;\s*)"
    rf"(?={_DOCUMENT}\b)|^(?={_DOCUMENT} số\b)"  # one document a line
)
_BASES_PART = re.compile(r"căn cứ\b|cơ sở (?:pháp lý|xây dựng)", re.IGNORECASE)
# Where the citation ends and the sentence about the plan itself begins.
_OWN_SENTENCE = re.compile(
    r"[,;.]?\s+(?:(?:[ỦU][ỷy]|Uỷ|Ủy)\s+ban\s+nhân\s+dân|UBND|Chủ tịch|Công an|Đảng ủy|Ban [Cc]hỉ đạo|Trạm|Phòng)\b"
    r"[^,;.]{0,60}?\s(?:xây dựng|ban hành|lập|triển khai|yêu cầu|tổ chức|đề ra)\b|[.;](?:\s|$)|\s*\./\.|[,:]\s*$",
)
_NUMBER = re.compile(r"(?:\bsố\s*:?\s*)(?P<number>\d{1,5}[A-Za-z]?\s?/[\w.\-–/()&]*[\w)])")
_BARE_NUMBER = re.compile(r"\b(?P<number>\d{1,5}(?:/\d{4})?[/\-][A-ZĐ][\w.\-–/()&]*[\w)])")
_RESOLUTION = re.compile(r"\bsố\s+(?P<number>\d{1,4}-[A-ZĐ][\w\-/]*\w)")
_ISSUER = re.compile(
    r"\bcủa\s+(?!Luật|Nghị)(?P<issuer>[^,;.()]+?)(?=\s+(?:về|quy định|ban hành|phê duyệt|hướng dẫn|triển khai|thực hiện|giao|sửa đổi"
    r"|trong|phát triển|tổ chức|[“\"])(?:\s|\b)|[,;.()“\"]|$)"
)
_POLICE_PLAN = re.compile(r"(?:^|[-/])CAT(?:[-/]|$)")
_PROVINCE = re.compile(r"\btỉnh\s+([^\W\d_]\w*(?:\s+[^\W\d_]\w*)?)")
_LONG_RANGE = re.compile(r"giai đoạn|đến năm|tầm nhìn", re.IGNORECASE)
_MAX_YEARS_BETWEEN = 1
_PREAMBLE_BLOCKS = 20
_SMALL_WORDS = 2


@dataclass(frozen=True)
class Citations:
    """Parents: the superior's plan; bases: laws, decrees and all else that is cited."""

    parents: tuple[ParentFacts, ...] = ()
    bases: tuple[BasisFacts, ...] = ()


def citations_of(blocks: Sequence[Block], head: Head) -> Citations:
    """The documents that the paragraphs before the first part cite."""
    cited = [_cited(text) for text in _citations(blocks)]
    plans = [basis for basis in cited if fold(basis.text).startswith("ke hoach")]
    parent = max(plans, key=lambda basis: _nearness(basis, head), default=None)
    others = tuple(basis for basis in cited if basis is not parent)
    if parent is None:
        return Citations((), others)
    return Citations((_parent(parent, head),), others)


def _citations(blocks: Sequence[Block]) -> Iterator[str]:
    for block in _preamble(blocks):
        starts = [match.end() for match in _CITED.finditer(block.text)]
        for place, start in enumerate(starts):
            end = starts[place + 1] if place + 1 < len(starts) else len(block.text)
            text = block.text[start:end]
            cut = _OWN_SENTENCE.search(text)
            yield re.sub(
                r"[\s,;.]*(?:Căn cứ|Thực hiện|Theo)?\s*$", "", text[: cut.start() if cut else None]
            )


def _preamble(blocks: Sequence[Block]) -> Iterator[Block]:
    """The paragraphs between the title and part I, and part I itself where it is "I. Căn cứ"."""
    for block in blocks[:_PREAMBLE_BLOCKS]:
        if block.level == 1 and block.kind == "heading":
            if not (block.number in ("I", "1") and _BASES_PART.match(block.text)):
                return
            continue
        if block.kind in ("paragraph", "bullet"):
            yield block


def _cited(text: str) -> BasisFacts:
    """A citation's parts. The date is the first after the number, before "về" begins the subject."""
    match = _NUMBER.search(text) or _RESOLUTION.search(text) or _BARE_NUMBER.search(text)
    start = match.end() if match else 0
    subject = re.search(r"\s(?:về|quy định)\s", text[start:])
    form = text[start : start + subject.start() if subject else None]
    issuer = _ISSUER.search(text[start:])
    return BasisFacts(
        text=text,
        number=re.sub(r"\s", "", match["number"]) if match else "",
        issued_on=_issued_on(form),
        issuer=issuer["issuer"].strip()
        if issuer
        else _police(match["number"] if match else "", text),
    )


def _issued_on(form: str) -> date | None:
    """The date of issue; "(có hiệu lực từ ngày ...)" is none."""
    return next((dated.day for dated in dates_in(form) if dated.role is None), None)


def _police(number: str, text: str) -> str:
    """A number that ends in CAT is of the province's police; the subject names the province."""
    province = _PROVINCE.search(text)
    return f"Công an tỉnh {province[1]}" if province and _POLICE_PLAN.search(number) else ""


def _nearness(basis: BasisFacts, head: Head) -> tuple[int, date]:
    """How much a cited plan speaks of what this one is about; of two, the later."""
    own = {word for word in fold(head.title).split() if len(word) > _SMALL_WORDS}
    shared = sum(word in own for word in set(fold(basis.text).split()))
    return shared, basis.issued_on or date.min


def _parent(basis: BasisFacts, head: Head) -> ParentFacts:
    parent = ParentFacts(
        number=basis.number, issuer=basis.issuer, text=basis.text, issued_on=basis.issued_on
    )
    finding = _doubt(basis, head)
    if not finding:
        return parent
    return replace(parent, issued_on=None, printed_issued_on=basis.issued_on, finding=finding)


def _doubt(basis: BasisFacts, head: Head) -> str:
    """Why the parent's date is probably misprinted; "" where it may be right."""
    day = basis.issued_on
    if day is None or head.year is None:
        return ""
    if head.issued_on and day > head.issued_on:
        return f"Ngày in là {format_date(day)}, sau ngày ban hành kế hoạch ({format_date(head.issued_on)})"
    if day.year > head.year:
        return f"Năm in là {day.year}, sau năm của kế hoạch ({head.year})"
    if head.year - day.year > _MAX_YEARS_BETWEEN and not _LONG_RANGE.search(basis.text):
        return f"Năm in là {day.year}, trước kế hoạch năm {head.year}; có thể in nhầm"
    return ""
