"""Where a block stands in the plan: its region, the headings above, the labelled lines that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Literal

from plans.reading.blocks import Block
from plans.reading.plain import plain
from plans.reading.tree import above, sentences

Region = Literal["target", "task", "purpose", "situation", "skip"]
LabelKind = Literal["lead", "support", "time", "goal", "product", "task"]

_REGIONS: tuple[tuple[Region, re.Pattern[str]], ...] = (
    ("skip", re.compile(r"^(?:ve )?(?:kinh phi|du toan|nguon kinh phi)")),
    ("purpose", re.compile(r"muc tieu chung|muc tieu tong quat")),
    (
        "situation",
        re.compile(
            r"tinh hinh|thuc trang|hien trang|so lieu (?:ra soat|hien co|dau ky)|dac diem"
            r"|^(?:ket qua|danh gia)(?! can dat)|ket qua (?:thuc hien|dat duoc|nam)"
        ),
    ),
    ("target", re.compile(r"chi tieu|muc tieu|ket qua can dat")),
    ("purpose", re.compile(r"muc dich|yeu cau|quan diem|phuong cham|nguyen tac")),
    (
        "task",
        re.compile(r"pham vi|doi tuong|thoi gian|nhiem vu|noi dung|giai phap|to chuc|phan cong"),
    ),
)
_LABELS: tuple[tuple[LabelKind, str], ...] = (
    ("support", r"(?:(?:don vi|co quan|cac don vi)\s)?phoi hop(?:\sthuc hien)?"),
    (
        "lead",
        r"(?:(?:don vi|co quan|bo phan)\s)?(?:chu tri|thuc hien|dau moi)(?:\sthuc hien)?|don vi|phan cong",
    ),
    (
        "time",
        r"thoi gian(?:\s(?:hoan thanh|thuc hien))?(?:\s(?:cac|nhung))?(?:\s(?:chi tieu|muc tieu|noi dung|nhiem vu)(?:\s(?:neu\s)?tren)?)?|thoi han(?:\shoan thanh)?|hoan thanh|tien do(?:\sthuc hien)?|lo trinh(?:\sthuc hien)?|cac moc|moc thoi gian",
    ),
    ("goal", r"chi tieu(?:\s(?:cu the|can dat|phan dau))?"),
    ("product", r"san pham|ket qua"),
    ("task", r"nhiem vu|noi dung"),
)
_LABEL = re.compile(
    r"(?:^|[.;,)]\s)(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _LABELS) + r")\s?:\s?"
)
_HEAD_LENGTH = 90
_LAST_WORDS = 40
_STEP = re.compile(
    r"\s*(?:va\s|trong do,?\s|cu the:?\s)?"
    r"(?:(?:den|het|truoc|cuoi|vao|hoan thanh|quy|thang|dot|giai doan|\d{1,2}/)\b[^;%]{0,45}\d{1,3}(?:,\d+)?\s?%[^;%]{0,30}?(?:,\s(?:va\s)?)?){1,12}[^;%]{0,30}[;.)]*$"
)
_LONGEST_SENTENCE = 1500
_LIST_LENGTH = 60  # blocks that one announcement or one row of labels can be about
_ANNOUNCES = re.compile(r":$|\b(?:sau|sau day|cu the|duoi day)\s?[.:]?$")
_RECIPIENTS = re.compile(r"noi nhan\b")


@dataclass(frozen=True)
class Label:
    """A labelled part of a block: "Đơn vị thực hiện: Công an xã" with its value's place."""

    kind: LabelKind
    start: int
    end: int


