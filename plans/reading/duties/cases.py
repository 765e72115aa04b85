"""Services taken in at one visit ("4 tiện ích trong 1") and what is done with persons who are held up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from plans.reading.blocks import Block
from plans.reading.plain import plain
from plans.reading.tree import under
from plans.rules.facts import CaseKindFacts, ServicePackageFacts

_PACKAGE = re.compile(r"(?P<count>\d{1,2})\s+tiện ích(?:\s+trong\s+1)?\s*:\s*", re.IGNORECASE)
_ORDER = re.compile(r"thứ tự\b(?P<order>[^.;]*tiện ích[^.;]*)", re.IGNORECASE)
_IN_ORDER = re.compile(r"(\d{1,2})\s+tiện ích", re.IGNORECASE)
_COUNT_CODES = {1: "one", 2: "two_in_one", 3: "three_in_one", 4: "four_in_one", 5: "five_in_one"}

_CASE = re.compile(
    r"^(?:-\s*)?(?:(?:đối với\s+)?(?:các\s+|những\s+)?trường hợp|tập hợp các trường hợp)\s+",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(
    r"\(\s*(?:trường hợp)\s+(?P<label>không có [^,()]+),\s*(?P<follow_up>[^()]+)\)", re.IGNORECASE
)
_LISTED = re.compile(
    r"^danh sách (?P<label>[^.;]*\bvắng mặt[^.;]*?)(?:\.\.\.|…)?\s*(?:không trong diện [^.;]*?)?\s*"
    r"(?P<follow_up>(?:gửi|báo cáo)\b.*)$",
    re.IGNORECASE,
)
_HELD_UP = re.compile(
    r"\b(?:chet|mat|vang mat|trung|sai|loi|khong the|vuong mac|co mat|di nuoc ngoai|khong co|da duoc gan|bi trung|het han)\b"
)
_ACTION = re.compile(
    r",?\s*\b(?:thì|tập hợp(?=,)|lập hồ sơ|lập danh sách|thực hiện (?:thủ tục|việc)|tiến hành|phối hợp|kịp thời|báo cáo"
    r"|cập nhật|xác minh|hướng dẫn|đề nghị|công an (?:các|cấp|xã|phường))\b",
    re.IGNORECASE,
)
_CODES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("phone_bound", re.compile(r"\bso dien thoai\b")),
    ("system_fault", re.compile(r"\bloi (?:he thong|phan mem)\b")),
    ("duplicate_record", re.compile(r"\btrung (?:thong tin|sinh trac)\b|\bsai (?:so|sinh trac)\b")),
    ("deceased", re.compile(r"\b(?:chet|qua doi|da mat)\b")),
    ("absent_12_months", re.compile(r"\b12 thang\b")),
    ("away", re.compile(r"\bnghi hoc\b|\bdi lam\b")),
    ("absent_known", re.compile(r"\bvang mat\b|\bdi nuoc ngoai\b")),
    ("present", re.compile(r"\bco mat\b")),
    ("no_device", re.compile(r"\bthiet bi\b")),
    ("other", re.compile(r"\bvuong mac khac\b")),
)
_MAX_LABEL = 400
_MAX_LISTED = 600


def packages_of(blocks: Sequence[Block]) -> tuple[ServicePackageFacts, ...]:
    """Packages in the order in which the plan wants them served; without such words the largest first."""
    found: dict[int, ServicePackageFacts] = {}
    for place, block in enumerate(blocks):
        match = _PACKAGE.match(block.text)
        if match and (services := _services(blocks, place, match)):
            count = int(match["count"])
            label = block.text[: match.end()].rstrip(" :")
            code = _COUNT_CODES.get(count, f"{count}_in_one")
            found.setdefault(count, ServicePackageFacts(code, label, 0, services))
    wanted = _wanted_order(blocks)
    ordered = sorted(found, key=lambda n: (wanted.index(n) if n in wanted else len(wanted), -n))
    return tuple(replace(found[count], order=place) for place, count in enumerate(ordered, 1))


def _services(blocks: Sequence[Block], place: int, match: re.Match[str]) -> tuple[str, ...]:
    own = blocks[place].text[match.end() :].strip()
    return (own,) if own else tuple(blocks[other].text for other in under(blocks, place))


def _wanted_order(blocks: Sequence[Block]) -> list[int]:
    for block in blocks:
        if match := _ORDER.search(block.text):
            return [int(count) for count in _IN_ORDER.findall(match["order"])]
    return []


def case_kinds_of(blocks: Sequence[Block]) -> tuple[CaseKindFacts, ...]:
    """Each kind once, with the plan's words for what is then done."""
    found: dict[str, CaseKindFacts] = {}
    for block in blocks:
        if not block.section or block.kind in ("heading", "row", "line"):
            continue
        for label, follow_up in _cases(block.text):
            code = _code(label)
            if code:
                found.setdefault(code, CaseKindFacts(code, _capital(label), _capital(follow_up)))
    return tuple(found.values())


def _cases(text: str) -> Iterator[tuple[str, str]]:
    for match in _IN_BRACKETS.finditer(text):
        yield match["label"], match["follow_up"]
    listed = _LISTED.match(text[:_MAX_LISTED])
    if listed:
        yield listed["label"], listed["follow_up"]
        return
    for sentence in re.split(r"(?<=[.])\s+(?=[Tt]rường hợp|[ĐđĐ]ối với)", text):
        case = _CASE.match(sentence)
        for action in _ACTION.finditer(sentence, case.end()) if case else ():
            label = sentence[case.end() if case else 0 : action.start()]
            if _code(label):
                start = action.end() if action[0].lower().endswith("thì") else action.start()
                yield _quoted(label), sentence[start:].lstrip(" ,:")
                break


def _quoted(label: str) -> str:
    """ "khi ... thì hệ thống báo “Số điện thoại đã được gắn”" is known by what it says."""
    match = re.search(r"[“\"](?P<told>[^”\"]{8,120})[”\"]", label)
    return match["told"] if match else label


def _code(label: str) -> str:
    """A kind's code by its words; "" where nothing says that the person is held up."""
    folded = plain(label)
    if len(label) > _MAX_LABEL or not _HELD_UP.search(folded):
        return ""
    return next((code for code, pattern in _CODES if pattern.search(folded)), "")


def _capital(words: str) -> str:
    words = words.strip(" ,.;:")
    return words[:1].upper() + words[1:]
