"""The habits of one workbook: how its names, numbers and days are typed."""

from datetime import date

from tests.intake.layouts import legacy, words

NBSP = "\u00a0"
WRITERS = {
    "plain": str,
    "decomposed": legacy.decomposed,
    "old tone marks": legacy.old_tone_marks,
    "no accents": legacy.without_accents,
    "TCVN3": legacy.tcvn3,
    "TCVN3 capitals": legacy.tcvn3_capitals,
    "VNI": legacy.vni,
    "capitals": str.upper,
}
FONTS = {"TCVN3": ".VnTime", "TCVN3 capitals": ".VnTimeH", "VNI": "VNI-Times"}
SPELLINGS = (
    "plain", "plain", "decomposed", "old tone marks", "no accents", "TCVN3", "TCVN3 capitals", "VNI",
    "mixed by cell", "capitals",
)  # fmt: skip
MIXED = ("plain", "TCVN3", "VNI", "decomposed")
BLANKS = (None, "-", "x", "…", "", " ", "–", "X")
_EXCEL_DAY_ZERO = date(1899, 12, 30)


class Habits:
    """Everything small about one workbook, told by a seed so that it can be made again."""

    def __init__(self, pick, rng, spellings=SPELLINGS):
        self.rng = rng
        self.spelling = pick.feature("spelling", *spellings)
        self.numbers = pick.feature("numbers", "plain", "plain", "text", "mixed")
        self.slips = pick.feature("unit names", "as listed", "as listed", "slips")
        self.blank = pick.feature("blanks", "empty", "marks", "mixed")
        self.day_form = pick.feature("days in rows", *_ROW_DAYS)
        self.head_day_form = pick.feature("days in headings", *_HEAD_DAYS)
        self.said = {}

    def write_days_as_text(self):
        """In a text table 46175 and 4.6 are numbers for good."""
        if self.day_form in {"serial", "number 4.6"}:
            self.day_form = "d/m"
        if self.head_day_form == "serial":
            self.head_day_form = "d/m"

    def spell(self, text):
        """The text as this workbook's machine keeps it; the font's name with it."""
        name = self.rng.choice(MIXED) if self.spelling == "mixed by cell" else self.spelling
        return WRITERS[name](text), FONTS.get(name)

    def wording(self, kind, code):
        """One wording per name and workbook, as people do."""
        table = words.INDICATORS if kind == "indicator" else words.COHORTS
        return self.said.setdefault((kind, code), self.rng.choice(table[code]))

    def heading(self, dimension):
        """A heading word, the same in all tables of the workbook."""
        return self.said.setdefault(
            ("heading", dimension), self.rng.choice(words.HEADINGS[dimension])
        )

    def unit(self, name):
        """The village's name, with slips where the workbook has such."""
        if self.slips == "as listed":
            return name
        bare = name.split(" ", 1)[1]
        if bare.isdigit():
            word = words.NUMBER_WORDS[int(bare) - 1]
            forms = [
                f"thôn {int(bare):02d}",
                f"T.{bare}",
                f"Thôn  {bare} ",
                f"THÔN {bare}",
                f"Thôn số {bare}",
            ]
            if self.spelling not in {"no accents"}:  # "thon bay" may be anything
                forms.append(f"Thôn {word}")
            return self.rng.choice(forms)
        return self.rng.choice(
            (
                bare,
                f"thôn {bare} ",
                f"T. {bare}",
                f"Thôn  {bare}",
                name.upper(),
                f"T.{bare}",
                f"Thôn {bare.lower()}",
                f"Thôn: {bare}",
            )
        )

    def number(self, value):
        """A count as typed; None in one of the ways to leave a cell open."""
        if value is None:
            return self._blank()
        style = self.rng.choice(("plain", "text")) if self.numbers == "mixed" else self.numbers
        return value if style == "plain" else self._typed(value)

    def _blank(self):
        if self.blank == "empty":
            return None
        return self.rng.choice(BLANKS)

    def _typed(self, value):
        grouped = f"{value:,}".replace(",", ".")
        forms = [
            grouped, f"{grouped} ", f"{NBSP}{grouped}{NBSP}", f"{value} hồ sơ", f"{grouped} hs", f"'{value}",
            f"{value:02d}", float(value), f" {grouped}", f"{value} người",
        ]  # fmt: skip
        return self.rng.choice(forms)

    def day_in_row(self, day):
        """A day in a list's column."""
        return _ROW_DAYS[self.day_form](day)

    def day_in_heading(self, day):
        """A day over a column, in one form for the whole workbook."""
        return _HEAD_DAYS[self.head_day_form](day)


def _serial(day):
    return (day - _EXCEL_DAY_ZERO).days


_ROW_DAYS = {
    "date": lambda d: d,
    "dd/mm/yyyy": lambda d: f"{d:%d/%m/%Y}",
    "d/m": lambda d: f"{d.day}/{d.month}",
    "d.m": lambda d: f"{d.day}.{d.month}",
    "d-m-yyyy": lambda d: f"{d.day}-{d.month}-{d.year}",
    "dd/mm/yy": lambda d: f"{d:%d/%m/%y}",
    "in words": lambda d: f"ngày {d:%d} tháng {d.month} năm {d.year}",
    "serial": _serial,
    "number 4.6": lambda d: float(f"{d.day}.{d.month}"),
    "weekday": lambda d: f"{words.WEEKDAYS[d.weekday()]}, {d.day}/{d.month}/{d.year}",
    "ngày d/m": lambda d: f"Ngày {d.day}/{d.month}",
    "T2 d/m": lambda d: f"{words.SHORT_WEEKDAYS[d.weekday()]} ({d:%d/%m})",
}
_HEAD_DAYS = {
    "date": lambda d: d,
    "dd/mm": lambda d: f"{d:%d/%m}",
    "d/m": lambda d: f"{d.day}/{d.month}",
    "dd/mm/yyyy": lambda d: f"{d:%d/%m/%Y}",
    "Ngày d/m": lambda d: f"Ngày {d.day}/{d.month}",
    "T2 dd/m": lambda d: f"{words.SHORT_WEEKDAYS[d.weekday()]} {d:%d}/{d.month}",
    "Thứ Hai dd/m/yyyy": lambda d: f"{words.WEEKDAYS[d.weekday()]} {d:%d}/{d.month}/{d.year}",
    "d.m": lambda d: f"{d.day}.{d.month}",
    "Ngày d": lambda d: f"Ngày {d.day}",
    "d": lambda d: d.day,
    "dd text": lambda d: f"{d:%d}",
    "T2": lambda d: words.SHORT_WEEKDAYS[d.weekday()],
    "Thứ 2": lambda d: words.WEEKDAYS[d.weekday()],
    "serial": _serial,
}
