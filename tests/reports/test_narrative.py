"""What the draft says and what it leaves out, given the week's figures."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from reports.rules.document import cell_text, printed_rows
from reports.rules.narrative import draft_report
from reports.rules.narrative.sentences import prose_count
from reports.rules.progress import State
from reports.rules.weekly import (
    PlanHeading,
    Reporting,
    UnitLapse,
    figures,
    from_json,
    numbered,
    to_json,
)
from tests.reports.build_weekly import (
    adults_target,
    broadcast_target,
    card_target,
    children_target,
    online_target,
    progress,
    silent_target,
    target_facts,
    weekly_facts,
)
from vietnamese.numbers import format_percent, percent_of


def section(report, start):
    return next(s for s in report.sections if s.heading.startswith(start))


def text_of(report):
    return "\n".join(p for s in report.sections for p in s.paragraphs)


def line_about(target, **overrides):
    """The paragraph of section II on the only target of a report."""
    report = draft_report(weekly_facts(targets=(target,), **overrides))
    return report.sections[2].paragraphs[0]


def test_the_sections_are_the_five_of_a_weekly_report_in_order():
    report = draft_report(weekly_facts())

    assert [s.heading for s in report.sections if s.level == 1] == [
        "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI",
        "II. KẾT QUẢ THỰC HIỆN",
        "III. TỒN TẠI, HẠN CHẾ, NGUYÊN NHÂN",
        "IV. NHIỆM VỤ TRỌNG TÂM TUẦN TỚI",
        "V. ĐỀ XUẤT, KIẾN NGHỊ",
    ]


def test_themes_without_a_target_are_left_out_and_the_numbering_has_no_gap():
    report = draft_report(weekly_facts(targets=(card_target(), broadcast_target())))

    assert [s.heading for s in report.sections if s.level == 2] == [
        "1. Cấp căn cước",
        "2. Tuyên truyền",
    ]


def test_a_percent_stands_with_both_numbers_and_the_day_of_its_denominator():
    assert line_about(children_target()) == (
        "- Kích hoạt tài khoản định danh điện tử cho trẻ em từ 6 đến dưới 14 tuổi:"
        " trong tuần 718 tài khoản (cùng kỳ tuần trước 651, tăng 67);"
        " tính đến hết ngày 11/6/2026 được 2.215 tài khoản, đạt 43,90%"
        " (2.215/5.045 nhân khẩu thường trú, mẫu số tính đến 23/5/2026)."
        " Mức giao 100%, trước ngày 30/6/2026."
        " Theo lộ trình đến hết ngày 11/6/2026 phải đạt 2.455, chậm 240 tài khoản."
        " Đánh giá: có nguy cơ."
    )


def test_the_speed_is_told_once_among_the_shortcomings_with_what_is_needed_and_where_it_leads():
    report = draft_report(weekly_facts(targets=(children_target(),)))

    assert section(report, "III").paragraphs[0] == (
        "- Kích hoạt tài khoản định danh điện tử cho trẻ em từ 6 đến dưới 14 tuổi: có nguy cơ;"
        " chậm 240 tài khoản so với lộ trình; bình quân gần đây 129,0 tài khoản/ngày,"
        " cần 158 tài khoản/ngày trong 18 ngày còn lại;"
        " với tốc độ gần đây, đến hết ngày 29/6/2026 dự báo đạt 4.537/5.045 tài khoản."
        " Trong đó 03/12 thôn chậm, 05/12 thôn có nguy cơ; chậm nhiều nhất: thôn Phú Lâm"
        " (chậm 135 tài khoản), thôn Tân Hiệp (chậm 62 tài khoản), thôn Phú Vinh"
        " (chậm 40 tài khoản)."
    )
    assert text_of(report).count("bình quân gần đây") == 1


def test_the_body_speaks_of_every_annex_that_follows_it():
    report = draft_report(weekly_facts())
    alone = draft_report(weekly_facts(targets=(card_target(),)))

    assert section(report, "II.").paragraphs == (
        "Số liệu từng chỉ tiêu tại Phụ lục I; số liệu từng thôn tại Phụ lục II, III kèm theo.",
    )
    assert section(alone, "II.").paragraphs == ("Số liệu từng chỉ tiêu tại Phụ lục kèm theo.",)


def test_every_percent_in_the_text_is_that_of_its_two_numbers():
    text = text_of(draft_report(weekly_facts()))

    said = re.findall(r"đạt ([\d,]+%)(?: \(|, )([\d.]+)/([\d.]+)", text)

    assert said == [
        ("89,55%", "24.568", "27.434"),
        ("43,90%", "2.215", "5.045"),
        ("96,24%", "1.204", "1.251"),
    ]
    for percent, done, base in said:
        exact = percent_of(int(done.replace(".", "")), int(base.replace(".", "")))
        assert percent == format_percent(exact)


def test_an_unknown_denominator_is_said_and_no_percent_is_made_up():
    line = line_about(card_target())

    assert line == (
        "- Thu nhận hồ sơ cấp căn cước cho công dân từ đủ 6 tuổi trở lên: trong tuần 09 hồ sơ;"
        " tính đến hết ngày 11/6/2026 được 1.846 hồ sơ, chưa có mẫu số nên chưa tính được tỷ lệ."
        " Mức giao 100%, trước ngày 30/6/2026."
    )


def test_a_denominator_without_a_day_says_that_its_day_is_not_known():
    row = replace(online_target().progress, denominator_as_of=None)

    line = line_about(replace(online_target(), progress=row))

    assert "(1.204/1.251 hồ sơ thu nhận, mẫu số chưa ghi ngày chốt)" in line


def test_a_target_without_a_baseline_gives_its_count_and_no_percent():
    row = progress(
        done=300,
        denominator=5045,
        state=State.NO_BASELINE,
        note="Kế hoạch chưa nêu số đã có trước đợt nên chưa tính được tỷ lệ.",
    )

    line = line_about(replace(children_target(), progress=row))

    assert "được 300 tài khoản, chưa có số đầu kỳ nên chưa tính được tỷ lệ." in line
    assert line.count("tỷ lệ") == 1
    assert "/5.045" not in line


def test_targets_with_no_figures_are_named_together_and_nothing_is_said_of_them_beyond_that():
    report = draft_report(weekly_facts(targets=(silent_target(),)))

    assert report.sections[2].paragraphs == ("- Chưa có số liệu: Giấy phép lái xe.",)
    assert section(report, "III").paragraphs[-1] == (
        "- Chưa đánh giá được 01 chỉ tiêu chưa có số liệu."
    )


@pytest.mark.parametrize(
    ("count", "previous", "said"),
    [
        (120, 100, "trong tuần 120 tài khoản (cùng kỳ tuần trước 100, tăng 20);"),
        (92, 100, "trong tuần 92 tài khoản (cùng kỳ tuần trước 100, giảm 08);"),
        (100, 100, "trong tuần 100 tài khoản (bằng cùng kỳ tuần trước);"),
        (5, None, "trong tuần 05 tài khoản;"),
        (0, 3, "trong tuần không phát sinh (cùng kỳ tuần trước 03, giảm 03);"),
    ],
)
def test_the_week_is_compared_with_the_same_days_of_the_week_before(count, previous, said):
    target = children_target(week_count=count, previous_week_count=previous)

    assert said in line_about(target)


def test_a_week_not_reported_is_left_out_and_never_called_zero():
    line = line_about(children_target(week_count=None))

    assert "trong tuần" not in line
    assert "không phát sinh" not in line


def test_small_counts_are_padded_in_prose_but_not_in_tables():
    report = draft_report(weekly_facts())

    assert [prose_count(n) for n in (0, 9, 10, 35097)] == ["0", "09", "10", "35.097"]
    assert "trong tuần 09 hồ sơ" in text_of(report)
    assert printed_rows(report.annexes[0].table)[0][5] == "9"


def test_a_duty_of_so_many_a_day_is_judged_by_the_days_that_met_it():
    assert line_about(broadcast_target()) == (
        "- Phát thanh tuyên truyền trên hệ thống loa truyền thanh: trong tuần 12 lượt"
        " (bằng cùng kỳ tuần trước); tính đến hết ngày 11/6/2026 được 49 lượt,"
        " đủ 16/17 ngày (94,12%). Mức giao 03 lượt/ngày. Đánh giá: có nguy cơ."
    )


def test_the_targets_annex_shows_no_percent_that_its_own_columns_do_not_give():
    [row] = draft_report(weekly_facts(targets=(broadcast_target(),))).annexes[0].table.rows

    assert row[6:12] == (49, None, None, None, "có nguy cơ", "Đủ 16/17 ngày.")


def test_a_goal_that_is_a_number_shows_the_part_of_it_that_is_done():
    facts = target_facts(goal_kind="count", goal_text="807 tài khoản")
    row = progress(facts, done=403, required=807, state=State.LATE)

    line = line_about(replace(children_target(by_unit=()), progress=row))

    assert "được 403 tài khoản, đạt 49,94% mức giao (403/807 tài khoản)." in line


def test_a_daily_rate_has_no_remainder_to_work_off_but_a_mean_to_keep():
    facts = target_facts(goal_kind="per_day", goal_text="30 hồ sơ/ngày", measure="hồ sơ")
    row = progress(
        facts, done=465, required=510, expected=510, pace=Decimal("27.4"), required_per_day=30
    )
    target = replace(children_target(by_unit=()), progress=row)
    report = draft_report(weekly_facts(targets=(target,)))

    line = report.sections[2].paragraphs[0]

    assert "đạt 91,18% mức giao đến thời điểm này (465/510 hồ sơ)." in line
    assert "chậm 45 hồ sơ. Bình quân gần đây 27,4 hồ sơ/ngày. Đánh giá: chậm." in line
    assert section(report, "IV").paragraphs[0] == (
        f"- {facts.label}: bù 45 hồ sơ còn thiếu; mỗi ngày ít nhất 30 hồ sơ."
    )


def test_section_one_says_the_plans_window_who_leads_and_how_the_day_reports_came_in():
    window, reports = section(draft_report(weekly_facts()), "I.").paragraphs

    assert window == (
        "Kế hoạch thực hiện từ ngày 26/5/2026 đến hết ngày 30/6/2026; số liệu trong báo cáo này"
        " tính đến hết ngày 11/6/2026 (ngày thứ 17 trong 36 ngày của Kế hoạch)."
        " Công an xã chủ trì, theo dõi, tổng hợp."
    )
    assert reports == (
        "Từ ngày 08/6 đến hết ngày 11/6, 12 thôn phải gửi 48 báo cáo ngày:"
        " đúng hạn 45, chậm 02, chưa gửi 01."
    )


def test_figures_of_a_day_that_is_not_over_are_not_said_to_be_of_its_end():
    target = children_target()
    today = date(2026, 6, 12)
    row = replace(target.progress, on=today)
    report = draft_report(weekly_facts(targets=(replace(target, progress=row),), figures_to=today))

    assert "tính đến ngày 12/6/2026 được 2.215 tài khoản" in report.sections[2].paragraphs[0]
    assert "Theo lộ trình đến hết ngày 11/6/2026 phải đạt 2.455" in report.sections[2].paragraphs[0]
    assert "tính đến ngày 12/6/2026 (ngày thứ 18" in report.sections[0].paragraphs[0]
    assert "Từ ngày 08/6 đến hết ngày 11/6, 12 thôn" in report.sections[0].paragraphs[1]


def test_a_first_week_is_reported_from_the_plans_first_day():
    report = draft_report(
        weekly_facts(
            week_start=date(2026, 5, 25),
            ending=date(2026, 5, 31),
            figures_to=date(2026, 5, 31),
            reporting=Reporting(12, 6),
        )
    )

    assert report.sections[0].paragraphs[1].startswith("Từ ngày 26/5 đến hết ngày 31/5, 12 thôn")


def test_what_nobody_has_to_report_is_not_spoken_of():
    report = draft_report(weekly_facts(reporting=Reporting(0, 0), lead_unit=""))

    assert len(section(report, "I.").paragraphs) == 1
    assert "chủ trì" not in section(report, "I.").paragraphs[0]


def test_late_and_missing_day_reports_are_named_with_how_many_they_are():
    lapses = (UnitLapse("Thôn Phú Vinh", 2, 1), UnitLapse("Thôn Tân Hiệp", late=1))
    report = draft_report(weekly_facts(reporting=Reporting(12, 4, lapses)))

    paragraphs = section(report, "III").paragraphs

    assert (
        "- Báo cáo ngày gửi chậm hoặc chưa gửi: thôn Phú Vinh (chậm 02, chưa gửi 01);"
        " thôn Tân Hiệp (chậm 01)." in paragraphs
    )
    assert "- Gửi đủ báo cáo ngày còn thiếu: thôn Phú Vinh." in section(report, "IV").paragraphs


@pytest.mark.parametrize(
    ("lapses", "said"),
    [
        ((), "12 thôn phải gửi 48 báo cáo ngày: đều đúng hạn."),
        (
            (UnitLapse("Thôn Phú Vinh", late=3),),
            "12 thôn phải gửi 48 báo cáo ngày: đúng hạn 45, chậm 03.",
        ),
    ],
)
def test_a_lapse_that_did_not_happen_is_not_told_as_a_zero(lapses, said):
    report = draft_report(weekly_facts(reporting=Reporting(12, 4, lapses)))

    assert section(report, "I.").paragraphs[1].endswith(said)


def test_leaders_and_those_furthest_behind_are_named_and_their_figures_left_to_the_table():
    report = draft_report(weekly_facts(targets=(children_target(),)))

    assert section(report, "2.").paragraphs == (
        (
            "- Kích hoạt tài khoản định danh điện tử cho trẻ em từ 6 đến dưới 14 tuổi:"
            " 04/12 thôn đạt hoặc đúng lộ trình; dẫn đầu: thôn Phú Hòa (vượt 35 tài khoản),"
            " thôn Phú Nghĩa (vượt 04 tài khoản), thôn Phú Bình (vượt 03 tài khoản)."
        ),
        "- Biểu dương: thôn Phú Hòa, thôn Phú Nghĩa, thôn Phú Bình.",
    )
    assert "- Đôn đốc, nhắc nhở: thôn Phú Lâm, thôn Tân Hiệp, thôn Phú Vinh." in (
        section(report, "IV").paragraphs
    )


def test_a_main_target_in_time_still_names_the_units_that_are_not():
    whole = replace(children_target().progress, state=State.ON_TRACK, done=2500)
    report = draft_report(weekly_facts(targets=(replace(children_target(), progress=whole),)))

    assert (
        section(report, "III")
        .paragraphs[0]
        .startswith(
            "- Kích hoạt tài khoản định danh điện tử cho trẻ em từ 6 đến dưới 14 tuổi:"
            " 03/12 thôn chậm, 05/12 thôn có nguy cơ; chậm nhiều nhất: thôn Phú Lâm"
        )
    )


def test_units_late_on_both_main_targets_are_urged_once_and_the_furthest_behind_first():
    report = draft_report(weekly_facts(targets=(children_target(), adults_target())))

    [urged] = [p for p in section(report, "IV").paragraphs if p.startswith("- Đôn đốc")]

    assert urged.startswith("- Đôn đốc, nhắc nhở: thôn Phú Lâm, thôn Tân Hiệp, thôn Phú Vinh")
    assert urged.count("thôn Phú Lâm") == 1


def test_duties_not_met_every_day_or_week_are_named_together():
    report = draft_report(weekly_facts(targets=(broadcast_target(),)))

    assert section(report, "III").paragraphs[0] == (
        "- Chưa bảo đảm số lượng giao theo ngày, tuần: phát thanh tuyên truyền trên hệ thống"
        " loa truyền thanh (đủ 16/17 ngày)."
    )


def test_a_unit_that_is_no_village_keeps_its_capital_inside_a_sentence():
    first, *others = children_target().by_unit
    school = replace(first, progress=replace(first.progress, unit_name="Trường TH Phú Riềng"))
    report = draft_report(weekly_facts(targets=(children_target(by_unit=(school, *others)),)))

    assert "Trường TH Phú Riềng (vượt 03 tài khoản)" in section(report, "2.").paragraphs[0]


def test_the_coming_week_is_asked_for_what_its_daily_number_leads_to():
    report = draft_report(weekly_facts(targets=(children_target(),)))

    assert 2215 + 158 * 10 == 3795
    assert (
        ": mỗi ngày ít nhất 158 tài khoản, đến hết ngày 21/6/2026 đạt ít nhất 3.795 tài khoản."
        in (section(report, "IV").paragraphs[0])
    )


def test_a_target_due_within_the_week_is_to_be_finished_by_its_own_day():
    late = date(2026, 6, 25)
    report = draft_report(
        weekly_facts(
            targets=(children_target(),),
            week_start=date(2026, 6, 15),
            ending=date(2026, 6, 28),
            figures_to=late,
        )
    )

    assert (
        "hoàn thành 2.830 tài khoản còn lại đến hết ngày 29/6/2026"
        in (section(report, "IV").paragraphs[0])
    )


def test_a_week_without_shortcomings_says_so():
    report = draft_report(weekly_facts(targets=(online_target(),), reporting=Reporting(12, 4)))

    assert section(report, "III").paragraphs == (
        "Không có chỉ tiêu chậm so với lộ trình; báo cáo ngày gửi đủ, đúng hạn.",
    )
    assert section(report, "V.").paragraphs == ("Không có đề xuất, kiến nghị.",)


def test_missing_denominators_are_a_duty_of_the_units_that_lead_them():
    report = draft_report(weekly_facts(targets=(card_target(),)))

    assert section(report, "IV").paragraphs[-1] == (
        "- Xác định số đối tượng của các chỉ tiêu chưa có mẫu số:"
        " Công an xã (Căn cước, từ đủ 6 tuổi)."
    )
    assert section(report, "V.").paragraphs == ("Không có đề xuất, kiến nghị.",)


def test_a_denominator_that_nobody_leads_is_asked_of_the_level_above_where_there_is_one():
    facts = target_facts(lead="Các cơ quan, đơn vị, trường học", short_label="Con của CBCS")
    row = progress(facts, done=32, state=State.NO_DENOMINATOR)
    unnamed = replace(row, target=replace(facts, lead="", short_label="Đăng ký xe"))
    targets = tuple(replace(children_target(by_unit=()), progress=r) for r in (row, unnamed))
    duty = "- Xác định số đối tượng của các chỉ tiêu chưa có mẫu số:"
    led = "các cơ quan, đơn vị, trường học (Con của CBCS)"

    report = draft_report(weekly_facts(targets=targets))
    alone = draft_report(weekly_facts(targets=targets, superior=None))

    assert section(report, "IV").paragraphs[-1] == f"{duty} {led}."
    assert section(report, "V.").paragraphs == (
        (
            "- Đề nghị Ủy ban nhân dân thành phố Đồng Nai hướng dẫn cách xác định số đối tượng"
            " của các chỉ tiêu chưa có đơn vị chủ trì: Đăng ký xe."
        ),
    )
    assert (
        section(alone, "IV").paragraphs[-1] == f"{duty} {led}; đơn vị được phân công (Đăng ký xe)."
    )
    assert section(alone, "V.").paragraphs == ("Không có đề xuất, kiến nghị.",)


def test_a_note_that_the_denominator_leaves_people_out_stands_with_the_target():
    target = children_target()
    note = "Mẫu số chưa gồm nhân khẩu tạm trú."

    line = line_about(replace(target, progress=replace(target.progress, note=note)))

    assert line.endswith(
        "chậm 240 tài khoản. Mẫu số chưa gồm nhân khẩu tạm trú. Đánh giá: có nguy cơ."
    )


def test_total_rows_add_up_and_their_percent_is_that_of_the_sums():
    report = draft_report(weekly_facts())
    tables = [s.table for s in report.sections if s.table] + [a.table for a in report.annexes[1:]]

    for table in tables:
        for place, column in enumerate(table.columns):
            cells = [row[place] for row in table.rows if row[place] is not None]
            if column.kind == "count" and place > 0:
                assert table.total[place] == sum(cells)
    main = tables[0].total
    assert main[2:6] == (5045, 718, 2215, percent_of(2215, 5045))
    assert main[6:10] == (27434, 958, 24568, percent_of(24568, 27434))


def test_a_total_has_no_percent_and_no_remainder_where_its_rows_have_none():
    target = children_target()
    unknown = tuple(
        replace(u, progress=replace(u.progress, percent=None, state=State.NO_BASELINE))
        for u in target.by_unit
    )

    table = draft_report(weekly_facts(targets=(replace(target, by_unit=unknown),))).annexes[1].table

    assert {(row[5], row[8]) for row in table.rows} == {(None, None)}
    assert table.total[2:6] == (5045, 718, 2215, None)
    assert table.total[8] is None


def test_a_total_percent_is_that_of_the_totals_shown_even_where_a_village_is_silent():
    first, *others = children_target().by_unit
    silent = replace(first, progress=replace(first.progress, done=None, percent=None))
    target = children_target(by_unit=(silent, *others))

    total = draft_report(weekly_facts(targets=(target,))).annexes[1].table.total

    assert total[2] == 5045
    assert total[5] == percent_of(total[4], 5045)


def test_a_village_that_did_not_report_shows_a_dash_and_never_a_zero():
    table = draft_report(weekly_facts()).annexes[2].table

    [vinh] = [row for row in table.rows if row[1] == "Thôn Phú Vinh"]

    assert vinh[3] is None
    assert cell_text(table.columns[3].kind, vinh[3]) == "-"


def test_where_the_communes_own_figure_differs_from_the_sum_a_note_gives_both():
    target = children_target()
    apart = replace(target, progress=replace(target.progress, done=2220, percent=None))

    notes = draft_report(weekly_facts(targets=(apart,))).annexes[1].notes

    assert notes[1] == "Mẫu số: nhân khẩu thường trú, tính đến 23/5/2026."
    assert "Lũy kế chung của xã Phú Riềng là 2.220, tổng cột là 2.215." in notes
    assert (
        "Lộ trình chung của xã Phú Riềng là 2.455, tổng cột là 2.452"
        " (từng đơn vị được giao và làm tròn riêng)." in notes
    )


def test_addressees_and_the_first_recipient_line_appear_only_with_a_superior():
    with_superior = draft_report(weekly_facts())
    alone = draft_report(weekly_facts(superior=None))

    assert with_superior.addressees == ("Ủy ban nhân dân thành phố Đồng Nai",)
    assert with_superior.recipients[0] == "- Như trên;"
    assert with_superior.closing.endswith("kính báo cáo Ủy ban nhân dân thành phố Đồng Nai./.")
    assert alone.addressees == ()
    assert alone.recipients[0] == "- TT. Đảng ủy xã;"
    assert alone.closing.endswith("của Ủy ban nhân dân xã Phú Riềng./.")
    assert alone.recipients[-1] == "- Lưu: VT, CA."


def test_a_numbered_plan_is_cited_by_number_and_formal_day():
    plan = PlanHeading(
        "2023-duyen-hai",
        'Chiến dịch "90 ngày, đêm"',
        date(2026, 5, 26),
        date(2026, 6, 30),
        "110/KH-UBND",
        date(2026, 2, 5),
    )

    [opening] = draft_report(weekly_facts(plan=plan)).opening

    assert opening == (
        "Ủy ban nhân dân xã Phú Riềng báo cáo kết quả thực hiện Kế hoạch số 110/KH-UBND"
        ' ngày 05 tháng 02 năm 2026 về chiến dịch "90 ngày, đêm" như sau:'
    )


def test_a_single_annex_bears_no_number_and_several_bear_roman_ones():
    alone = draft_report(weekly_facts(targets=(card_target(),)))

    assert [annex.label for annex in alone.annexes] == ["Phụ lục"]
    assert [annex.label for annex in draft_report(weekly_facts()).annexes] == [
        "Phụ lục I",
        "Phụ lục II",
        "Phụ lục III",
    ]


def test_a_draft_is_dated_in_the_month_it_leaves_in_which_is_after_its_last_day():
    report = draft_report(weekly_facts(ending=date(2026, 5, 31), figures_to=date(2026, 5, 31)))

    assert report.place_line.split() == ["Phú", "Riềng,", "ngày", "tháng", "6", "năm", "2026"]


def test_many_annexes_are_numbered_in_roman_numerals():
    report = draft_report(weekly_facts(targets=(children_target(),) * 48))

    labels = [annex.label.removeprefix("Phụ lục ") for annex in report.annexes]

    assert labels[:10] == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
    assert (labels[13], labels[18], labels[39], labels[48]) == ("XIV", "XIX", "XL", "XLIX")


def test_issuing_fills_number_and_day_in_the_head_and_in_every_annex():
    draft = draft_report(weekly_facts())
    issued = numbered(draft, number=5, issued_on=date(2026, 2, 9))

    assert draft.letterhead.number_line.split() == ["Số:", "/BC-UBND"]
    assert draft.place_line.split() == ["Phú", "Riềng,", "ngày", "tháng", "6", "năm", "2026"]
    assert issued.letterhead.number_line == "Số: 05/BC-UBND"
    assert issued.place_line == "Phú Riềng, ngày 09 tháng 02 năm 2026"
    [reference] = {annex.reference for annex in issued.annexes}
    assert reference == (
        "(Kèm theo Báo cáo số 05/BC-UBND ngày 09 tháng 02 năm 2026"
        " của Ủy ban nhân dân xã Phú Riềng)"
    )


@pytest.mark.parametrize("number", [None, 7])
def test_a_report_kept_as_json_comes_back_equal(number):
    report = draft_report(weekly_facts())
    if number is not None:
        report = numbered(report, number=number, issued_on=date(2026, 6, 15))

    assert from_json(to_json(report)) == report


def test_texts_are_composed_and_free_of_control_characters():
    decomposed = "Co\u0302ng an xa\u0303\x0b\x00"

    report = draft_report(weekly_facts(lead_unit=decomposed))

    assert "Công an xã chủ trì" in section(report, "I.").paragraphs[0]


def test_figures_are_every_number_of_the_text_and_tables_in_reading_order():
    report = draft_report(weekly_facts(targets=(online_target(),)))
    said = figures(report)

    assert said[:2] == ("08/6/2026", "14/6/2026")
    assert said[2:7] == ("26/5/2026", "30/6/2026", "11/6/2026", "17", "36")
    assert "1.204/1.251" in said
    assert "96,24%" in said


def test_demonstration_figures_are_called_illustrative_in_the_annex_notes():
    real = draft_report(weekly_facts(is_illustrative=False))

    assert draft_report(weekly_facts()).annexes[0].notes[-1] == (
        "Dữ liệu minh họa, không phải số liệu chính thức."
    )
    assert "minh họa" not in to_json(real)


def test_two_targets_share_the_village_table_and_the_one_due_first_ranks_it():
    report = draft_report(weekly_facts(targets=(adults_target(), children_target())))
    table = next(s.table for s in report.sections if s.table)

    assert [c.group for c in table.columns][2::4] == [
        "Kích hoạt ĐDĐT, 6–14 tuổi",
        "Kích hoạt ĐDĐT, từ đủ 14",
    ]
    assert [row[1] for row in table.rows][:2] == ["Thôn Phú Hòa", "Thôn Phú Nghĩa"]
    assert table.rows[-1][1] == "Thôn Phú Lâm"
