"""The numbers that Word counts by itself ("I.", "1.", "a)", a dash): they are not in a paragraph's text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

MAX_LEVEL = 9
_MAX_STYLES = 12  # a style based on a style based on ...
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class _Level:
    form: str
    pattern: str
    start: int


class Numbering:
    """Counts while the paragraphs go by, as Word does when it shows them."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}  # a list's number to the form that it follows
        self._styles = _styles(styles)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        if numbering is not None:
            self._take(numbering)

    def _take(self, numbering: Element) -> None:
        for child in numbering:
            if _tag(child) == "abstractNum":
                self._levels[_value(child, "abstractNumId")] = dict(_levels(child))
            elif _tag(child) == "num":
                self._lists[_value(child, "numId")] = _inner(child, "abstractNumId")

    def number_of(self, paragraph: Element) -> str:
        """The number or dash that Word shows before the paragraph; "" where it counts none."""
        found = self._place_of(paragraph)
        if found is None:
            return ""
        form, depth = found
        levels = self._levels.get(form, {})
        level = levels.get(depth)
        if level is None or level.form == "none":
            return ""
        if level.form == "bullet":
            return "+" if "+" in level.pattern else "-"
        counts = self._counts[form]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        return _PLACE.sub(lambda match: self._written(form, int(match[1]) - 1), level.pattern)

    def _written(self, form: str, depth: int) -> str:
        level = self._levels[form].get(depth)
        if level is None:
            return ""
        count = self._counts[form].setdefault(depth, level.start)
        return _FORMS.get(level.form, str)(count)

    def _place_of(self, paragraph: Element) -> tuple[str, int] | None:
        """The list's form and the level, from the paragraph or from its style."""
        settings = _child(paragraph, "pPr")
        style = _inner(settings, "pStyle") if settings is not None else ""
        own = _list_of(settings)
        number, depth = own if own else self._styles.get(style, ("", 0))
        form = self._lists.get(number, "")
        return (form, depth) if form else None


def _styles(styles: Element | None) -> dict[str, tuple[str, int]]:
    """The list and level that each style gives its paragraphs."""
    own: dict[str, tuple[str, int]] = {}
    based: dict[str, str] = {}
    for style in styles if styles is not None else ():
        code = _value(style, "styleId")
        based[code] = _inner(style, "basedOn")
        if found := _list_of(_child(style, "pPr")):
            own[code] = found
    return {code: found for code in based if (found := _inherited(code, own, based))}


def _inherited(
    code: str, own: dict[str, tuple[str, int]], based: dict[str, str]
) -> tuple[str, int] | None:
    for _ in range(_MAX_STYLES):
        if code in own:
            return own[code]
        code = based.get(code, "")
    return None


def _list_of(settings: Element | None) -> tuple[str, int] | None:
    numbers = _child(settings, "numPr") if settings is not None else None
    if numbers is None:
        return None
    depth = _inner(numbers, "ilvl")
    return _inner(numbers, "numId"), int(depth) if depth.isdecimal() else 0


def _levels(form: Element) -> list[tuple[int, _Level]]:
    found = []
    for level in form:
        depth = _value(level, "ilvl")
        if _tag(level) != "lvl" or not depth.isdecimal() or int(depth) >= MAX_LEVEL:
            continue
        start = _inner(level, "start")
        found.append(
            (
                int(depth),
                _Level(
                    _inner(level, "numFmt") or "decimal",
                    _inner(level, "lvlText")[:20],
                    int(start) if start.isdecimal() and len(start) < MAX_LEVEL else 1,
                ),
            )
        )
    return found


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _child(parent: Element, name: str) -> Element | None:
    return next((child for child in parent if _tag(child) == name), None)


def _value(element: Element, name: str) -> str:
    """An attribute whatever its namespace."""
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def _inner(parent: Element, name: str) -> str:
    """The value of a child: <numId val="3"/> gives 3."""
    child = _child(parent, name)
    return _value(child, "val") if child is not None else ""


def _roman(count: int) -> str:
    if count > 39:  # noqa: PLR2004 -- no plan has forty parts
        return str(count)
    written = ""
    for value, letters in _ROMAN:
        while count >= value:
            written += letters
            count -= value
    return written


def _letter(count: int) -> str:
    return _LETTERS[(count - 1) % len(_LETTERS)]


_FORMS: dict[str, Callable[[int], str]] = {
    "upperRoman": _roman,
    "lowerRoman": lambda count: _roman(count).lower(),
    "upperLetter": lambda count: _letter(count).upper(),
    "lowerLetter": _letter,
    "decimalZero": lambda count: f"{count:02d}",
}
