"""Properties of the ledger: whatever comes in whatever order, once or often, ends as the order of versions says."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from intake.actions.counts import Origin, record_counts
from intake.actions.days import close_day, open_day
from intake.actions.entry import Declared, Sent, submit_day
from intake.models import Count, Entry, Source, Submission, Total
from intake.rules.ledger import CellKey, Clashes, DayLocked, NewValue, Press, Refusal, cell_name
from tests import build
from units.models import Unit, User
from units.rules import Role, lineage

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("LEDGER_EXAMPLES", "150"))  # of each property
DAYS = [build.DAY.replace(day=11), build.DAY]
VILLAGES = ["vn/xa/thon-1/", "vn/xa/thon-2/"]
COHORTS = ["age_6_13", "age_14_up"]
PLACES, BROWSERS = len(VILLAGES) * len(COHORTS), 4
OFFICER, SAME_OFFICER, HEAD, PLAIN = range(BROWSERS)  # PLAIN: a browser without JavaScript

Value = int | None
Place = int  # which of a day's cells
Values = Mapping[Place, Value]
Story = Sequence[tuple[Any, ...]]  # the name of what happens, and its details
fast = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES <= 1000,
    database=None,
    phases=[Phase.generate],  # making a failure smaller takes minutes with a database
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True)
class World:
    """A commune of two villages and two cells each, with those who may write there."""

    commune: Unit
    units: list[Unit]
    indicator: int
    cohorts: list[int]
    people: list[User]  # by browser
    head: User
    above: dict[int, list[int]]

    def key(self, day: int, place: Place) -> CellKey:
        unit = self.units[place // len(COHORTS)].pk
        return CellKey(unit, DAYS[day], self.indicator, self.cohorts[place % len(COHORTS)])


@pytest.fixture
def world(settings) -> World:
    settings.PORTAL_TODAY = DAYS[-1]
    units = [build.unit(path) for path in VILLAGES]
    plan = build.plan()
    cohorts = [build.cohort(code) for code in COHORTS]
    for cohort in cohorts:
        build.field(plan, cohort=cohort)
    officer, head = build.user("vn/xa/"), build.user("vn/xa/", Role.POLICE_HEAD)
    ids = dict(Unit.objects.values_list("path", "pk"))
    above = {unit.pk: [ids[path] for path in lineage(unit.path)[:-1]] for unit in units}
    return World(
        commune=build.unit("vn/xa/"),
        units=units,
        indicator=build.indicator().pk,
        cohorts=[cohort.pk for cohort in cohorts],
        people=[officer, officer, head, officer],
        head=head,
        above=above,
    )


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside goes again, so that each example begins with an empty ledger."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Line(NamedTuple):
    """What the model believes a version of a cell to be: its value and, of a press, whose it was."""

    value: Value
    browser: int | None = None
    sequence: int = 0


@dataclass
class Message:
    """One press as it waits in a browser's queue, the versions that the page had seen with it."""

    day: int
    browser: int
    sequence: int
    values: Values
    seen: Mapping[Place, int]
    nothing: frozenset[int]
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    answer: dict[str, Any] | None = None


Ledger = dict[CellKey, list[Line]]


