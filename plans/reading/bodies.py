"""The bodies that a plan gives work to (đơn vị, cơ quan, tổ, người phụ trách), as its text names them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vietnamese.text import comparable, fold

_MAX_LENGTH = 110
_HEADS = (
    r"công an|lực lượng công an|ủy ban nhân dân|uỷ ban nhân dân|ubnd|ủy ban mặt trận|ủy ban mttq|ubmttq|mặt trận|mttq"
    r"|trạm y tế|trung tâm|phòng|văn phòng|ban|hội|đoàn|huyện đoàn|xã đoàn|(?:nhà )?trường|bí thư|trưởng|phó trưởng|tổ trưởng"
    r"|tổ công|tổ đề án|tổ antt\w*|tổ thu|tổ dân phố|công chức|cán bộ|tư pháp|văn hóa|đài|bảo hiểm xã hội|bhxh"
    r"|thủ trưởng|chủ tịch|phó chủ tịch|giám đốc|ban chỉ huy|quân sự|chi bộ|hiệu trưởng|sở|chi cục|kho bạc|ngân hàng"
    r"|agribank|bưu điện|thôn|ấp|xóm|buôn|bản|khu phố|khóm|liên đoàn|hợp tác xã|doanh nghiệp|công ty"
    r"|cảnh sát|đội|cơ sở|cơ quan|đơn vị|tổ chức (?:ct|chính trị|đảng|đoàn|hội|xã hội|tôn giáo)|bộ phận|kế toán|tài chính|địa chính|y tế|giáo dục|thanh tra|hđnd|đảng ủy"
    r"|đảng uỷ|viettel|vnpt|mobifone|dân quân|lực lượng"
)
_NO_BODY = (
    r"(?!ban hành|ban đầu|hội nghị|hội thi|hội họp|đoàn viên|phòng ngừa|phòng,? chống|phòng cháy|đội ngũ|bản sao|bản đồ"
    r"|bản tin|trưởng thành|trường hợp|cơ sở dữ liệu|cơ sở pháp|cán bộ hóa)"
)
_BODY = re.compile(
    rf"{_NO_BODY}(?:đề nghị\s+|giao\s+|yêu cầu\s+)?(?:(?:các|toàn thể|những)\s+)?(?:\d{{1,3}}\s+)?{_NO_BODY}(?:{_HEADS})\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"^(?:đề nghị|giao(?: cho)?|yêu cầu|trách nhiệm(?: của)?|đối với|mời)\s+", re.IGNORECASE
)
# "Nhiệm vụ", "Kinh phí", "Thời gian" before a colon are no bodies.
_LEAD = re.compile(r"^(?P<body>[^:.;%]{3,110}?)\s*(?:\((?P<note>[^()]{3,80})\))?\s*:\s")
_LEADS = re.compile(
    r"^(?:giao|đề nghị|yêu cầu)\s+(?P<body>[^.;:]{3,140}?)\s*,?\s+(?=chủ trì\b)", re.IGNORECASE
)
_SUBJECT = re.compile(
    r"^(?P<body>[^.;:%]{3,80}?)\s+(?:chủ động|chủ trì|phối hợp|theo dõi|công khai|phát tin|phát thanh|phổ biến|thực hiện"
    r"|xây dựng|chịu trách nhiệm|có trách nhiệm|tổng hợp|được giao|căn cứ|tham mưu|bố trí|hướng dẫn|là)\b"
)
_GIVEN = re.compile(
    r"^(?:giao|đề nghị|yêu cầu)\s+(?P<body>.{3,110}?)\s*(?:\([^()]{3,80}\)\s*)?"
    r"(?:[,:]\s*|(?=\b(?:chủ trì|phối hợp|tham mưu|chủ động|tổ chức|chịu|theo dõi|hướng dẫn|là|triển khai|thực hiện|căn cứ"
    r"|xây dựng|rà soát|vận động|tuyên truyền|bố trí|đẩy mạnh|tăng cường|khẩn trương|tiếp tục|thường xuyên|cung cấp)\b))",
    re.IGNORECASE,
)
# A comma parts two bodies only where the next begins with one's own word: "Phòng Kinh tế, Hạ tầng và Đô thị".
_SPLIT = re.compile(
    r"\s*[,;]\s*(?:và\s+|cùng\s+)?|\s+và\s+(?=(?:các|ủy|uỷ|phòng|trung tâm|công an|hội|đoàn|ban|tổ|trưởng)\b)",
    re.IGNORECASE,
)
# "Các phòng, ban, ngành thị xã" is one body of several kinds.
_SPLIT_KINDS = re.compile(r",\s*(?=Các\b)|\s+và\s+(?=(?:Ủy|Uỷ|UBND|các|tổ|Tổ)\b)")
_KINDS = (
    "cac phong, ban",
    "cac ban, nganh",
    "cac don vi, ",
    "cac co quan, ",
    "cac hoi, doan",
    "cac xa, ",
)
_ROLES = re.compile(r"\s*[-–]\s*(?:cơ quan\s+)?thường trực\b.*$", re.IGNORECASE)


def is_body(text: str) -> bool:
    """Whether a heading or a lead-in names somebody: "Trạm y tế xã", "Đề nghị Hội phụ nữ"; not "Kinh phí"."""
    return (
        len(text) <= _MAX_LENGTH
        and bool(_BODY.match(text))
        and "%" not in text
        and not text.isupper()  # a part's heading: TỔ CHỨC THỰC HIỆN
    )


def body_named(text: str) -> str:
    """A heading's body without "Giao", "Đề nghị" and its end mark."""
    return _ROLES.sub("", _ASKED.sub("", text.strip()).strip(" .:;,"))


def body_at(text: str) -> tuple[str, int]:
    """The body that a paragraph gives its work to, and where the work begins: "Công an xã: rà soát"; else ("", 0).

    Where the body is the sentence's subject ("Công an xã phối hợp ...") the work begins at 0.
    """
    lead = _LEAD.match(text)
    if lead and is_body(lead["body"]):
        return body_named(lead["body"]), lead.end()
    for pattern in (_LEADS, _GIVEN):
        given = pattern.match(text)
        if given and is_body(given["body"]):
            return body_named(given["body"]), given.end()
    subject = _SUBJECT.match(text)
    if subject and is_body(subject["body"]) and text[:1].isupper():
        return body_named(subject["body"]), 0
    return "", 0


def split_bodies(text: str) -> tuple[str, ...]:
    """The bodies of "Công an xã, Ban Chỉ huy Quân sự xã"; one name with commas in it stays one."""
    text = body_named(text)
    pattern = _SPLIT_KINDS if fold(text).startswith(_KINDS) else _SPLIT
    found: list[str] = []
    for part in pattern.split(text):
        piece = part.strip(" .:;,")
        if found and piece and pattern is _SPLIT and not is_body(piece):
            found[-1] = f"{found[-1]}, {piece}"
        elif piece:
            found.append(piece)
    return tuple(found)


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Each body once, in its first spelling."""
    seen: dict[str, str] = {}
    for name in names:
        if name and len(name) <= _MAX_LENGTH:
            seen.setdefault(comparable(name), name)
    return tuple(seen.values())
