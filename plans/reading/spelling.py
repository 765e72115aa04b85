"""Misread words and names spelt two ways, with their places in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plans.reading.blocks import Block
from plans.rules.checks.spelt import Spelt, names_in, spelt_two_ways
from plans.rules.checks.words import cell_suspects, suspects_in
from plans.rules.facts import SpellingFacts
from plans.rules.goals import Span
from vietnamese.text import comparable

_SCHOOL = re.compile(r"\b(?P<kind>THCS|THPT|TH&THCS|[Tt]iểu học|[Mm]ầm non)(?=\s)")
_WORD = re.compile(r"\s+([^\W\d_]+)(?!\w)")
_LONGEST = 4  # words of a school's name
_RECIPIENTS = re.compile(r"\W*nơi nhận\b", re.IGNORECASE)


def spellings_of(document: tuple[Block, ...]) -> tuple[SpellingFacts, ...]:
    """Each misspelling once, at its first place, in the order of the text."""
    found = [*_misread(document), *_two_ways(document), *_schools(document)]
    return tuple(sorted(found, key=lambda spelling: spelling.span.start if spelling.span else 0))


def _misread(document: tuple[Block, ...]) -> list[SpellingFacts]:
    first: dict[str, SpellingFacts] = {}
    for block in document:
        for suspect in suspects_in(block.text):
            span = block.span(suspect.start, suspect.end)
            fact = SpellingFacts("ocr", suspect.printed, suspect.suggestion, span)
            first.setdefault(comparable(suspect.printed), fact)
        for printed, right in cell_suspects(block.cells) if block.kind == "row" else ():
            at = block.text.find(printed)
            span = block.span(at, at + len(printed)) if at >= 0 else block.span()
            first.setdefault(comparable(printed), SpellingFacts("ocr", printed, right, span))
    return list(first.values())


def _two_ways(document: tuple[Block, ...]) -> list[SpellingFacts]:
    """Names over the whole text; `start` of each is its place in the source while they are compared."""
    names: list[Spelt] = []
    places: dict[int, Span] = {}
    for block in document:
        for spelt in names_in(block.text):
            span = block.span(spelt.start, spelt.end)
            places[span.start] = span
            names.append(Spelt(spelt.kind, spelt.name, span.start, span.end))
    two_ways = [
        SpellingFacts("name", rare.name, right.name, places[rare.start])
        for rare, right in spelt_two_ways(names)
    ]
    return [*two_ways, *_small_letters(document, {spelt.name for spelt in names})]


def _small_letters(document: tuple[Block, ...], names: set[str]) -> Iterator[SpellingFacts]:
    """Names with a small l for their capital I: "la Kdăm" beside "Ia Kdăm"."""
    wrong = {f"l{name[1:]}": name for name in names if name.startswith("I")}
    if not wrong:
        return
    any_of_them = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, wrong))})(?!\w)")
    for block in document:
        for match in any_of_them.finditer(block.text):
            if right := wrong.pop(match[0], ""):
                yield SpellingFacts("ocr", match[0], right, block.span(*match.span()))


def _schools(document: tuple[Block, ...]) -> list[SpellingFacts]:
    """The one school that the duties name, where the recipients name one that has no duty."""
    tail = next((n for n, b in enumerate(document) if _RECIPIENTS.match(b.text)), len(document))
    named, told = _schools_in(document[:tail]), _schools_in(document[tail:])
    found: list[SpellingFacts] = []
    for kind, receivers in told.items():
        duties = named.get(kind, {})
        if len(duties) == len(receivers) == 1 and duties.keys() != receivers.keys():
            (duty, _), (receiver, span) = *duties.values(), *receivers.values()
            found.append(SpellingFacts("name", receiver, duty, span))
    return found


def _schools_in(blocks: tuple[Block, ...]) -> dict[str, dict[str, tuple[str, Span]]]:
    """By kind of school and comparable name: the name as printed and its first place."""
    found: dict[str, dict[str, tuple[str, Span]]] = {}
    for block in blocks:
        for match in _SCHOOL.finditer(block.text):
            end = _name_end(block.text, match.end())
            if end > match.end():
                schools = found.setdefault(match["kind"].lower(), {})
                place = (block.text[match.start() : end], block.span(match.start(), end))
                schools.setdefault(comparable(block.text[match.end() : end]), place)
    return found


def _name_end(text: str, at: int) -> int:
    """Where the capitalised words that follow end."""
    for _ in range(_LONGEST):
        word = _WORD.match(text, at)
        if not word or not word[1][0].isupper():
            break
        at = word.end()
    return at
