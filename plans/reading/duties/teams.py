"""The teams that a plan sets up (tổ công tác, đội, ban chỉ đạo), with who gives how many people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from plans.reading.blocks import Block
from plans.reading.tree import sentences
from plans.rules.facts import TeamFacts, TeamMemberFacts

_KIND = r"(?:[Tt]ổ|[Đđ]ội|[Bb]an [Cc]hỉ đạo|[Nn]hóm)"
_NUMBERED = rf"{_KIND}\s+\d{{1,2}}"
_WORDS = r"[^,;.:()\d]{0,70}?"
_PEOPLE = r"(?:người|đồng chí|đ/c|thành viên|cán bộ|chiến sĩ|chiến sỹ|cán bộ,? chiến s[ĩỹ])"
# Tổ 1, gồm 06 người (...); Đội cấp cứu lưu động 03 người; mỗi tổ gồm 06 người (...).
_TEAM = re.compile(
    rf"(?P<each>[Mm]ỗi\s+)?(?:(?P<count>\d{{1,3}})\s+)?(?P<name>{_NUMBERED}|{_KIND}{_WORDS})\s*,?\s*"
    rf"(?:\(?\s*(?:gồm|có|với|bao gồm|biên chế)\s*:?\s*)?(?P<people>\d{{1,4}})\s*{_PEOPLE}\b"
)
_SET_UP = re.compile(
    rf"(?:[Tt]hành lập|[Kk]iện toàn|[Bb]ố trí|[Tt]ổ chức)\s+(?:(?P<count>\d{{1,3}})\s+|các\s+|[\w\s,]{{0,40}}?)"
    rf"(?P<name>{_KIND}\b[^,;.:()\d]{{2,70}}?)(?=\s*(?:[,;.:(]|tại\b|xuống\b|gồm\b|do\b|ở\b|có\b|với\b|thực hiện\b|tổ chức\b|để\b|theo\b|$))"
)
_TASK = re.compile(r"[Nn]hiệm vụ\s*:\s*")
_MEMBERS = re.compile(r"\s*(?:\(|:|,?\s*trong đó\s*:?|,?\s*gồm\s*:?)\s*")
_COUNTED_LAST = re.compile(rf"(?P<unit>[^\d]+?)\s*:?\s*(?P<people>\d{{1,3}})(?!\d)\s*{_PEOPLE}?")
_COUNTED_FIRST = re.compile(
    rf"(?P<people>\d{{1,3}})\s+(?:{_PEOPLE}\s+)?(?P<unit>[^\d]+?)(?=\s*[,;]\s*(?:và\s+)?\d|\s+và\s+\d|[\s.;]*$)"
)
_BEFORE_UNIT = re.compile(r"^[\s,;.:]*(?:(?:và|mời|gồm)\b\s*:?\s*)*")
_LEADER = re.compile(
    r"(?:do\s+(?:đồng chí\s+|đ/c\s+|ông\s+|bà\s+)?(?P<by>[^,;.()]{3,80}?)\s+(?:làm|là)|"
    r"(?:với\s+)?(?P<with>[^,;.()]{3,80}?)\s+(?:là nòng cốt\s+)?làm)\s+(?:[Tt]ổ|[Đđ]ội|[Tt]rưởng)\s*(?:trưởng|ban)?"
)
_FELLOWS = re.compile(r"[Tt]hành viên\s+(?:gồm|là)\s*:?\s*(?P<units>[^;.]{5,300})")
_GOAL_WORDS = re.compile(r"\b(?:ít nhất|tối thiểu|đạt|phải|cho|được|thu nhận ít)\b")
_EACH = re.compile(
    r"\s*\(\s*[Mm]ỗi\s+(?:tổ|đội|nhóm)\s+(?:gồm\s+|có\s+)?(?P<people>\d{1,3})\b[^()]*\)"
)
_OTHER_BODY = re.compile(
    r"[Tt]ổ (?:dân phố|chức|trưởng|phó|quốc|viên|ấm)\b|[Đđ]ội (?:ngũ|trưởng)\b|[Nn]hóm (?:đối tượng|tuổi|ưu tiên)\b"
)
_TASK_LENGTH = 300
_LIST_LENGTH = 1200
_TEAMS_IN_ONE = 12  # of one paragraph

Level = Literal["town", "commune", "village"]
_LEVELS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    (
        "town",
        re.compile(
            r"\bcấp (?:thị xã|huyện|tỉnh|thành phố|quận)\b|\bđối với (?:thị xã|huyện|tỉnh)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "village",
        re.compile(
            r"\b(?:tại|ở|cấp|mỗi|từng)\s+(?:\d+\s+|các\s+|mỗi\s+)?(?:thôn|ấp|xóm|buôn|bản|khóm|khu phố|tổ dân phố)\b",
            re.IGNORECASE,
        ),
    ),
    ("commune", re.compile(r"\bcấp (?:xã|phường)\b|\bỦy ban nhân dân cấp xã\b", re.IGNORECASE)),
)


def teams_of(blocks: Sequence[Block], issuer: str) -> tuple[TeamFacts, ...]:
    """Every team with a name; one without a printed number of people has `people` None."""
    found: list[TeamFacts] = []
    level: Level | None = None
    for place, block in enumerate(blocks):
        if not block.section or block.kind in ("row", "line", "heading"):
            continue
        told = _level(block.text)
        level = told or (level if block.level > 7 else None)  # noqa: PLR2004 -- a plus sign stays under its dash
        for team in _teams(block, _following(blocks, place), level or _own_level(issuer)):
            found = _with(found, team)
    return tuple(found)


def _own_level(issuer: str) -> Level:
    return "town" if re.search(r"\b(?:thị xã|huyện|tỉnh|thành phố|quận)\b", issuer) else "commune"


def _level(text: str) -> Level | None:
    return next((level for level, pattern in _LEVELS if pattern.search(text)), None)


def _with(found: list[TeamFacts], team: TeamFacts) -> list[TeamFacts]:
    """The list with a team more; named a second time it is the one that says more."""
    for place, other in enumerate(found):
        if other.name.lower() == team.name.lower():
            better = (
                team
                if (team.people is not None, bool(team.members))
                > (
                    other.people is not None,
                    bool(other.members),
                )
                else other
            )
            return [*found[:place], better, *found[place + 1 :]]
    return [*found, team]


def _following(blocks: Sequence[Block], place: int) -> str:
    """ "Nhiệm vụ: ..." may stand in a paragraph of its own."""
    following = blocks[place + 1].text if place + 1 < len(blocks) else ""
    return following if _TASK.match(following) else ""


def _teams(block: Block, following: str, level: Level) -> Iterator[TeamFacts]:
    text = block.text
    named = ""
    counted = [match for match in _TEAM.finditer(text) if _is_team(match["name"])][:_TEAMS_IN_ONE]
    for match in _SET_UP.finditer(text):
        if not _is_team(match["name"]):
            continue
        named = match["name"].strip()
        if not any(
            abs(other.start("name") - match.start("name")) < len(named) + 40 or other["each"]
            for other in counted
        ):
            team = _uncounted(block, match, following, level)
            if match["count"] or team.members:  # else only spoken of
                yield team
    end = 0
    for match in counted:
        if match.start() < end:  # "(mỗi tổ 07 người)" is of the team before
            continue
        yield _counted(block, match, named, following, level)
        each = _EACH.match(text, match.end())
        end = each.end() if each else match.end()


def _is_team(name: str) -> bool:
    return not _OTHER_BODY.match(name) and not _GOAL_WORDS.search(name)


def _name(match: re.Match[str], named: str, level: Level) -> str:
    """ "mỗi tổ" and "01 Tổ" are named by what was set up before or by their level."""
    name = re.sub(r"\s+(?:gồm|có|với|tại|trực tiếp)\b.*$", "", match["name"]).strip(" ,")
    if len(name.split()) == 1 or match["each"]:
        fallback = {"town": "Tổ công tác", "commune": "Tổ xã, phường", "village": "Tổ thôn"}[level]
        name = named or (name if len(name.split()) > 1 else fallback)
    return name[:1].upper() + name[1:]


def _counted(
    block: Block, match: re.Match[str], named: str, following: str, level: Level
) -> TeamFacts:
    each = _EACH.match(block.text, match.end())  # "với 65 thành viên (mỗi tổ 07 người)"
    members, end = ((), each.end()) if each else _members(block.text, match.end())
    return TeamFacts(
        name=_name(match, named, level),
        level=level,
        task=_task(block.text[end:], following),
        members=(*members, *_leader(block.text[end:])),
        people=int(each["people"] if each else match["people"]),
        span=block.span(match.start(), end),
    )


def _uncounted(block: Block, match: re.Match[str], following: str, level: Level) -> TeamFacts:
    rest = block.text[match.end() :]
    name = match["name"].strip()
    end = next(iter(sentences(rest, at_semicolons=False)), (0, 0))[1]
    return TeamFacts(
        name=name[:1].upper() + name[1:],
        level="village" if _FELLOWS.search(rest) and "thôn" in rest else level,
        task=_task(rest, following) or _purpose(rest),
        members=(*_leader(rest), *_fellows(rest)),
        span=block.span(match.start(), match.end() + end),
    )


def _task(rest: str, following: str) -> str:
    match = _TASK.search(rest)
    text = rest[match.end() :] if match else _TASK.sub("", following, count=1)
    if not text:
        return ""
    begin, end = next(iter(sentences(text, at_semicolons=False)))
    return text[begin:end][:_TASK_LENGTH].strip()


def _purpose(rest: str) -> str:
    """What follows the name up to the comma: "thực hiện tuyên truyền, vận động công dân ..."."""
    match = re.match(
        r"\s*(?:để\s+)?(?P<task>[^;.()]{10,200}?)(?=,\s+(?:với|do|thành viên)|[;.(]|$)", rest
    )
    return match["task"].strip(" ,") if match else ""


def _members(text: str, start: int) -> tuple[tuple[TeamMemberFacts, ...], int]:
    """The list behind the number of people: in brackets or after a colon. With it where it ends."""
    opening = _MEMBERS.match(text, start)
    if not opening:
        return (), start
    is_bracket = "(" in opening[0]
    last = min(opening.end() + _LIST_LENGTH, len(text))
    closing = re.compile(r"\)" if is_bracket else r"[.;]").search(text, opening.end(), last)
    end = closing.start() if closing else last
    members = tuple(_each(text[opening.end() : end]))
    if not members:
        return (), start
    return members, end + 1 if closing and is_bracket else end


def _each(listed: str) -> Iterator[TeamMemberFacts]:
    """ "Công an xã 05 người, Đoàn Thanh niên 02" and "01 bác sĩ, 02 điều dưỡng"."""
    pattern = _COUNTED_FIRST if listed.lstrip()[:1].isdigit() else _COUNTED_LAST
    for match in pattern.finditer(listed):
        unit = _BEFORE_UNIT.sub("", match["unit"]).strip(" :,-–")
        if unit:
            yield TeamMemberFacts(unit=unit[:1].upper() + unit[1:], people=int(match["people"]))


def _leader(rest: str) -> tuple[TeamMemberFacts, ...]:
    match = _LEADER.search(rest)
    if not match:
        return ()
    unit = re.sub(r"^.*\bvới\s+", "", (match["by"] or match["with"]).strip())
    unit = re.sub(r"^(?:(?:do|đồng chí|đ/c|ông|bà|lực lượng)\s+)+", "", unit)
    unit = re.sub(r"\s+là nòng cốt$", "", unit)
    return (TeamMemberFacts(unit=unit[:1].upper() + unit[1:], people=None, role="Tổ trưởng"),)


def _fellows(rest: str) -> Iterator[TeamMemberFacts]:
    match = _FELLOWS.search(rest)
    if not match:
        return
    units = re.sub(r"\s+(?:trên địa bàn\s+)?tham gia\s*$", "", match["units"])
    for unit in re.split(
        r",\s*(?=(?:trưởng|bí thư|cán bộ|công an|đại diện|hội (?:nông|phụ|cựu)|đoàn thanh|ban|[A-ZĐ]))",
        units,
    ):
        words = re.sub(r"\s+trên địa bàn$", "", unit.strip())
        yield TeamMemberFacts(unit=words[:1].upper() + words[1:], people=None, role="Thành viên")