@dataclass
class Portal:
    """The portal beside a model of it, which keeps nothing but each cell's versions in order."""

    world: World
    model: Ledger = field(default_factory=dict)
    locked: set[int] = field(default_factory=set)
    queue: list[Message] = field(default_factory=list)
    spoken: dict[CellKey, dict[int, int]] = field(default_factory=dict)  # last sequence by browser

    def version(self, key: CellKey) -> int:
        return len(self.model.get(key, ()))

    def value(self, key: CellKey) -> Value:
        return self.model[key][-1].value if self.model.get(key) else None

    # --- What people do ---------------------------------------------------------------------------

    def live(self, story: Story) -> None:
        for name, *details in story:
            getattr(self, name)(*details)

    def save(self, *page: Any) -> None:
        """A page that is sent at once."""
        self.press(*page)
        self.deliver(-1, 1)

    def press(self, day: int, browser: int, values: Values, stale: int, nothing: int) -> None:
        """A browser's page, read up to `stale` versions ago, is put into its queue."""
        keys = {place: self.world.key(day, place) for place in range(PLACES)}
        seen = {place: max(0, self.version(key) - stale) for place, key in keys.items()}
        units = frozenset({nothing} & set(range(len(VILLAGES))))
        message = Message(day, browser, len(self.queue) + 1, values, seen, units)
        self.queue.append(message)

    def deliver(self, number: int, times: int) -> None:
        if not self.queue:
            return
        message = self.queue[number % len(self.queue)]
        for _ in range(times):
            self.arrive(message)

    def arrive(self, message: Message) -> None:
        """The portal must answer as the model says, and hold nothing but what the model holds."""
        refusal, changes = self.expected(message)
        if refusal:
            with pytest.raises(refusal):
                self.send(message)
        else:
            answer = self.send(message)
            assert answer == (message.answer or answer)
            message.answer = answer
            assert answer["cells"] == Entry.objects.filter(submission__key=message.key).count()
        for key, line in changes.items():
            self.model.setdefault(key, []).append(line)

    def send(self, message: Message) -> dict[str, Any]:
        sent = Sent(
            DAYS[message.day],
            self.new_values(message),
            Declared(nothing=frozenset(self.world.units[n].pk for n in message.nothing)),
            press=self.press_of(message),
        )
        return submit_day(sent=sent, key=message.key, by=self.world.people[message.browser])

    def press_of(self, message: Message) -> Press | None:
        if message.browser == PLAIN:
            return None
        return Press(uuid.UUID(int=message.browser + 1), message.sequence)

    def new_values(self, message: Message) -> list[NewValue]:
        return [
            NewValue(self.world.key(message.day, place), value, message.seen[place])
            for place, value in message.values.items()
        ]

    def tally(self, day: int, values: Values) -> None:
        """Somebody else's workbook, which asks no cell for its version."""
        new = [NewValue(self.world.key(day, place), value) for place, value in values.items()]
        if day in self.locked:
            with pytest.raises(DayLocked):
                record_counts(new, by=self.world.head, origin=Origin(Source.TALLY))
            return
        record_counts(new, by=self.world.head, origin=Origin(Source.TALLY))
        for key, value, *_ in new:
            if is_new(self.model.get(key, []), value):
                self.model.setdefault(key, []).append(Line(value))

    def close_during(self, day: int, story: Story) -> None:
        """What happens while the day is locked; then it is opened again."""
        close_day(unit=self.world.commune, day=DAYS[day], by=self.world.head)
        self.locked.add(day)
        self.live(story)
        open_day(unit=self.world.commune, day=DAYS[day], reason="bổ sung", by=self.world.head)
        self.locked.remove(day)

    # --- What the model expects -------------------------------------------------------------------

    def expected(self, message: Message) -> tuple[type[Refusal] | None, dict[CellKey, Line]]:
        """The refusal that is due, or the versions that the message adds."""
        if message.answer is not None:
            return None, {}
        if message.day in self.locked and (message.values or message.nothing):
            return DayLocked, {}
        wanted = {
            key: new for key, new in self.wanted(message).items() if self.is_last(key, message)
        }
        for key, (value, base) in wanted.items():
            if is_new(self.model.get(key, []), value) and not self.is_known(key, base, message):
                return Clashes, {}
        self.note_spoken(message)
        return None, {
            key: Line(value, message.browser, message.sequence)
            for key, (value, _) in wanted.items()
            if is_new(self.model.get(key, []), value)
        }

    def wanted(self, message: Message) -> dict[CellKey, tuple[Value, int]]:
        """Value and version seen: what was typed, and a zero for each other blank cell of a declared unit."""
        cells = {new.key: (new.value, new.base_version or 0) for new in self.new_values(message)}
        for place in range(PLACES):
            key = self.world.key(message.day, place)
            if place // len(COHORTS) in message.nothing and self.value(key) is None:
                cells.setdefault(key, (0, self.version(key)))
        return cells

    def note_spoken(self, message: Message) -> None:
        if message.browser != PLAIN:
            for key in self.wanted(message):
                by_browser = self.spoken.setdefault(key, {})
                last = by_browser.get(message.browser, 0)
                by_browser[message.browser] = max(last, message.sequence)

    def is_last(self, key: CellKey, message: Message) -> bool:
        """Whether no later press of the same browser has spoken about the cell."""
        spoken = self.spoken.get(key, {}).get(message.browser, 0)
        return message.browser == PLAIN or spoken <= message.sequence

    def is_known(self, key: CellKey, base: int, message: Message) -> bool:
        """Whether the sender has seen all versions, but for those that his own browser wrote before."""
        since = self.model.get(key, [])[base:]
        own = [one.browser == message.browser and one.sequence < message.sequence for one in since]
        return not since or (message.browser != PLAIN and all(own))

    # --- What must hold ---------------------------------------------------------------------------

    def check(self) -> None:
        """The portal holds the model's versions, no gap, no more; counts and totals follow from them."""
        stored: dict[CellKey, list[Value]] = {}
        for *cell, version, value in Entry.objects.order_by("version").values_list(
            *CellKey._fields, "version", "value"
        ):
            lines = stored.setdefault(CellKey(*cell), [])
            lines.append(value)
            assert version == len(lines)
        assert stored == {key: [line.value for line in lines] for key, lines in self.model.items()}
        assert counts() == {key: (lines[-1], len(lines)) for key, lines in stored.items()}
        assert totals() == summed(stored, self.world.above)
        answered = {message.key for message in self.queue if message.answer is not None}
        assert sorted(Submission.objects.values_list("key", flat=True)) == sorted(answered)


def is_new(lines: Sequence[Line], value: Value) -> bool:
    return lines[-1].value != value if lines else value is not None


