"""Which figures look wrong: each commonest slip raises one question, an ordinary day none."""

import json
from datetime import date

from intake.rules.doubts import FREQUENCY, STOCK, CellFacts, doubts_of, unanswered

DAY = date(2026, 6, 11)


def usual(**over):
    """A cell that holds about 12 a day, 130 so far."""
    facts = {
        "row": "1",
        "label": "Kích hoạt 6–14",
        "total": 130,
        "typical": 12,
        "least": 6,
        "most": 17,
    }
    return CellFacts(**{**facts, **over})


def stock(level, **over):
    return CellFacts("1", "Ví điện tử", STOCK, level=level, **over)


def asked(facts, typed):
    return [(d.name, d.kind) for d in doubts_of(facts, typed, DAY)]


def question(fact, value, **others):
    """The one question about a cell by itself."""
    facts = {"a": fact, **{name: other for name, (other, _) in others.items()}}
    typed = {"a": value, **{name: beside for name, (_, beside) in others.items()}}
    [doubt] = doubts_of(facts, typed, DAY)
    return doubt.kind, doubt.question


def test_the_running_total_typed_as_the_day():
    assert question(usual(), 130) == (
        "cumulative",
        "130 bằng đúng số lũy kế đến hết ngày 10/6 (130). Đây có phải số của riêng ngày 11/6?",
    )


def test_the_running_total_with_the_day_in_it():
    assert question(usual(), 144) == (
        "cumulative",
        "144 lớn hơn cả số lũy kế đến hết ngày 10/6 (130). Đây có phải số của riêng ngày 11/6?",
    )


def test_the_running_total_with_what_stood_before_the_plan():
    assert question(usual(start=1927), 2071) == (
        "cumulative",
        "2.071 lớn hơn cả số lũy kế đến hết ngày 10/6 (2.057). Đây có phải số của riêng ngày 11/6?",
    )


def test_figures_that_only_ever_rise():
    fact = CellFacts("1", "Kích hoạt", total=117, previous=49, most=49, rises=3, rise_from=10)
    assert question(fact, 60) == (
        "cumulative",
        "Số tăng liên tục 5 ngày, từ 10 lên 60. Đây có phải số của riêng ngày 11/6?",
    )
    assert asked({"a": fact}, {"a": 48}) == []
    assert asked({"a": fact._replace(rises=2)}, {"a": 60}) == []


def test_a_level_before_the_plan_typed_on_its_first_day():
    first = CellFacts("1", "Kích hoạt", start=1927)
    assert asked({"a": first}, {"a": 1941}) == [("a", "cumulative")]
    assert asked({"a": first}, {"a": 14}) == []


def test_small_figures_early_in_a_plan_are_not_asked_about():
    second = usual(total=12, typical=None, least=12, most=12)
    assert [asked({"a": second}, {"a": value}) for value in (5, 12, 14, 24, 30)] == [[]] * 5


def test_nothing_is_asked_of_what_is_stored_already_or_blank():
    assert asked({"a": usual(stored=130)}, {"a": 130}) == []
    assert asked({"a": usual()}, {"a": None}) == []
    assert asked({"a": usual()}, {}) == []


def test_a_row_copied_from_yesterday_is_asked_about_once():
    facts = {"a": usual(previous=0), "b": usual(previous=13), "c": usual(previous=9)}
    [doubt] = doubts_of(facts, {"a": 0, "b": 13, "c": 9}, DAY)
    assert doubt[:4] == (
        "b",
        "copied",
        13,
        "Cả 3 số trùng với số ngày 10/6 (0, 13, 9). Đây có phải số của ngày 11/6?",
    )


def test_a_row_of_small_figures_may_repeat_itself():
    facts = {"a": usual(previous=3, least=1), "b": usual(previous=0)}
    assert asked(facts, {"a": 3, "b": 0}) == []
    assert asked({"a": usual(previous=13), "b": usual(previous=9)}, {"a": 13, "b": 8}) == []


def test_two_columns_exchanged():
    facts = {
        "a": usual(label="Căn cước", typical=8, least=4, most=12),
        "b": usual(label="Kích hoạt", typical=40, least=25, most=60, total=500),
    }
    [doubt] = doubts_of(facts, {"a": 41, "b": 7}, DAY)
    assert (doubt.name, doubt.kind) == ("a", "columns")
    assert doubt.question == (
        "Căn cước 41, Kích hoạt 7: ngày thường khoảng 8 và 40. Hai số này có đúng cột không?"
    )
    assert asked(facts, {"a": 12, "b": 25}) == []


def test_digits_exchanged_doubled_or_one_too_many():
    kinds = {
        31: ("digits", "Ngày thường khoảng 12. Có gõ nhầm 13 thành 31 không?"),
        21: ("digits", "Ngày thường khoảng 11. Có gõ nhầm 12 thành 21 không?"),
        112: ("doubled", "Ngày thường khoảng 12. Có gõ nhầm 12 thành 112 không?"),
        77: ("doubled", "Ngày thường khoảng 12. Có gõ nhầm 7 thành 77 không?"),
        120: ("ten_times", "Ngày thường khoảng 12. Có gõ nhầm 12 thành 120 không?"),
    }
    for value, expected in kinds.items():
        fact = usual(typical=11, most=13) if value == 21 else usual()
        assert question(fact._replace(total=900), value) == expected


