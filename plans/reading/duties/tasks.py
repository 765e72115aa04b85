"""The work that a plan gives out: who leads, who helps, by when, with what product."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from plans.reading.blocks import TEXT_LEVEL, Block
from plans.reading.bodies import body_at, body_named, is_body, split_bodies
from plans.reading.dates import dates_in
from plans.reading.deadlines import Years, days_in, deadlines_in
from plans.reading.plain import plain
from plans.reading.tree import above, under
from plans.rules.facts import TaskFacts
from plans.rules.goals import Wording

MAX_TASKS = 300
_NEAR = 30  # blocks: what says more of a task stands close to it
_LABELS: Mapping[str, re.Pattern[str]] = {
    "lead": re.compile(
        r"(?:(?:đơn vị|cơ quan)\s+(?:chủ trì|thực hiện)|chủ trì(?: thực hiện)?)\s*:\s*",
        re.IGNORECASE,
    ),
    "supporting": re.compile(
        r"(?:(?:đơn vị|cơ quan)\s+)?phối hợp(?: thực hiện)?\s*:\s*", re.IGNORECASE
    ),
    "timing": re.compile(
        r"(?:thời gian(?: thực hiện| hoàn thành)?|thời hạn(?: hoàn thành)?|hoàn thành|tiến độ)\s*:\s*",
        re.IGNORECASE,
    ),
    "product": re.compile(r"(?:sản phẩm|kết quả(?: đầu ra)?)\s*:\s*", re.IGNORECASE),
    "responsible": re.compile(
        r"(?:người (?:chịu trách nhiệm|phụ trách)|trách nhiệm|lãnh đạo phụ trách)\s*:\s*",
        re.IGNORECASE,
    ),
    "goal": re.compile(r"chỉ tiêu\s*:\s*", re.IGNORECASE),
}
_ANY_LABEL = re.compile(
    r"(?:^|(?<=[.;])\s+)(?=(?:" + "|".join(pattern.pattern for pattern in _LABELS.values()) + r"))",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"\b(?:nhiem vu|noi dung|giai phap|phan cong|trach nhiem|to chuc thuc hien|bien phap|hoat dong|cong tac|thuc hien)\b"
)
_NO_WORK = re.compile(
    r"\b(?:muc dich|muc tieu|chi tieu|tinh hinh|thuc trang|ket qua|kinh phi|danh gia|so lieu)\b"
)
_NO_TASKS = re.compile(
    r"\b(?:pham vi|doi tuong|thoi gian|chi tieu|muc tieu|nguon luc|kinh phi|thong tin,? bao cao|che do|muc dich|yeu cau)\b"
)
_PURPOSE = re.compile(r"\b(?:muc dich|yeu cau)\b")
_TASK_CAPTION = re.compile(r"^nhiệm vụ\s*:\s*", re.IGNORECASE)
_NO_TASK = re.compile(
    r"^(?:trên đây là|nhận được|yêu cầu các|trong quá trình thực hiện|chủ tịch \w+ \w+ yêu cầu|chế độ|lưu ý|(?:về )?kinh phí)\b",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"[Pp]hối hợp (?:chặt chẽ )?(?:với|cùng)\s+(?P<bodies>[^.;:()]{3,90}?)"
    r"(?=\s+(?:để|tổ chức|thực hiện|hướng dẫn|tuyên truyền|trong|rà soát|tham mưu|tích hợp|lập|xây dựng|bố trí|vận động"
    r"|đẩy mạnh|đôn đốc|tiến hành|kiểm tra|theo dõi|triển khai|mở)\b|[.;:()]|$)"
)
_CONTINUOUS = re.compile(r"\b(?:thuong xuyen|hang ngay|trong suot|lien tuc|hang thang|hang tuan)\b")


def tasks_of(blocks: Sequence[Block], year: int | None) -> tuple[TaskFacts, ...]:
    """Every duty of the parts on work and on carrying out, in the text's order."""
    found: list[TaskFacts] = []
    for place in _places(blocks):
        found.append(_task(blocks, place, year))
        if len(found) == MAX_TASKS:
            break
    return tuple(found)