def counts() -> dict[CellKey, tuple[Value, int]]:
    """Value and version of each cell that ever had an entry."""
    rows = Count.objects.filter(version__gt=0).values_list(*CellKey._fields, "value", "version")
    return {CellKey(*cell): (value, version) for *cell, value, version in rows}


def totals() -> dict[CellKey, int]:
    rows = Total.objects.exclude(value=0).values_list(*CellKey._fields, "value")
    return {CellKey(*cell): value for *cell, value in rows}


def summed(stored: dict[CellKey, list[Value]], above: dict[int, list[int]]) -> dict[CellKey, int]:
    sums: dict[CellKey, int] = {}
    for key, lines in stored.items():
        for unit in above[key.unit_id]:
            up = key._replace(unit_id=unit)
            sums[up] = sums.get(up, 0) + (lines[-1] or 0)
    return {key: value for key, value in sums.items() if value}


# --- Sequences ------------------------------------------------------------------------------------

numbers = st.one_of(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5), st.none())
cells = st.dictionaries(st.integers(0, PLACES - 1), numbers, min_size=1, max_size=3)
days = st.sampled_from([1, 1, 1, 0])
declared = st.sampled_from([-1, -1, -1, -1, 0, 1])  # the village where nothing happened
browsers = st.sampled_from([OFFICER, OFFICER, OFFICER, SAME_OFFICER, HEAD, PLAIN])
page = (days, browsers, cells, st.sampled_from([0, 0, 0, 0, 1, 2]), declared)
kept = st.tuples(st.just("press"), *page)
saved = st.tuples(st.just("save"), *page)
delivered = st.tuples(st.just("deliver"), st.integers(0, 7), st.integers(1, 4))
others = st.tuples(st.just("tally"), days, cells)
free = st.one_of(saved, saved, saved, kept, kept, delivered, delivered, delivered, others)
closed = st.tuples(st.just("close_during"), days, st.lists(free, min_size=1, max_size=3))
stories = st.lists(st.one_of(*[free] * 9, closed), min_size=8, max_size=14)


@fast
@given(story=stories)
def test_any_interleaving_ends_as_the_order_of_versions_says(world, story):
    with undone():
        portal = Portal(world)
        portal.live(story)
        portal.check()


# --- One browser ----------------------------------------------------------------------------------


@dataclass
class Browser:
    """One browser's page and queue: each press carries all that the page does not know to be stored."""

    portal: Portal
    typed: dict[Place, Value] = field(default_factory=dict)
    known: dict[Place, tuple[int, Value]] = field(default_factory=dict)
    pending: list[Message] = field(default_factory=list)

    def type_and_press(self, values: Values) -> None:
        self.typed.update(values)
        waiting = {place for message in self.pending for place in message.values}
        new = {place for place, value in self.typed.items() if value != self.seen(place)[1]}
        carried = {place: self.typed[place] for place in sorted(waiting | new)}
        if carried:
            seen = {place: self.seen(place)[0] for place in range(PLACES)}
            number = len(self.portal.queue) + 1
            message = Message(1, OFFICER, number, carried, seen, frozenset())
            self.portal.queue.append(message)
            self.pending.append(message)

    def seen(self, place: Place) -> tuple[int, Value]:
        return self.known.get(place, (0, None))

    def transmit(self, number: int, times: int, is_heard: bool) -> None:
        """A press reaches the portal; its answer may be lost on the way back."""
        if not self.portal.queue:
            return
        message = self.portal.queue[number % len(self.portal.queue)]
        for _ in range(times):
            self.portal.arrive(message)
        if is_heard and message in self.pending:
            self.pending.remove(message)
            for place in message.values:
                name = cell_name(self.portal.world.key(1, place))
                version, _, value = message.answer["seen"][name].partition(":")
                heard = (int(version), int(value) if value else None)
                self.known[place] = max(self.seen(place), heard, key=lambda one: one[0])

    def check(self) -> None:
        self.portal.check()
        stored = {place: self.portal.value(self.portal.world.key(1, place)) for place in self.typed}
        assert stored == self.typed


typed = st.tuples(st.just("type_and_press"), cells)
sent = st.tuples(st.just("transmit"), st.integers(0, 7), st.integers(1, 3), st.booleans())


@fast
@given(
    story=st.lists(st.one_of(typed, typed, sent), min_size=3, max_size=9),
    last=cells,
    order=st.permutations(range(10)),
    omitted=st.sets(st.integers(0, 9), max_size=3),
)
def test_whatever_order_one_browsers_presses_arrive_in_the_last_typed_values_stand(
    world, story, last, order, omitted
):
    with undone():
        browser = Browser(Portal(world))
        for name, *details in [*story, ("type_and_press", last)]:
            getattr(browser, name)(*details)
        newest = len(browser.portal.queue) - 1
        for number in order:
            if number <= newest and (number == newest or number not in omitted):
                browser.transmit(number, 1 + number % 2, is_heard=False)
        browser.check()
