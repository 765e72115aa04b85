"""Figures that a plan's own fields imply, so that a plan typed by hand is worked out again too.

A figure that the reader already took from the text is not repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from plans.rules.checks.context import EVERYBODY, Band, Context
from plans.rules.checks.shares import is_exact, printed_decimal, reconciles
from plans.rules.checks.totals import is_slip
from plans.rules.facts import BaselineFacts, FigureFacts, PlanFacts, StockFacts, TeamFacts
from plans.rules.goals import PrintedQuotaFacts, Span
from vietnamese.numbers import format_count
from vietnamese.text import fold

_DAYS = re.compile(r"(?<![\d/.,-])(\d{2,3})\s*ngày\b(?!\s*\d)", re.IGNORECASE)
_ACROSS = frozenset({"cong", "tong", "tong cong"})


def figures_of_fields(facts: PlanFacts, context: Context) -> Iterator[FigureFacts]:
    """Shares and sums of the baseline, teams, the appendix and the days that the title speaks of."""
    if facts.baseline:
        typed = not any(figure.span for figure in facts.figures)
        typed = typed and not any(target.spans for target in facts.targets)
        yield from _shares(facts.baseline, facts.figures, context, typed=typed)
        yield from _sums(facts.baseline, facts.figures, context)
    yield from _teams(facts)
    yield from _appendix(facts.printed_quotas, facts.figures)
    yield from _across(facts.printed_quotas)
    yield from _days(facts)


def _shares(
    baseline: BaselineFacts, known: tuple[FigureFacts, ...], context: Context, *, typed: bool
) -> Iterator[FigureFacts]:
    taken = {
        (f.terms[0], printed_decimal(f.printed)) for f in known if f.kind == "share" and f.terms
    }
    for stock in baseline.stocks:
        if (
            not stock.printed_percent
            or (stock.value, printed_decimal(stock.printed_percent)) in taken
        ):
            continue
        whole = _whole_of(stock, baseline, context)
        # What a text was read to say is refuted by the text's own pairs alone.
        if whole and (typed or reconciles(stock.printed_percent, stock.value, whole)):
            label = _stock_label(stock, context)
            yield FigureFacts("share", label, stock.printed_percent, (stock.value, whole))


def _whole_of(stock: StockFacts, baseline: BaselineFacts, context: Context) -> int | None:
    """The whole that the percent belongs to: the one that fits, else the people of its own cohort."""
    own = _population(baseline, context).get(stock.cohort or EVERYBODY)
    others = [
        other.value
        for other in baseline.stocks
        if other is not stock
        and stock.cohort in (None, other.cohort)
        and other.value >= stock.value
    ]
    candidates = [own] if own else []
    candidates += [*others, *_population(baseline, context).values()]
    for fits in (is_exact, reconciles):
        for whole in candidates:
            if fits(stock.printed_percent, stock.value, whole):
                return whole
    return own


def _population(baseline: BaselineFacts, context: Context) -> Mapping[str, int]:
    return {**context.populations, **baseline.population}


def _stock_label(stock: StockFacts, context: Context) -> str:
    words = (
        context.indicator_label(stock.indicator) or stock.note,
        context.cohort_label(stock.cohort),
    )
    return ", ".join(word[:1].lower() + word[1:] for word in words if word)


def _sums(
    baseline: BaselineFacts, known: tuple[FigureFacts, ...], context: Context
) -> Iterator[FigureFacts]:
    """Cohorts whose ages together make up another's, in people and in each stock."""
    taken = {frozenset(f.terms) for f in known if f.kind == "sum"}
    tables: dict[str, Mapping[str, int]] = {"": baseline.population}
    for stock in baseline.stocks:
        values = dict(tables.get(stock.indicator, {}))
        tables[stock.indicator] = {**values, stock.cohort or EVERYBODY: stock.value}
    for indicator, table in tables.items():
        for whole, parts in _parts_of(table, context):
            terms = tuple(table[part] for part in parts)
            if frozenset(terms) in taken:
                continue
            name = context.indicator_label(indicator) or "nhân khẩu"
            label = f"{name[:1].lower()}{name[1:]} ({context.cohort_label(whole) or 'toàn bộ'})"
            yield FigureFacts("sum", label, format_count(table[whole]), terms)


