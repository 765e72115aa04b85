"""A small vocabulary and small sheets for the reader of tallies."""

from dataclasses import replace
from datetime import date

from intake.rules.tally import Term, UnitName, Vocabulary, read_tally
from sheets.workbook import Sheet, Workbook

VILLAGES = (
    "Thôn Phú Bình",
    "Thôn Phú Cường",
    "Thôn Phú Hòa",
    "Thôn Phú Hưng",
    "Thôn Phú Lâm",
    "Thôn Phú Nghĩa",
    "Thôn Phú Tân",
    "Thôn Phú Thịnh",
    "Thôn Phú Thuận",
    "Thôn Phú Vinh",
    "Thôn Tân Hiệp",
    "Thôn Tân Phước",
)
INDICATORS = (
    Term(
        "card_intake",
        "Thu nhận hồ sơ cấp căn cước",
        ("thu nhận hồ sơ CCCD", "hồ sơ căn cước", "làm căn cước", "cấp CCCD"),
    ),
    Term(
        "card_issued",
        "Đã được cấp thẻ căn cước",
        ("đã cấp thẻ CC", "cấp thẻ CCCD", "đã có CCCD"),
    ),
    Term(
        "eid_intake",
        "Thu nhận hồ sơ tài khoản ĐDĐT mức 2",
        ("thu nhận ĐDĐT", "thu nhận hồ sơ định danh mức 2", "thu nhận định danh"),
    ),
    Term(
        "eid_activated",
        "Kích hoạt tài khoản ĐDĐT mức 2",
        ("kích hoạt ĐDĐT", "kích hoạt VNeID mức 2", "đã kích hoạt"),
    ),
    Term("eid1_activated", "Kích hoạt tài khoản ĐDĐT mức 1", ("định danh mức 1",)),
    Term("dossiers", "Tổng hồ sơ thu nhận", ("tổng hồ sơ",)),
    Term("broadcasts", "Phát thanh tuyên truyền", ("loa truyền thanh",)),
)
COHORTS = (
    Term("all", "Toàn bộ nhân khẩu"),
    Term("age_0_5", "Dưới 6 tuổi", ("dưới 06 tuổi", "<6")),
    Term("age_6_13", "Từ đủ 6 đến dưới 14 tuổi", ("6-14", "từ 6 - 14 tuổi", "trẻ em 6-14")),
    Term("age_14_up", "Từ đủ 14 tuổi trở lên", ("14+", "≥14", "từ 14 tuổi trở lên")),
)
FIELDS = frozenset(
    {("broadcasts", "all")}
    | {
        (indicator, cohort)
        for indicator in ("card_intake", "eid_intake", "eid_activated")
        for cohort in ("age_6_13", "age_14_up")
    }
)
# The commune's totals: as many as one village may report at most.
PEOPLE = {"age_6_13": 5045, "age_14_up": 27434}
JUNE_1, JUNE_2 = date(2026, 6, 1), date(2026, 6, 2)
CARDS, ACTIVATED = "Thu nhận hồ sơ căn cước", "Kích hoạt tài khoản ĐDĐT mức 2"
CHILDREN, ADULTS = "6-14 tuổi", "Từ đủ 14 tuổi"


def vocabulary(*more_units, **changes):
    plain = Vocabulary(
        units=tuple(UnitName(name, name) for name in VILLAGES) + more_units,
        indicators=INDICATORS,
        cohorts=COHORTS,
        fields=FIELDS,
        starts_on=date(2026, 5, 26),
        ends_on=date(2026, 6, 30),
        today=date(2026, 6, 12),
        population={(name, code): count for name in VILLAGES for code, count in PEOPLE.items()},
    )
    return replace(plain, **changes)


def sheet(*rows, name="Sheet", merged=(), hidden=False):
    return Sheet(name, tuple(tuple(row) for row in rows), hidden, merged)


def reading(*rows, words=None, filename="", **options):
    return read_tally(
        Workbook((sheet(*rows, **options),)), words or vocabulary(), filename=filename
    )


def counts(read):
    """(unit, indicator, cohort, day, value) of every cell, in the order of the sheet."""
    return [(c.unit, c.indicator, c.cohort, c.day.isoformat(), c.value) for c in read.cells]


def kinds(read):
    return [(p.kind, p.cell) for p in read.problems]
