"""One side of a column's counts (unit; indicator and cohort; day): judged once for each wording, not once a row."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Generic, TypeVar

from intake.rules.tally.claims import Claim, Claims, over, together
from intake.rules.tally.grid import Place
from intake.rules.tally.judging import Judged
from intake.rules.tally.wording import Role
from sheets.workbook import Value

T = TypeVar("T")
# Rows of places that differ from row to row while the words stay the same.
OWN_ROW = -1
GROUP_PLACE = (-2, 0)
SIDES = ((Role.UNIT,), (Role.INDICATOR, Role.COHORT), (Role.DAY,))


@dataclass(slots=True)
class Group:
    """What the last row of text alone says for the rows below it; a number stands for each wording."""

    claims: dict[Role, Claim] = field(default_factory=dict)  # all at GROUP_PLACE
    places: dict[Role, Place] = field(default_factory=dict)  # where these really stand
    _numbers: dict[tuple[Claim | None, ...], int] = field(default_factory=dict)

    def say(self, said: Claims, places: Mapping[Role, Place]) -> None:
        """Take over what a row says; it closes the groups below one of its own level."""
        opened = list(self.claims)
        level = min((opened.index(role) for role in said if role in opened), default=len(opened))
        self.claims = {role: self.claims[role] for role in opened[:level]} | dict(said)
        self.places |= places

    def number(self, roles: tuple[Role, ...]) -> int:
        """Of the wording that holds now for one side."""
        wording = tuple(self.claims.get(role) for role in roles)
        return self._numbers.setdefault(wording, len(self._numbers))


@dataclass(frozen=True, slots=True)
class Named:
    """What the cells of a row's key columns say; the same text is looked up once."""

    columns: tuple[int, ...]
    claims: Callable[[int, Value], Claims]  # of a key column and its value
    group: Group
    context: Claims
    sheet: str


class Side(Generic[T]):
    """Judges one side of the counts in columns that share their headings and their key columns."""

    def __init__(
        self, number: int, head: Claims, named: Named, judge: Callable[[Claims, str], Judged[T]]
    ) -> None:
        self._roles = SIDES[number]
        self._head = {role: claim for role, claim in head.items() if role in self._roles}
        self._named, self._judge = named, judge
        self._pick: Callable[[Sequence[Value]], Hashable] = (
            itemgetter(*named.columns) if named.columns else _nothing
        )
        self._known: dict[Hashable, Judged[T]] = {}
        self._in_group: dict[tuple[Hashable, int], Judged[T]] = {}

    def judged(self, values: Sequence[Value]) -> Judged[T]:
        """What the row with these values comes to."""
        key = self._pick(values)
        found = self._known.get(key)
        if found is None:
            found = self._in_group.get((key, self._named.group.number(self._roles)))
        return found if found is not None else self._learn(key, values)

    def _learn(self, key: Hashable, values: Sequence[Value]) -> Judged[T]:
        own: dict[Role, Claim] = {}
        for column in self._named.columns:
            said = self._named.claims(column, values[column])
            own = together(own, {r: claim for r, claim in said.items() if r in self._roles})
        own = together(own, self._head)
        group = self._named.group
        found = self._judge(over(over(self._named.context, group.claims), own), self._named.sheet)
        if all(role in own for role in self._roles):  # rows and columns say all, so no group does
            self._known[key] = found
        else:
            self._in_group[key, group.number(self._roles)] = found
        return found


def _nothing(values: Sequence[Value]) -> Hashable:
    return ()