def _parts_of(table: Mapping[str, int], context: Context) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each cohort with the cohorts of the table that tile its ages without gap or overlap."""
    bands = {code: band for code in table if (band := context.band(code))}
    for whole, (low, high) in bands.items():
        inside = sorted((band for band in bands.values() if band != (low, high)), key=_by_age)
        path = _tiling(low, high, inside)
        if path:
            yield whole, tuple(next(c for c, b in bands.items() if b == band) for band in path)


def _by_age(band: Band) -> tuple[int, float]:
    return band[0], float("inf") if band[1] is None else band[1]


def _tiling(low: int, high: int | None, bands: list[Band]) -> tuple[Band, ...]:
    """The finest row of bands from `low` to `high`; () where there is none."""
    for band in bands:
        if band[0] != low:
            continue
        if band[1] == high:
            return (band,)
        if band[1] is not None and band[1] > low and (rest := _tiling(band[1], high, bands)):
            return (band, *rest)
    return ()


def _teams(facts: PlanFacts) -> Iterator[FigureFacts]:
    """Teams whose members all have a number, unless the text's own figure stands there."""
    read = [f for f in facts.figures if f.kind == "team"]
    for team in facts.teams:
        terms = tuple(m.people for m in team.members if m.people is not None)
        if team.people is None or not terms or len(terms) != len(team.members):
            continue
        if _is_repeated(team.people, sum(terms)):
            continue
        if not any(_is_of_team(figure, team, terms) for figure in read):
            yield FigureFacts("team", team.name, str(team.people), terms, team.span)


def _is_repeated(people: int, in_one: int) -> bool:
    """One such team at each of several places: 24 people, 8 at each of three."""
    return 0 < in_one < people and people % in_one == 0


def _is_of_team(figure: FigureFacts, team: TeamFacts, terms: tuple[int, ...]) -> bool:
    same = sorted(figure.terms) == sorted(terms)
    return same or bool(figure.span and team.span and _touch(figure.span, team.span))


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _appendix(
    rows: tuple[PrintedQuotaFacts, ...], known: tuple[FigureFacts, ...]
) -> Iterator[FigureFacts]:
    """Each column of the appendix against its TỔNG CỘNG line."""
    taken = {(f.printed, f.terms) for f in known if f.kind == "sum"}
    for what, column in groupby(sorted(rows, key=lambda row: row.what), key=lambda row: row.what):
        terms: list[int] = []
        for row in column:
            if not row.is_total:
                terms.append(row.value)
                continue
            figure = FigureFacts(
                "sum", what or row.unit, format_count(row.value), tuple(terms), row.span
            )
            fits = row.value == sum(terms) or is_slip(row.value, figure.terms)
            if len(terms) > 1 and fits and (figure.printed, figure.terms) not in taken:
                yield figure
            terms = []


def _across(rows: tuple[PrintedQuotaFacts, ...]) -> Iterator[FigureFacts]:
    """Each line of the appendix whose last column is "Cộng": the columns before it make it up, or nearly."""
    for (unit, _), cells in groupby(rows, key=lambda row: (row.unit, row.span)):
        row = list(cells)
        if len(row) > 2 and fold(row[-1].what) in _ACROSS:  # noqa: PLR2004
            terms = tuple(cell.value for cell in row[:-1])
            total = row[-1].value
            if total == sum(terms) or is_slip(total, terms):
                yield FigureFacts("sum", unit, format_count(total), terms, row[-1].span)


def _days(facts: PlanFacts) -> Iterator[FigureFacts]:
    """The days of the title ("Chiến dịch 90 ngày, đêm") against the plan's window."""
    if not facts.starts_on or not facts.ends_on:
        return
    window = (facts.starts_on.toordinal(), facts.ends_on.toordinal())
    taken = {f.printed for f in facts.figures if f.kind == "duration"}
    for match in _DAYS.finditer(facts.title):
        if match[1] not in taken:
            taken.add(match[1])
            yield FigureFacts("duration", "", match[1], window)
