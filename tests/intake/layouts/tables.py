"""One table written on a page: headings, rows, and everything between that is no count."""

from collections import namedtuple
from dataclasses import dataclass, field

from tests.intake.layouts import words
from tests.intake.layouts.arrangements import combinations, count_of, pair_of
from tests.intake.layouts.truth import Fact

# heads: from the top, (identity, text) or None where the heading above reaches down
Column = namedtuple("Column", "kind heads side where parts", defaults=(None, None, ()))
Row = namedtuple("Row", "kind text where parts", defaults=("", None, ()))
Key = namedtuple("Key", "place side values")  # a name, and the cells that it names


@dataclass
class Table:
    """A table for one context; `write` puts it on the page and says where it ends."""

    page: object
    truth: object
    arrangement: object
    context: dict
    style: object
    keys: list = field(default_factory=list)
    duplicate: bool = False  # whether one row stands there twice, with other values
    last_keys: dict = field(default_factory=dict)  # by side, what was written last and where
    row_number: int = 0
    group_number: int = 0

    def __post_init__(self):
        self.habits = self.page.habits
        self.rng = self.page.habits.rng
        self.columns = self._columns()

    # Headings

    def _columns(self):
        style, habits = self.style, self.habits
        columns = []
        if style.ordinals != "none":
            columns.append(Column("ordinal", [("stt", habits.heading("stt"))]))
        columns.extend(
            Column("key", [(side, habits.heading(side))], side) for side in self.arrangement.rows
        )
        columns.extend(Column("aside", [(text, text)]) for text in style.aside_before)
        columns.extend(self._counts())
        columns.extend(Column("aside", [(text, text)]) for text in style.aside_after)
        if style.has_notes:
            columns.append(Column("note", [("note", habits.heading("note"))]))
        return self._shuffled(columns)

    def _shuffled(self, columns):
        is_list = not self.arrangement.columns and not self.arrangement.group
        if not is_list or self.style.keys != "repeated" or self.style.ordinals != "none":
            return columns
        self.rng.shuffle(columns)
        return columns

    def _counts(self):
        sides = self.arrangement.columns
        if not sides:
            return [Column("count", [("value", self.habits.heading("value"))], where={})]
        leaves = [
            Column("count", self._heads(sides, where), where=where)
            for where in combinations(self.truth, sides)
            if self._fits(where)
        ]
        with_sums = self._with_sums(leaves)
        if self.style.has_banner and len(leaves) > 1:
            banner = ("banner", self._banner(sides[0]))
            with_sums = [c._replace(heads=[banner, *c.heads]) for c in with_sums]
        return with_sums

    def _banner(self, side):
        return self.habits.said.setdefault(("banner", side), self.rng.choice(words.BANNERS[side]))

    def _fits(self, where):
        """Not a cohort that the rows' or titles' indicator is never asked for."""
        known = {**self.context, **where}
        pair = pair_of(known)
        return None in pair or pair in self.truth.fields

    def _heads(self, sides, where):
        heads, path = [], ()
        for side in sides:
            path = (*path, where[side])
            is_sole = side == "cohort" and where[side] == "all" and "indicator" in where
            is_sole = is_sole and sides.index("indicator") < sides.index(side)
            heads.append(None if is_sole else (path, self.name(side, where[side], in_head=True)))
        return heads

    def _with_sums(self, leaves):
        groups = {}
        for leaf in leaves:
            groups.setdefault(leaf.heads[0], []).append(leaf)
        is_two_deep = len(leaves[0].heads) > 1 if leaves else False
        columns = []
        for head, parts in groups.items():
            if is_two_deep and len(parts) > 1:
                columns.extend(self._group_with_sum(head, parts))
            else:
                columns.extend(parts)
        if self.style.sums == "of all" and len(leaves) > 1:
            columns.append(Column("sum", [("sum", self._sum_word())], parts=tuple(leaves)))
        return [twin for column in columns for twin in self._twins(column)]

    def _group_with_sum(self, head, parts):
        if self.style.within:
            within = ((head, "within"), "Trong đó")
            total = Column("sum", [head, ((head, "sum"), "Tổng số"), None], parts=tuple(parts))
            return [total, *(p._replace(heads=[head, within, *p.heads[1:]]) for p in parts)]
        if self.style.sums == "of groups":
            total = Column("sum", [head, ((head, "sum"), self._sum_word())], parts=tuple(parts))
            return [*parts, total]
        return parts

    def _sum_word(self):
        return self.habits.said.setdefault("sum", self.rng.choice(words.SUM_COLUMNS))

    def _twins(self, column):
        if not self.style.twin or column.kind != "count":
            return [column]
        own, whole = ("Trong ngày", "Lũy kế")
        at = id(column)
        return [
            column._replace(heads=[*column.heads, ((at, own), own)]),
            Column("aside", [*column.heads, ((at, whole), whole)]),
        ]

    def name(self, side, value, *, in_head=False):
        """The words, or the day, that stand for a value."""
        habits = self.habits
        if side == "unit":
            return habits.unit(value)
        if side == "day":
            return habits.day_in_heading(value) if in_head else habits.day_in_row(value)
        if side == "field":
            return self._field_name(*value)
        return habits.wording(side, value)

    def _field_name(self, indicator, cohort):
        indicator_name = self.habits.wording("indicator", indicator)
        if cohort == "all":
            return indicator_name
        form = self.habits.said.setdefault(
            "field", self.rng.choice(("{} {}", "{} ({})", "{} - {}", "{}: {}"))
        )
        return form.format(indicator_name, self.habits.wording("cohort", cohort))

    # Writing

    def write(self, top, left):
        """Put the table; returns the first row below it and the first column to its right."""
        below = self._write_heads(top, left)
        if self.style.has_number_line and len(self.columns) > 2:
            for index in range(len(self.columns)):
                self.page.put((below, left + index), f"({index + 1})")
            below += 1
        for row in self._rows():
            self._write_row(row, below, left)
            below += 1
        return below, left + len(self.columns)

    def _write_heads(self, top, left):
        depth = max(len(c.heads) for c in self.columns)
        heads = [[*c.heads, *[None] * (depth - len(c.heads))] for c in self.columns]
        for level in range(depth):
            index = 0
            while index < len(heads):
                head, end = heads[index][level], index + 1
                while head and end < len(heads) and self._same_head(heads, level, index, end):
                    end += 1
                if head:
                    self._write_head(top + level, left + index, heads, (level, index, end))
                index = end
        return top + depth

    @staticmethod
    def _same_head(heads, level, first, other):
        return heads[first][: level + 1] == heads[other][: level + 1]

    def _write_head(self, row, column, heads, span):
        level, index, end = span
        self.page.text((row, column), heads[index][level][1])
        if self.style.is_merged:
            below = 0
            if end - index == 1:
                rest = heads[index][level + 1 :]
                below = len(rest) if not any(rest) else 0
            self.page.merge(row, column, row + below, column + end - index - 1)

    # Rows

    def _rows(self):
        data = self._data_rows()
        every = tuple(row for row in data if row.kind == "data")
        total = Row("total", self.rng.choice(words.TOTALS), parts=every)
        if self.style.totals in {"top", "both"}:
            yield total
        yield from data
        if self.duplicate:
            yield Row("duplicate", where=self.rng.choice(every).where)
        if self.style.totals in {"bottom", "both"}:
            yield total
        for text in self.style.other_rows:
            yield Row("other", text)

    def _data_rows(self):
        group = self.arrangement.group
        if group:
            return [row for value in self._groups(group) for row in self._grouped(group, value)]
        rows = [
            Row("data", where=where)
            for where in combinations(self.truth, self.arrangement.rows)
            if self._fits(where)
        ]
        return self._clustered(rows)

    def _groups(self, group):
        return [where[group] for where in combinations(self.truth, (group,))]

    def _grouped(self, group, value):
        rows = [
            Row("data", where={group: value, **where})
            for where in combinations(self.truth, self.arrangement.rows)
            if self._fits({group: value, **where})
        ]
        parts = tuple(rows) if self.style.group_figures else ()
        return [Row("group", self.name(group, value), {group: value}, parts), *rows] if rows else []

    def _clustered(self, rows):
        style = self.style.clusters
        if style == "none" or self.arrangement.rows != ("unit",) or len(rows) < 3:
            return rows
        middle, clustered = len(rows) // 2, []
        for number, part in enumerate((rows[:middle], rows[middle:]), 1):
            if style == "with Cộng":
                clustered += [*part, Row("total", f"Cộng cụm {number}", parts=tuple(part))]
            else:
                sums = tuple(part) if style == "with sums" else ()
                clustered += [Row("cluster", f"Cụm {number}", parts=sums), *part]
        return clustered

    def _write_row(self, row, at, left):
        self._write_ordinal(row, at, left)
        if row.kind in {"data", "duplicate"}:
            self._write_data(row, at, left)
            return
        keys = [i for i, c in enumerate(self.columns) if c.kind == "key"]
        place = (at, left + keys[0])
        self.page.text(place, row.text)
        if row.kind == "group":
            self.keys.append(Key(place, self.arrangement.group, []))
        self._write_figures(row, at, left)

    def _write_ordinal(self, row, at, left):
        if row.kind == "data":
            self.row_number += 1
            number = self.row_number
        elif row.kind in {"group", "cluster"}:
            self.group_number += 1
            number, self.row_number = self.group_number, 0
        else:
            return
        text = self._ordinal(number, is_group=row.kind != "data")
        for index, column in enumerate(self.columns):
            if column.kind == "ordinal" and text is not None:
                self.page.put((at, left + index), text)

    def _ordinal(self, number, *, is_group):
        has_groups = self.arrangement.group or self.style.clusters in {"headed", "with sums"}
        roman = words.ROMAN[(number - 1) % len(words.ROMAN)]
        if is_group:
            return roman if self.style.ordinals != "blank" else None
        forms = {
            "1": number,
            "01": f"{number:02d}",
            "1.": f"{number}.",
            "I": number if has_groups else roman,
        }
        return forms.get(self.style.ordinals)

    def _write_data(self, row, at, left):
        writers = {
            "count": self._write_count,
            "aside": self._write_aside,
            "sum": self._write_sum,
            "note": self._write_note,
        }
        columns = [(column, (at, left + index)) for index, column in enumerate(self.columns)]
        for column, place in columns:
            if column.kind in writers:
                writers[column.kind](row, column, place)
        counts = [place for column, place in columns if column.kind == "count"]
        for column, place in columns:
            if column.kind == "key":
                self._write_key(row, column.side, place, counts)
        groups = [key for key in self.keys if key.side == self.arrangement.group]
        if groups and row.kind == "data":
            groups[-1].values.extend(counts)

    def _write_aside(self, row, column, place):
        self.page.put(place, self._aside(column))

    def _write_sum(self, row, column, place):
        self.page.put(place, sum(self._value(row.where, part.where) or 0 for part in column.parts))

    def _write_note(self, row, column, place):
        if self.rng.random() < 0.2:
            self.page.text(place, self.rng.choice(words.NOTES))

    def _aside(self, column):
        text = column.heads[-1][1]
        if "ỷ lệ" in text:
            return self.rng.choice(
                (f"{self.rng.randrange(99)},{self.rng.randrange(10, 99)}%", 0.8255, 64.5)
            )
        return self.rng.randrange(100, 900) if self.rng.random() < 0.9 else None

    def _value(self, row, column):
        return count_of(self.truth, {**self.context, **row, **column})

    def _write_count(self, row, column, place):
        value = self._value(row.where, column.where)
        if row.kind == "duplicate" and value is not None:
            value += 1
        typed = self.habits.number(value)
        if isinstance(typed, str):
            self.page.text(place, typed)
        else:
            self.page.put(place, typed)
        if value is not None:
            where = {**self.context, **row.where, **column.where}
            fact = Fact(where["unit"], *pair_of(where), where["day"], value)
            self.page.facts[place] = fact

    def _write_key(self, row, side, place, values):
        sides = self.arrangement.rows
        outer = sides[: sides.index(side) + 1]
        is_outer = len(sides) > 1 and side == sides[0] and row.kind == "data"
        same = tuple(row.where[s] for s in outer)
        last = self.last_keys
        if is_outer and self.style.keys != "repeated" and last.get(side, (None,))[0] == same:
            key = last[side][1]
            key.values.extend(values)
            if self.style.keys == "merged":
                self._stretch(key.place, place)
            return
        self.page.text(place, self.name(side, row.where[side]))
        key = Key(place, side, list(values))
        self.keys.append(key)
        self.last_keys[side] = (same, key)

    def _stretch(self, origin, place):
        merged = self.page.merged
        old = [region for region in merged if region[:2] == origin]
        for region in old:
            merged.remove(region)
        merged.append((*origin, *place))

    def _write_figures(self, row, at, left):
        for index, column in enumerate(self.columns):
            place = (at, left + index)
            if row.kind == "other" and column.kind in {"count", "sum"}:
                is_share = "ỷ lệ" in row.text
                self.page.put(
                    place,
                    f"{self.rng.randrange(99)},5%" if is_share else self.rng.randrange(900, 3000),
                )
            elif row.parts and column.kind == "count":
                self.page.put(place, self._sum(row.parts, (column,)))
            elif row.parts and column.kind == "sum":
                self.page.put(place, self._sum(row.parts, column.parts))

    def _sum(self, rows, columns):
        return sum(self._value(r.where, c.where) or 0 for r in rows for c in columns)
