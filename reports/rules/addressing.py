"""Whom a plan means by "Công an xã, các Ban điều hành thôn": names of units in running words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from units.rules import Kind
from vietnamese.text import fold

# How plans name all units of a kind at once, folded.
_OF_KIND: dict[str, tuple[str, ...]] = {
    Kind.VILLAGE: ("thon", "xom", "ap", "khom", "to dan pho"),
    Kind.SCHOOL: ("truong hoc", "nha truong", "cac truong"),
    Kind.UNION: ("doan the", "cac hoi"),
    Kind.DEPARTMENT: ("phong, ban", "phong chuyen mon"),
    Kind.POLICE: ("cong an",),
    Kind.COMMUNE: ("cac xa", "xa, phuong", "cap xa"),
}


@dataclass(frozen=True)
class Body:
    """A unit by its place, its kind and the names it goes by."""

    path: str
    kind: str
    names: tuple[str, ...]


def is_addressed(words: str, bodies: Iterable[Body]) -> bool:
    """Whether the words name one of the bodies, by a name of its own or with all of its kind."""
    said = fold(words)
    return bool(said) and any(
        _stands_in(fold(name), said)
        for body in bodies
        for name in (*body.names, *_OF_KIND.get(body.kind, ()))
    )


def _stands_in(name: str, said: str) -> bool:
    """Whole words only: "ap" is not in "cap xa"."""
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said) is not None