class Outline:
    """A document with what each block's place says."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.plain = [plain(block.text) for block in blocks]
        self._above: dict[int, tuple[int, ...]] = {}
        self._sentences: dict[int, tuple[tuple[int, int], ...]] = {}
        self._labels = [tuple(_labels(text)) for text in self.plain]

    @cached_property
    def body(self) -> range:
        """The blocks from the title to "Nơi nhận"."""
        end = next((n for n, t in enumerate(self.plain) if _RECIPIENTS.match(t)), len(self.plain))
        return range(end)

    @cached_property
    def first_section(self) -> int:
        """Where the numbered sections begin; 0 in a text without any."""
        return next((n for n in self.body if self.blocks[n].section), 0)

    @cached_property
    def title(self) -> str:
        """The plan's title in plain letters: what stands between "KẾ HOẠCH" and the first reference."""
        at = next((n for n in self.body if re.fullmatch(r"ke hoach\W*", self.plain[n])), None)
        if at is None:
            return ""
        lines = self.plain[at + 1 : at + 4]
        ends = (
            n for n, t in enumerate(lines) if n and re.match(r"can cu|thuc hien|qua |de |theo ", t)
        )
        return " ".join(lines[: next(ends, 1)])

    def region(self, at: int) -> Region:
        """What kind of statement a figure of the block is likely to be."""
        block = self.blocks[at]
        if at not in self.body or block.kind in ("line", "row"):
            return "skip"
        if not block.section and at < self.first_section:
            return "situation"
        found = self._region_of_heads(at)
        is_row = bool(block.cells)  # of a table of targets, see `tables`
        return "target" if is_row and found in ("task", "purpose") else found

    def _region_of_heads(self, at: int) -> Region:
        """The region that the block's own first words name, else the nearest heading that names one."""
        words, colon, _ = self.plain[at][:_HEAD_LENGTH].partition(":")
        own = words if colon and not self.blocks[at].cells else ""
        heads = (self.plain[n] for n in self.headings(at))
        for head in (own, *heads):
            for region, pattern in _REGIONS:
                if head and pattern.search(head):
                    return region
        return "task"

    def headings(self, at: int) -> list[int]:
        """The headings above, the nearest first."""
        return [n for n in self._over(at) if self.blocks[n].kind == "heading"]

    def _over(self, at: int) -> tuple[int, ...]:
        if at not in self._above:
            self._above[at] = tuple(above(self.blocks, at))
        return self._above[at]

    def parents(self, at: int) -> list[int]:
        """The bullets and paragraphs that the block stands under, the nearest first."""
        return [
            n
            for n in self._over(at)
            if self.blocks[n].kind in ("bullet", "paragraph") and self._same_chapter(n, at)
        ]

    def lead_in(self, at: int) -> int | None:
        """The paragraph that announces the list in which the block stands ("... các chỉ tiêu sau:")."""
        level = self.blocks[at].level
        for n in range(at - 1, max(self.first_section, at - _LIST_LENGTH) - 1, -1):
            block = self.blocks[n]
            if block.kind in ("heading", "row", "line"):
                return None
            if (
                _ANNOUNCES.search(self.plain[n][-_LAST_WORDS:])
                and self.blocks[n + 1].level == level
                and n + 1 <= at
            ):
                return n
            if block.level < level:
                return None
        return None

    def sentences(self, at: int) -> tuple[tuple[int, int], ...]:
        """Start and end of each sentence of the block; one of many pages, which no plan has, in pieces."""
        if at not in self._sentences:
            self._sentences[at] = tuple(_pieces(self.blocks[at].text))
        return self._sentences[at]

    def labels(self, at: int) -> tuple[Label, ...]:
        return self._labels[at]

    def is_labelled(self, at: int) -> bool:
        """Whether the block begins with a label."""
        labels = self._labels[at]
        return bool(labels) and labels[0].start <= _LONGEST_LABEL

    def group(self, at: int) -> list[int]:
        """The labelled lines that say who, when and how much for the block."""
        own = [at] if self._labels[at] else []
        if self.is_labelled(at):
            return [*reversed(list(self._run(at, -1))), at, *self._run(at, 1)]
        first = self._labels_after(at)
        return own if first is None else [*own, first, *self._run(first, 1)]

    def content(self, at: int) -> list[int]:
        """The blocks that a labelled line "Chỉ tiêu: ..." speaks about, the nearest first."""
        first = min(self.group(at), default=at)
        found = []
        for n in range(first - 1, max(self.first_section, first - _LIST_LENGTH) - 1, -1):
            block = self.blocks[n]
            if (
                block.kind == "heading"
                or self.is_labelled(n)
                or block.section != self.blocks[at].section
            ):
                break
            found.append(n)
        return found

    def _labels_after(self, at: int) -> int | None:
        """The first labelled line after the block, past what stands under it or, in lists, beside it."""
        block = self.blocks[at]
        beside = False
        for n in range(at + 1, min(at + _LIST_LENGTH, len(self.blocks))):
            other = self.blocks[n]
            if other.section != block.section or other.kind in ("heading", "line", "row"):
                return None
            if self.is_labelled(n):
                return n if not beside or other.level == block.level else None
            if other.level < block.level:
                return None
            beside = beside or other.level == block.level
        return None

    def _run(self, at: int, step: int) -> Iterator[int]:
        n = at + step
        while (
            n in self.body
            and self.is_labelled(n)
            and self.blocks[n].section == self.blocks[at].section
        ):
            yield n
            n += step

    def _same_chapter(self, one: int, other: int) -> bool:
        return self.blocks[one].section.split(".")[0] == self.blocks[other].section.split(".")[0]


_LONGEST_LABEL = 30


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    for start, end in _together(text):
        for at in range(start, end, _LONGEST_SENTENCE):
            yield at, min(at + _LONGEST_SENTENCE, end)


def _together(text: str) -> Iterator[tuple[int, int]]:
    """Sentences, but brackets are not broken at a semicolon, nor rows of steps ("...; đến 30/9 đạt 60%")."""
    begin: int | None = None
    found = list(sentences(text))
    for n, (start, end) in enumerate(found):
        begin = start if begin is None else begin
        part = text[begin:end]
        following = plain(text[slice(*found[n + 1])]) if n + 1 < len(found) else ""
        is_open = part.count("(") > part.count(")") or ("%" in part and _STEP.match(following))
        if is_open and following and end - begin < _LONGEST_SENTENCE:
            continue
        yield begin, end
        begin = None


def _labels(text: str) -> Iterator[Label]:
    found = list(_LABEL.finditer(text))
    for match, following in zip_longest(found, found[1:]):
        end = following.start() if following else len(text)
        if match and match.lastgroup:
            kind: LabelKind = match.lastgroup  # type: ignore[assignment]
            yield Label(kind, match.end(), end)
