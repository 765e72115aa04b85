"""What stands around a table: letterheads, titles that tell the unit and the day, signatures."""

from datetime import timedelta

from tests.intake.layouts import legacy, words

NEEDS_MONTH = frozenset({"Ngày d", "d", "dd text"})
NEEDS_WEEK = frozenset({"T2", "Thứ 2"})


class Titles:
    """Where one workbook tells what its tables do not: in titles, sheet names or its file's name."""

    def __init__(self, pick, rng, truth, contexts):
        self.rng, self.truth = rng, truth
        self.is_alone = len(contexts) == 1
        self.carrier = {}
        for side in contexts[0]:
            single = len({context[side] for context in contexts}) == 1
            options = ["line", "title"]
            if side in {"unit", "day"}:
                options += ["cells", "sheet"] + (["file", "file"] if single else [])
            self.carrier[side] = pick.feature(f"{side} told in", *options)
        self.letterhead_count = pick.of(0, 1, 2, 4)
        self.has_range = pick.chance(3, "dates of the week in the title")
        self.has_footer = pick.chance(2, "signatures")
        self.gap = pick.of(0, 1, 2)
        self.title = rng.choice(words.TITLES)

    def move(self, old, new):
        """What one place was to tell, another tells."""
        for side, carrier in self.carrier.items():
            self.carrier[side] = new if carrier == old else carrier

    def write(self, page, top, context, habits):
        """Title rows for one table; returns the first row below them."""
        row, left = top, 0
        if top == 0:
            for text in self.rng.sample(words.LETTERHEADS, self.letterhead_count):
                page.text((row, left + self.rng.choice((0, 0, 3))), text)
                row += 1
        told = [side for side, carrier in self.carrier.items() if carrier == "title"]
        for side in self.carrier:
            row += self._own_line(page, (row, left), side, context[side], habits)
        if told or top == 0:
            page.text(
                (row, left),
                " ".join([self.title, *(self._in_title(s, context[s], habits) for s in told)]),
            )
            row += 1
        if "day" not in context and (self.has_range or self.needs_range(habits)):
            page.text((row, left), self._range(habits))
            row += 1
        return row + (self.gap if row > top else 0)

    def needs_range(self, habits):
        """Whether the day headings mean nothing without the week or the month."""
        return habits.head_day_form in NEEDS_MONTH | NEEDS_WEEK

    def _own_line(self, page, place, side, value, habits):
        carrier, (row, column) = self.carrier[side], place
        word = {"unit": "Đơn vị", "day": "Ngày", "indicator": "Nội dung", "cohort": "Lứa tuổi"}[
            side
        ]
        if carrier == "line":
            page.told[side] = place
            page.text(place, f"{word}: {self._told(side, value, habits)}")
        elif carrier == "cells":
            page.text(place, f"{word}:")
            content = value if side == "day" else self._told(side, value, habits)
            page.text((row, column + 1), content)
            page.told[side] = (row, column + 1)
        return carrier in {"line", "cells"}

    def _told(self, side, value, habits):
        if side == "unit":
            return habits.unit(value)
        if side == "day":
            return self.rng.choice(
                (
                    f"{value:%d/%m/%Y}",
                    f"{value.day}/{value.month}/{value.year}",
                    f"{value:%d.%m.%Y}",
                )
            )
        return habits.wording(side, value)

    def _in_title(self, side, value, habits):
        if side == "unit":
            return self.rng.choice(("", "CỦA ", "- ")) + value.upper()
        if side == "day":
            return self.rng.choice(
                (
                    f"NGÀY {value:%d/%m/%Y}",
                    f"ngày {value:%d} tháng {value.month} năm {value.year}",
                    f"ngày {value.day}/{value.month}",
                )
            )
        if side == "cohort":
            return f"({habits.wording(side, value)})"
        return f"- {habits.wording(side, value)}"

    def _range(self, habits):
        first, last = self.truth.days[0], self.truth.days[-1]
        if habits.head_day_form in NEEDS_MONTH and self.rng.random() < 0.5:
            return self.rng.choice(
                ("Tháng {m}/{y}", "THÁNG {m:02d} NĂM {y}", "(Tháng {m:02d}/{y})")
            ).format(m=first.month, y=first.year)
        if habits.head_day_form not in NEEDS_MONTH:
            first -= timedelta(days=first.weekday())
            last = first + timedelta(days=6)
        form = self.rng.choice(
            (
                "Từ ngày {a:%d/%m/%Y} đến ngày {b:%d/%m/%Y}",
                "(Từ {a:%d/%m} đến {b:%d/%m/%Y})",
                "Tuần từ {a:%d/%m/%Y} - {b:%d/%m/%Y}",
            )
        )
        return form.format(a=first, b=last)

    def sheet_name(self, number, context, habits):
        """The sheet's name; old fonts never reach it."""
        parts = [
            self._in_name(side, context[side])
            for side, carrier in self.carrier.items()
            if carrier == "sheet"
        ]
        name = (
            " ".join(parts)
            if parts
            else self.rng.choice((f"Sheet{number}", f"Bieu {number}", f"BC{number}"))
        )
        return legacy.decomposed(name) if habits.spelling == "decomposed" else name

    def _in_name(self, side, value):
        if side == "day":
            return self.rng.choice(
                (
                    f"{value.day}-{value.month}",
                    f"{value:%d.%m}",
                    f"Ngay {value:%d-%m}",
                    f"{value:%d-%m-%Y}",
                    f"Ngày {value.day}.{value.month}",
                )
            )
        plain = legacy.without_accents(value)
        bare = value.split(" ", 1)[1]
        return self.rng.choice((value, plain, value.upper(), *(() if bare.isdigit() else (bare,))))

    def file_name(self, context):
        """Such as "BC thon Phu Hoa 08-06-2026"."""
        parts = [self.rng.choice(("BC", "bao cao", "Tong hop", "BIEU"))]
        for side, carrier in self.carrier.items():
            if carrier == "file":
                value = context[side]
                parts.append(
                    legacy.without_accents(value)
                    if side == "unit"
                    else self.rng.choice(
                        (
                            f"{value:%d-%m-%Y}",
                            f"ngay {value:%d-%m-%Y}",
                            f"{value:%d.%m.%Y}",
                            f"{value:%d_%m_%Y}",
                        )
                    )
                )
        return self.rng.choice((" ", "_")).join(parts)

    def footer(self, page, row, left):
        """Signatures and remarks below everything."""
        if not self.has_footer:
            return
        row += self.rng.choice((0, 1, 2))
        start = self.rng.randrange(len(words.FOOTERS) - 2)
        for one, other in words.FOOTERS[start : start + 3]:
            page.text((row, left + 1), one)
            if other:
                page.text((row, left + 4), other)
            row += 1