def purposes_of(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The paragraphs of the part "Mục đích, yêu cầu"."""
    return tuple(
        blocks[place].text
        for part, title, place in _with_parts(blocks)
        if _PURPOSE.search(part)
        and (not title or _PURPOSE.search(title))
        and blocks[place].kind in ("paragraph", "bullet")
    )


def _with_parts(blocks: Sequence[Block]) -> Iterator[tuple[str, str, int]]:
    """The place of each numbered block with the headings of its part and of its section, without accents."""
    part = title = ""
    for place, block in enumerate(blocks):
        if block.kind == "heading" and block.level == 1:
            part, title = plain(block.text), ""
        elif block.kind == "heading":
            title = plain(block.text)
        elif block.section:
            yield part, title, place


def _places(blocks: Sequence[Block]) -> Iterator[int]:
    for part, title, place in _with_parts(blocks):
        if (
            _is_work(part)
            and not _NO_TASKS.search(title)
            and _is_task(blocks[place], blocks, place)
        ):
            yield place


def _is_work(part: str) -> bool:
    return bool(_WORK.search(part)) and not (_NO_WORK.search(part) and "thuc hien" not in part)


def _is_task(block: Block, blocks: Sequence[Block], place: int) -> bool:
    """A paragraph or a dash; a plus sign says more of the dash above it."""
    if block.kind not in ("paragraph", "bullet") or _NO_TASK.match(block.text):
        return False
    if block.level > TEXT_LEVEL:
        higher = next(above(blocks, place), None)
        under_heading = higher is not None and blocks[higher].kind == "heading"
        return under_heading and not _ANY_LABEL.match(block.text)
    following = blocks[place + 1] if place + 1 < len(blocks) else None
    only_leads = (
        block.text.endswith(":") and following is not None and following.level > block.level
    )
    return not only_leads or block.level == TEXT_LEVEL


def _task(blocks: Sequence[Block], place: int, year: int | None) -> TaskFacts:
    block = blocks[place]
    labels = _labels(blocks, place)
    lead, supporting, begin = _who(blocks, place, labels)
    timing = labels.get("timing", "")
    due_on, wording = _due(timing, year)
    if not timing:
        timing, due_on, wording = _due_in(block.text, year)
    return TaskFacts(
        text=_TASK_CAPTION.sub("", block.text[begin:]).strip(),
        lead=lead,
        supporting=supporting,
        timing=timing,
        due_on=due_on,
        due_wording=wording,
        product=labels.get("product", ""),
        responsible=labels.get("responsible", ""),
        section=block.section,
        span=block.span(begin),
    )


def _labels(blocks: Sequence[Block], place: int) -> dict[str, str]:
    """What "Đơn vị chủ trì: ...", "Thời gian: ..." under a task, or beside it, say of it."""
    found: dict[str, str] = {}
    for other in _details(blocks, place):
        for part in _ANY_LABEL.split(blocks[other].text):
            for name, pattern in _LABELS.items():
                if match := pattern.match(part):
                    found.setdefault(name, part[match.end() :].strip(" .;"))
    return found


def _details(blocks: Sequence[Block], place: int) -> Iterator[int]:
    """The lines that say more of a task; where several dashes share them, those after the last."""
    yield from islice(under(blocks, place), _NEAR)
    if blocks[place].level >= TEXT_LEVEL:
        for other in range(place + 1, min(place + _NEAR, len(blocks))):
            block = blocks[other]
            if block.section != blocks[place].section or block.kind in ("heading", "line", "row"):
                return
            if _ANY_LABEL.match(block.text):
                yield other


def _who(
    blocks: Sequence[Block], place: int, labels: Mapping[str, str]
) -> tuple[str, tuple[str, ...], int]:
    """Leader, supporters and where the task's own words begin."""
    own, begin = body_at(blocks[place].text)
    supporting = split_bodies(labels.get("supporting", "")) or _joined_by(blocks[place].text)
    if "lead" in labels:
        lead, *others = split_bodies(labels["lead"]) or ("",)
        return lead, (*others, *supporting), 0
    if own:
        bodies = split_bodies(own)
        return bodies[0], (*bodies[1:], *supporting), begin
    for higher in above(blocks, place):
        heading = blocks[higher]
        name = body_named(heading.text) if heading.kind == "heading" else body_at(heading.text)[0]
        if name and (heading.kind != "heading" or is_body(heading.text)):
            bodies = split_bodies(name)
            return bodies[0], (*bodies[1:], *supporting), 0
    return "", supporting, 0


def _joined_by(text: str) -> tuple[str, ...]:
    match = _WITH.search(text)
    if not match:
        return ()
    return tuple(body for body in split_bodies(match["bodies"]) if is_body(body))


def _due_in(text: str, year: int | None) -> tuple[str, date | None, Wording | None]:
    """The last of the days by which the task's own words say that it is done: "trước ngày 30/6/2026"."""
    letters, years = plain(text), Years(None, None, year)
    days = {end for _, end, _ in days_in(letters, years)}
    dated = [
        (phrase.day, phrase.start, phrase)
        for phrase in deadlines_in(letters, years)
        if phrase.day and phrase.end in days and phrase.day.year >= (year or 0)
    ]
    if not dated:
        return "", None, None
    _, _, last = max(dated, key=lambda found: found[:2])
    return text[last.start : last.end], last.day, last.wording


def _due(timing: str, year: int | None) -> tuple[date | None, Wording | None]:
    """The last of the days that the timing names, or that it is continuous."""
    days = [dated for dated in dates_in(timing, year) if dated.role not in ("from", "after")]
    if days:
        last = max(days, key=lambda dated: dated.day)
        return last.day, last.wording or "on"
    return None, "continuous" if _CONTINUOUS.search(plain(timing)) else None
