"""What the headings of a column say together, and which key columns name its rows."""

from intake.rules.tally.claims import Claim, claims_of, together
from intake.rules.tally.columns import Column, Table, understood
from intake.rules.tally.grid import Place
from intake.rules.tally.lexicon import Label, Lexicon
from intake.rules.tally.wording import Role
from vietnamese.text import comparable

Head = tuple[Place, Label]


def column_claims(column: Column, table: Table, lexicon: Lexicon) -> dict[Role, Claim]:
    """The sides that the headings over a column name; unknown words make its indicator unknown."""
    claims: dict[Role, Claim] = {}
    for place, label in column.heads:
        claims = together(claims, claims_of(label, place))
    whole = _joined(column.heads, lexicon)
    if whole:
        return {**claims, Role.INDICATOR: whole}
    strange = _strange_head(column, table)
    if strange:
        place, label = strange
        claims[Role.INDICATOR] = Claim((), _asked(column, label), place)
    return claims


def _asked(column: Column, strange: Label) -> str:
    """The strange heading with those of the column that name an indicator: under another one it may differ."""
    texts = [label.text for _, label in column.heads if label == strange or label.indicators]
    return " / ".join(texts)


def _joined(heads: tuple[Head, ...], lexicon: Lexicon) -> Claim | None:
    """ "Căn cước" over "Đã cấp thẻ" is read as one heading first: the parts alone would contradict."""
    parts = [
        (place, label)
        for place, label in heads
        if label.role is None
        and (label.indicators or not label.names_something)
        and not label.cohorts
    ]
    if len(parts) < 2 or not any(label.text for _, label in parts):  # noqa: PLR2004
        return None
    text = " ".join(label.text for _, label in parts)
    codes = lexicon.indicators.find(text)
    return Claim(codes, text, parts[-1][0]) if len(codes) == 1 else None


def _strange_head(column: Column, table: Table) -> Head | None:
    """A heading that was not understood and matters; a banner over everything does not, nor one over
    an indicator, unless the same indicator stands under another heading too ("Đội 1", "Đội 2")."""
    for index, (place, label) in enumerate(column.heads):
        if understood(label):
            continue
        below = column.heads[index + 1 :]
        is_banner = below and _spans_all(place, table)
        is_over_indicator = any(b.indicators for _, b in below)
        if not is_banner and not (is_over_indicator and not _divides(index, column, table)):
            return place, label
    return None


def _divides(index: int, column: Column, table: Table) -> bool:
    """Whether another column has the same headings but for this one."""
    own = _others(index, column)
    place = column.heads[index][0]
    return any(
        other.heads[index : index + 1]
        and other.heads[index][0] != place
        and _others(index, other) == own
        for other in table.measures
        if other.index != column.index
    )


def _others(index: int, column: Column) -> list[str]:
    texts = [comparable(label.text) for _, label in column.heads]
    return texts[:index] + texts[index + 1 :]


def _spans_all(place: Place, table: Table) -> bool:
    return all(any(place == head for head, _ in column.heads) for column in table.measures)


def key_blocks(table: Table) -> dict[int, tuple[Column, ...]]:
    """For each measure column the key columns of its own table, where two stand side by side.

    A block is keys and the measures after them; keys that no measure follows belong to the block before.
    """
    blocks: list[tuple[list[Column], list[Column]]] = [([], [])]
    for column in table.columns:
        if column.keys and blocks[-1][1]:
            blocks.append(([], []))
        blocks[-1][0 if column.keys else 1].extend(
            [column] if column.keys or column.is_measure else []
        )
    if len(blocks) > 1 and not blocks[-1][1]:
        last_keys, _ = blocks.pop()
        blocks[-1][0].extend(last_keys)
    return {
        measure.index: _with_missing(keys, [k for earlier, _ in blocks[:at] for k in earlier])
        for at, (keys, measures) in enumerate(blocks)
        for measure in measures
    }


def _with_missing(keys: list[Column], earlier: list[Column]) -> tuple[Column, ...]:
    """A block of days may go on with the units of the block to its left."""
    own = frozenset(role for column in keys for role in column.keys)
    return (*(column for column in earlier if not column.keys & own), *keys)
