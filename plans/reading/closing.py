"""The end of a plan: its recipients and who signed it (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.8 and II.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from plans.reading.blocks import Block
from plans.reading.lines import CAPITAL
from plans.rules.facts import RecipientFacts, SignerFacts

Role = Literal["execute", "report", "file"]

_RECIPIENTS = re.compile(r"(?:kính gửi|nơi nhận)\s*:?\s*", re.IGNORECASE)
_APPENDIX = re.compile(r"(?:PHỤ LỤC|Phụ lục|BIỂU)\b")
_EXECUTE = re.compile(r"\(\s*(?:để\s+)?(?:t\s?/?\s?h(?:iện)?|thực hiện)\s*\)", re.IGNORECASE)
_REPORT = re.compile(r"\(\s*(?:để\s+)?(?:b\s?/?\s?c(?:áo)?|báo cáo)\s*\)", re.IGNORECASE)
_FILE = re.compile(r"lưu\b", re.IGNORECASE)
# The signature beside the list, which a scan runs into its lines.
_SIGNATURE = re.compile(
    rf"(?:(?:TM|KT|TL|TUQ|Q)\s*\.\s*|(?:PHÓ\s+)?(?:CHỦ\s+TỊCH|TRƯỞNG|GIÁM\s+ĐỐC|BÍ\s+THƯ)\b)[{CAPITAL}\s,.\-–]*$"
)
_TITLE = re.compile(
    r"(?:phó\s+)?(?:chủ tịch|trưởng|giám đốc|bí thư|tổ trưởng|chánh|hiệu trưởng|thủ trưởng)\b",
    re.IGNORECASE,
)
_UNSIGNED = re.compile(r"\(?\s*(?:đã ký|ký tên|\[.*\])", re.IGNORECASE)
_DEGREE = re.compile(r"^(?:(?:Đại|Thượng|Trung|Thiếu)\s+(?:tá|úy)|ThS|TS|BS(?:CK[I1]+)?)\b[.\s]*")
_NAME = re.compile(rf"[{CAPITAL}][^\W\d_]*'?[^\W\d_]*(?:\s+[{CAPITAL}][^\W\d_]*'?[^\W\d_]*){{1,5}}")


@dataclass(frozen=True)
class Closing:
    """Recipients in the order of the list, and the signature."""

    recipients: tuple[RecipientFacts, ...]
    signer: SignerFacts


def closing_of(blocks: Sequence[Block]) -> Closing:
    """What stands after "Nơi nhận", up to an appendix; nothing where there is no such list."""
    entries: list[str] = []
    signature: list[str] = []
    for block in _tail(blocks):
        text = _RECIPIENTS.sub("", block.text, count=1)
        run_in = block.kind == "bullet" or text != block.text
        if run_in and (match := _SIGNATURE.search(text)):
            signature.append(match[0].strip())
            text = text[: match.start()].strip()
        if not text:
            continue
        if block.kind == "bullet" or (not signature and text.endswith((";", "."))):
            entries.append(text)
        else:
            signature.append(text)
    return Closing(_with_roles(entries), _signer(signature))


def _tail(blocks: Sequence[Block]) -> Iterator[Block]:
    start = next(
        (n for n, block in enumerate(blocks) if re.match(r"nơi nhận", block.text, re.IGNORECASE)),
        None,
    )
    for block in blocks[start:] if start is not None else ():
        if _APPENDIX.match(block.text):
            return
        if block.kind in ("line", "bullet"):
            yield block


def _with_roles(entries: Sequence[str]) -> tuple[RecipientFacts, ...]:
    """A mark behind the semicolon ("BCHQS xã; (để t/hiện);") is of all the lines around it."""
    found = [_recipient(entry) for entry in entries]
    if any(re.search(rf";\s*{_EXECUTE.pattern}", entry, re.IGNORECASE) for entry in entries):
        first = max((n for n, one in enumerate(found) if one.role == "report"), default=-1) + 1
        found[first:] = [
            replace(one, role="execute") if one.role is None else one for one in found[first:]
        ]
    return tuple(found)


def _recipient(entry: str) -> RecipientFacts:
    role: Role | None = None
    if _FILE.match(entry):
        role = "file"
    elif _EXECUTE.search(entry):
        role = "execute"
    elif _REPORT.search(entry):
        role = "report"
    name = _REPORT.sub("", _EXECUTE.sub("", entry))
    return RecipientFacts(re.sub(r"[\s;:.,/]+$", "", name), role)


def _signer(lines: Sequence[str]) -> SignerFacts:
    """The lines above the name: the last of them is the title, those before it the capacity."""
    above: list[str] = []
    for line in lines:
        if _UNSIGNED.match(line):
            continue
        name = _DEGREE.sub("", line).strip(" .")
        if above and _NAME.fullmatch(name) and not name.isupper() and not _TITLE.match(name):
            return SignerFacts(name=name, title=above[-1], capacity=" ".join(above[:-1]))
        above.append(line)
    if not above:
        return SignerFacts("", "")
    return SignerFacts(name="", title=above[-1], capacity=" ".join(above[:-1]))
