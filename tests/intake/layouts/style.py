"""What one workbook's tables carry besides the counts."""

from dataclasses import dataclass

from tests.intake.layouts import words


@dataclass
class Style:
    """Chosen once for a workbook: its forms look alike."""

    is_merged: bool
    ordinals: str
    has_banner: bool
    has_number_line: bool
    sums: str  # columns that add: none, of each group, of all
    twin: bool  # a "Lũy kế" beside each day's count
    within: bool  # "Tổng số" and "Trong đó" under each upper heading
    aside_before: tuple
    aside_after: tuple
    has_notes: bool
    totals: str
    other_rows: tuple
    clusters: str
    keys: str  # how an outer key of several rows is written
    group_figures: bool


def draw_style(pick, rng):
    """A plain form in most of its parts."""
    return Style(
        is_merged=pick.chance(2, "merged headings"),
        ordinals=pick.feature("ordinals", "none", "1", "01", "I", "1.", "blank"),
        has_banner=pick.chance(5, "banner"),
        has_number_line=pick.chance(6, "column numbers"),
        sums=pick.feature("sum columns", "none", "none", "of groups", "of all"),
        twin=pick.chance(7, "lũy kế beside each count"),
        within=pick.chance(7, "trong đó"),
        aside_before=tuple(rng.sample(words.ASIDE[4:], 1))
        if pick.chance(6, "quota before")
        else (),
        aside_after=tuple(rng.sample(words.ASIDE, pick.of(1, 2)))
        if pick.chance(4, "lũy kế columns")
        else (),
        has_notes=pick.chance(3, "notes"),
        totals=pick.feature("totals", "none", "bottom", "top", "both"),
        other_rows=tuple(rng.sample(words.OTHER_ROWS, 1)) if pick.chance(6, "lũy kế row") else (),
        clusters=pick.feature(
            "clusters", "none", "none", "none", "headed", "with sums", "with Cộng"
        ),
        keys=pick.feature("outer keys", "repeated", "merged", "once"),
        group_figures=pick.chance(5, "figures on group rows"),
    )