def test_many_times_the_usual():
    assert question(usual(total=900), 97) == (
        "ten_times",
        "97 gấp khoảng 8 lần ngày thường (12). Số này có đúng không?",
    )
    assert asked({"a": usual()}, {"a": 20}) == []


def test_an_eleven_is_one_key_held_too_long_only_where_eleven_is_rare():
    assert asked({"a": usual(least=1)}, {"a": 11}) == []
    assert asked({"a": usual(typical=1, least=1, most=2)}, {"a": 11}) == [("a", "doubled")]


def test_more_activated_than_received():
    activated = usual(done=190, received=180, received_label="Căn cước 6–14", follows=("b",))
    received = usual(label="Căn cước 6–14")
    before = activated._replace(done=170)
    assert question(before, 16, b=(received, 5)) == (
        "follows",
        "Cộng 16, lũy kế Kích hoạt 6–14 là 186, nhiều hơn lũy kế Căn cước 6–14 (185). Số này có đúng không?",
    )
    assert asked({"a": before, "b": received}, {"a": 15, "b": 5}) == []
    assert asked({"a": before, "b": received}, {"a": 16, "b": None}) == []  # it may still be typed
    assert asked({"a": activated, "b": received}, {"a": 16, "b": 5}) == []  # asked before


def test_more_than_the_people_who_are_left():
    fact = usual(total=300, start=100, people=410)
    assert question(fact, 11) == (
        "people",
        "11 nhiều hơn số người còn lại của nhóm này (10 trong 410 người). Số này có đúng không?",
    )
    assert asked({"a": fact}, {"a": 10}) == []
    assert asked({"a": fact._replace(total=311)}, {"a": 12}) == []  # asked on the day it came about


def test_a_level_that_falls_jumps_or_passes_the_people():
    assert question(stock(420), 415) == (
        "falls",
        "Số lũy kế giảm từ 420 xuống 415. Đây có phải số lũy kế đến hết ngày 11/6?",
    )
    assert question(stock(420), 4_300) == (
        "ten_times",
        "4.300 gấp khoảng 10 lần số lũy kế trước đó (420). Số này có đúng không?",
    )
    assert question(stock(420, people=500), 501) == (
        "people",
        "501 nhiều hơn 500 người của nhóm này. Số này có đúng không?",
    )
    assert asked({"a": stock(420)}, {"a": 420}) == []
    assert asked({"a": stock(None)}, {"a": 5_000}) == []


def test_a_share_that_must_rise_is_asked_about_once_for_the_row():
    facts = {
        "a": usual(label="Kích hoạt", must_rise=True),
        "b": usual(label="Sổ sức khỏe", must_rise=True),
        "c": usual(label="Vận động"),
    }
    [doubt] = doubts_of(facts, {"a": 0, "b": 0, "c": 0}, DAY)
    assert doubt[:4] == (
        "a",
        "must_rise",
        0,
        (
            "Kích hoạt, Sổ sức khỏe không tăng trong ngày 11/6; kế hoạch yêu cầu tỷ lệ ngày hôm sau phải"
            " cao hơn ngày hôm trước. Số này có đúng không?"
        ),
    )
    complete = facts["a"]._replace(people=130)
    assert asked({"a": complete}, {"a": 0}) == []


def test_a_share_above_its_whole_is_refused_whatever_is_answered():
    facts = {"a": usual(label="Tổng hồ sơ"), "b": usual(label="Trực tuyến", whole="a")}
    doubts = doubts_of(facts, {"a": 9, "b": 10}, DAY)
    assert doubts == [
        (
            "b",
            "share",
            10,
            "Trực tuyến (10) không thể nhiều hơn Tổng hồ sơ (9) của cùng ngày. Đề nghị kiểm tra lại hai số.",
            True,
        )
    ]
    assert unanswered(doubts, {doubts[0].token}) == doubts
    assert asked(facts, {"a": None, "b": 10}) == []
    lowered = {"a": facts["a"], "b": facts["b"]._replace(stored=10)}
    assert asked(lowered, {"a": 9, "b": 10}) == [("b", "share")]


def test_times_a_week_have_no_running_total():
    fact = usual(kind=FREQUENCY, typical=3, least=2, most=4, total=12, previous=3)
    assert [asked({"a": fact}, {"a": value}) for value in (3, 5, 12)] == [[]] * 3
    assert asked({"a": fact}, {"a": 33}) == [("a", "doubled")]


def test_one_question_a_cell_and_rows_apart():
    facts = {"a": usual(people=140), "b": usual(row="2"), "c": usual(row="2", total=5)}
    assert asked(facts, {"a": 144, "b": 131, "c": 12}) == [("a", "cumulative"), ("b", "cumulative")]


def test_an_answer_holds_for_its_kind_and_value_only():
    doubts = doubts_of({"a": usual()}, {"a": 130}, DAY)
    assert unanswered(doubts, {"a:cumulative:130"}) == []
    assert unanswered(doubts, {"a:cumulative:131", "a:digits:130", "b:cumulative:130"}) == doubts


def test_facts_travel_under_short_names():
    fact = usual(stored=None, start=0, follows=("b",), received=4)
    assert json.loads(json.dumps(fact.as_json())) == {
        "u": "1", "l": "Kích hoạt 6–14", "t": 130, "b": 0, "m": 12, "w": 6, "h": 17, "r": 4, "f": ["b"],
    }  # fmt: skip
