"""The five that a duty has to name, and teams whose offices add up."""

from datetime import date

from reports.rules.assignments import Assignment, MemberLine, TeamLine, summary_of, timing_text

DAY = date(2026, 6, 12)


def assignment(**over) -> Assignment:
    fields = {
        "today": DAY,
        "work": "Lập danh sách",
        "lead": "Công an xã",
        "supporting": "",
        "timing": "trước ngày 15/6/2026",
        "product": "Danh sách",
        "responsible": "Trưởng Công an xã",
    }
    return Assignment(**{**fields, **over})


def test_what_is_missing_of_the_five_is_said_in_their_order():
    row = assignment(lead="", product=" ", responsible="")

    assert row.unclear_text == "Chưa rõ: người, sản phẩm, trách nhiệm."
    assert assignment().unclear_text == ""


def test_a_duty_is_late_on_the_day_after_its_last_one():
    assert assignment(last_day=DAY).state == "due"
    assert assignment(last_day=date(2026, 6, 11)).state == "late"
    assert assignment(last_day=date(2026, 6, 11), done_on=DAY).state == "done"
    assert assignment().state == "open"


def test_the_summary_counts_clear_and_unclear_done_and_late():
    rows = [
        assignment(done_on=DAY),
        assignment(last_day=date(2026, 6, 1), product=""),
        assignment(),
    ]

    assert summary_of(rows) == ("3 nhiệm vụ: 2 đủ năm rõ, 1 còn thiếu; 1 đã hoàn thành, 1 quá hạn.")
    assert summary_of(rows[2:]) == "1 nhiệm vụ: 1 đủ năm rõ."


def test_the_plans_own_words_for_the_time_stand_before_its_date():
    assert timing_text("Thường xuyên", DAY, "before") == "Thường xuyên"
    assert timing_text("", DAY, "before") == "trước ngày 12/6/2026"
    assert timing_text("", DAY, "through") == "đến hết ngày 12/6/2026"
    assert timing_text("", None, "") == ""


def team(people: int | None, *members: MemberLine) -> TeamLine:
    return TeamLine(1, "Tổ 2", "cấp xã", "", "", people, members)


def test_a_team_whose_offices_add_up_to_another_number_is_found_out():
    four, two = MemberLine("A", 4, (), False), MemberLine("B", 2, (), False)

    assert team(6, four, two).finding == ""
    assert team(7, four, two).finding == "Kế hoạch ghi 7 người, các thành phần cộng lại 6 người."
    assert team(7, four, MemberLine("C", None, (), False)).finding == ""


def test_the_leader_is_the_first_name_of_the_leading_office():
    named = MemberLine("Công an xã", 2, ("Lê Văn C", "Nguyễn Văn A"), True)
    unnamed = MemberLine("Công an xã", 2, (), True)

    assert team(2, named).leader == "Lê Văn C (Công an xã)"
    assert team(2, unnamed).leader == "Công an xã"
    assert team(2, MemberLine("A", 2, (), False)).leader == ""
    assert team(2, named).named == 2
