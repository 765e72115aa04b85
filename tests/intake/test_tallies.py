"""Tallies through the pages: sent, looked at, taken in whole or not at all, taken back."""

from datetime import date

import pytest
from django.urls import reverse
from tablib import Dataset

from intake.actions.days import approve_days, close_day, mark_reported, return_day
from intake.actions.tallies import Upload
from intake.models import Count, DayReport, Entry, Source, Tally
from intake.resources import COLUMNS, CountResource
from intake.rules.kept import kept_cells
from intake.rules.ledger import OutsideYourUnit
from intake.uploads import NO_COUNTS, receive_tally, renew_tally
from sheets.gate import MAX_BYTES, TOO_LARGE
from tests import build
from tests.intake import build_tallies as tally_of
from tests.intake.build_tallies import ADULT, BINH, CARD, COMMUNE, HOA, confirm, row, sent
from units.models import AuditEntry, Unit
from units.rules import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tally_day")]

DAY = date(2026, 6, 11)
CELL = ("phu-hoa", DAY, "eid_activated", "age_6_13")


def reported(path, value, day=DAY, *, by):
    """A value typed on the page, with its day report."""
    recorded = build.count(path, value, day, by=by)
    mark_reported({(build.unit(path).pk, day)}, by=by)
    return recorded


def texts(response):
    return [str(message) for message in response.context["messages"]]


# --- Looking ---------------------------------------------------------------------------------------


def test_sending_a_workbook_shows_what_would_change_and_stores_nothing(client, head):
    response = tally_of.send(client, tally_of.long_list(row(14), row(3, indicator=CARD)))

    tally = Tally.objects.get()
    assert response.url == reverse("tally", args=[tally.pk])
    assert tally.state == Tally.State.PREVIEW
    page = client.get(response.url)
    [grid] = page.context["preview"].grids
    assert grid.line.unit == "Thôn Phú Hòa"
    assert grid.columns == ("Căn cước 6–14", "Kích hoạt 6–14")
    assert [(c.cell.before, c.cell.value) for c in grid.rows[0].cells] == [(None, 3), (None, 14)]
    assert "Nhập 2 ô" in page.content.decode()
    assert Count.objects.count() == 0


def test_only_cells_that_change_are_marked(client, head):
    build.count(HOA, 14, by=head, day=DAY)
    build.count(HOA, 5, by=head, day=date(2026, 6, 10))

    tally = sent(client, row(14), row(6, day="10/06/2026"))

    [grid] = client.get(reverse("tally", args=[tally.pk])).context["preview"].grids
    assert (grid.line.changes, grid.line.unchanged) == (1, 1)
    assert [(r.day.day, r.cells[0].cell.before, r.cells[0].cell.value) for r in grid.rows] == [
        (10, 5, 6),
        (11, 14, 14),
    ]


def test_totals_show_the_running_sum_without_and_with_the_tally(client, head):
    build.count(HOA, 100, by=head, day=date(2026, 6, 1))

    tally = sent(client, row(14))

    [line] = client.get(reverse("tally", args=[tally.pk])).context["preview"].totals
    assert (line.label, line.before, line.after, line.difference) == (
        "Kích hoạt 6–14",
        100,
        114,
        14,
    )


def test_a_stock_is_never_summed_over_days(client, head, plan):
    wallets = build.indicator(
        "e_wallet", label="Có ví điện tử", short_label="Ví", aggregation="stock"
    )
    build.field(plan, indicator=wallets)
    for value, day in ((40, 9), (50, 10)):
        build.count(HOA, value, date(2026, 6, day), by=head, indicator=wallets)

    tally = sent(client, row(55, indicator="Có ví điện tử"))

    [line] = client.get(reverse("tally", args=[tally.pk])).context["preview"].totals
    assert (line.before, line.after) == (50, 55)


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"x" * (MAX_BYTES + 1), "lon.xlsx", TOO_LARGE),
        (b"not a workbook", "hinh.png", None),
        (tally_of.long_list(), "trong.xlsx", None),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_the_reason(client, head, data, name, reason):
    tally_of.send(client, data, name)

    tally = Tally.objects.get()
    assert tally.state == Tally.State.REFUSED
    assert tally.reading["refused"] == (reason or tally.reading["refused"])
    page = client.get(reverse("tally", args=[tally.pk])).content.decode()
    assert "Tệp không được nhận, chưa nhập ô nào." in page
    assert tally.reading["refused"] in page


def test_a_form_left_blank_is_refused(client, head):
    tally = sent(client, row(None), row("-", cohort=ADULT))

    assert (tally.state, tally.reading["refused"]) == (Tally.State.REFUSED, NO_COUNTS)
    assert texts(confirm(client, tally, follow=True)) == [NO_COUNTS]


def test_an_account_without_a_unit_sends_nothing(head, plan):
    head.unit = None

    with pytest.raises(OutsideYourUnit):
        receive_tally(upload=Upload(b"x", "bieu.csv"), plan=plan, by=head)


def test_pressing_send_without_a_file_says_so(client, head):
    response = client.post(reverse("tallies"), follow=True)

    assert texts(response) == ["Chưa chọn tệp. Đề nghị chọn tệp .xlsx, .xls, .ods hoặc .csv."]
    assert Tally.objects.count() == 0


def test_a_semicolon_file_is_read_like_a_workbook(client, head):
    tally_of.send(client, tally_of.separated(row(14)), "bieu.csv")

    [cell] = kept_cells(Tally.objects.get().cells)
    assert (cell.unit, cell.date, cell.value) == ("phu-hoa", "2026-06-11", 14)


# --- Whole or not at all ---------------------------------------------------------------------------


def test_confirming_stores_every_cell_and_prints_a_receipt(client, head):
    tally = sent(client, row(14), row(9, cohort=ADULT), row(0, indicator=CARD))

    response = confirm(client, tally, follow=True)

    tally.refresh_from_db()
    assert tally_of.values() == {
        ("phu-hoa", DAY, "eid_activated", "age_6_13"): 14,
        ("phu-hoa", DAY, "eid_activated", "age_14_up"): 9,
        ("phu-hoa", DAY, "card_intake", "age_6_13"): 0,
    }
    assert tally_of.totals()["xa", DAY, "eid_activated", "age_14_up"] == 9
    assert texts(response) == [f"Đã nhập 3 ô, biên nhận {tally.receipt_number}."]
    assert (tally.state, tally.receipt["cells"], tally.receipt["days"]) == (
        Tally.State.COMMITTED,
        3,
        ["2026-06-11"],
    )
    assert tally.receipt["units"] == ["Thôn Phú Hòa"]
    assert {e.source for e in Entry.objects.filter(tally=tally)} == {Source.TALLY}
    assert DayReport.objects.get().state == DayReport.State.REPORTED
    assert AuditEntry.objects.get(action="Nhập biểu").by == head


def test_one_wrong_cell_keeps_the_whole_tally_out(client, head):
    tally = sent(client, row(14), row("nhiều", cohort=ADULT))

    page = client.get(reverse("tally", args=[tally.pk]))
    [problem] = tally.reading["problems"]
    assert (problem["kind"], problem["cell"]) == ("not_a_number", "E3")
    assert problem["message"] in page.content.decode()
    assert "Nhập 1 ô" not in page.content.decode()

    response = confirm(client, tally, follow=True)

    assert texts(response)[0].startswith("Biểu còn 1 chỗ cần sửa nên chưa nhập ô nào.")
    assert Entry.objects.count() == 0


def test_another_villages_rows_are_outside_your_unit(client, head):
    tally = sent(client, row(14, unit="Thôn Phú Bình"))

    assert [p["kind"] for p in tally.reading["problems"]] == ["outside_your_unit"]
    confirm(client, tally)
    assert Entry.objects.count() == 0


def test_a_locked_day_is_refused_when_read(client, head):
    close_day(unit=build.unit(COMMUNE), day=DAY, by=None)

    tally = sent(client, row(14))

    assert [p["kind"] for p in tally.reading["problems"]] == ["day_locked"]
    confirm(client, tally)
    assert Entry.objects.count() == 0


def test_a_day_locked_after_the_preview_is_refused_too(client, head):
    tally = sent(client, row(14))
    close_day(unit=build.unit(COMMUNE), day=DAY, by=None)

    response = confirm(client, tally, follow=True)

    assert "Ngày 11/6/2026 đã khóa" in texts(response)[0]
    assert Entry.objects.count() == 0
    assert Tally.objects.get().state == Tally.State.PREVIEW


def test_a_commune_locked_alone_is_refused_cell_by_cell_for_a_province(client, plan):
    build.unit("vn/xa-khac/thon-dong/", name="Thôn Đông")
    build.field(build.plan("vn/", code="ke-hoach-tinh"))
    close_day(unit=build.unit(COMMUNE), day=DAY, by=None)
    client.force_login(build.user("vn/", Role.OFFICER))

    tally = sent(client, row(14), row(7, unit="Thôn Đông"), plan="ke-hoach-tinh")

    assert [p["kind"] for p in tally.reading["problems"]] == ["day_locked"]
    assert [c.unit for c in kept_cells(tally.cells)] == ["thon-dong"]


def test_confirming_twice_stores_once_and_gives_the_same_receipt(client, head):
    tally = sent(client, row(14))
    confirm(client, tally)
    tally.refresh_from_db()
    first = tally.receipt

    confirm(client, tally)

    tally.refresh_from_db()
    assert tally.receipt == first
    assert Entry.objects.count() == 1


def test_the_same_file_again_leads_to_its_receipt(client, head):
    data = tally_of.long_list(row(14))
    tally_of.send(client, data)
    tally = Tally.objects.get()
    confirm(client, tally)

    response = tally_of.send(client, data, "ten-khac.xlsx")

    assert response.url == reverse("tally", args=[tally.pk])
    assert Tally.objects.count() == 1
    assert f"biên nhận {tally.receipt_number}" in texts(client.get(response.url))[0]


def test_a_change_between_preview_and_confirmation_is_shown_not_overwritten(client, head):
    tally = sent(client, row(14), row(9, cohort=ADULT))
    build.count(HOA, 10, DAY, by=build.user(COMMUNE, full_name="Nguyễn B"))

    response = confirm(client, tally)

    assert response.status_code == 422
    [clash] = response.context["clashes"]
    assert (clash.sent, clash.stored, clash.stored_by) == (14, 10, "Nguyễn B")
    assert tally_of.values() == {CELL: 10}
    assert "biểu ghi 14; Nguyễn B đã lưu 10" in response.content.decode()

    confirm(client, tally, "replace")

    assert tally_of.values()[CELL] == 14
    assert [e.value for e in Entry.objects.filter(cohort__code="age_6_13")] == [10, 14]


def test_a_tally_taken_in_meanwhile_keeps_its_comparison(client, head):
    tally = sent(client, row(14))
    confirm(client, tally)

    renewed = renew_tally(tally=tally, by=head)

    assert renewed.reading == tally.reading


def test_nobody_confirms_a_comparison_that_he_has_not_seen(client, head):
    tally = sent(client, row(14))

    response = client.post(reverse("tally-commit", args=[tally.pk]), {"seen": "cũ"}, follow=True)

    assert texts(response) == ["Bảng so sánh đã được cập nhật. Đề nghị xem lại rồi xác nhận."]
    assert Entry.objects.count() == 0


def test_text_that_looks_like_a_formula_is_shown_as_text_and_never_stored(client, head):
    formula = '=HYPERLINK("http://x.example";"<b>bấm</b>")'
    tally_of.send(client, tally_of.separated(row(formula), row(5, unit=formula)), "bieu.csv")

    tally = Tally.objects.get()
    assert sorted(p["kind"] for p in tally.reading["problems"]) == ["not_a_number", "unknown_unit"]
    page = client.get(reverse("tally", args=[tally.pk])).content.decode()
    assert "<b>bấm</b>" not in page
    confirm(client, tally)
    assert Entry.objects.count() == 0


def test_blank_cells_leave_stored_values_alone(client, head):
    build.count(HOA, 5, DAY, by=head)

    tally = sent(client, row(None), row("-", cohort=ADULT), row(3, indicator=CARD))
    confirm(client, tally)

    assert tally_of.values() == {CELL: 5, ("phu-hoa", DAY, "card_intake", "age_6_13"): 3}


def test_the_chosen_unit_is_meant_where_the_sheet_names_none(client, officer):
    rows = [("Ngày", "Nội dung", "Lứa tuổi", "Số lượng"), ("11/06/2026", *row(14)[2:])]
    book = tally_of.Workbook()
    for line in rows:
        book.worksheets[0].append(line)

    tally_of.send(client, tally_of.saved(book), unit="phu-hoa")

    tally = Tally.objects.get()
    assert (tally.unit.code, [c.unit for c in kept_cells(tally.cells)]) == (
        "phu-hoa",
        ["phu-hoa"],
    )


def test_a_unit_outside_the_subtree_cannot_be_chosen(client, head):
    build.unit(BINH)

    response = tally_of.send(client, tally_of.long_list(row(14)), unit="phu-binh")

    assert response.status_code == 404
    assert Tally.objects.count() == 0


def test_a_chosen_unit_that_is_no_code_is_not_found(client, head):
    answer = tally_of.send(client, tally_of.long_list(row(5)), unit="a\0b")

    assert (answer.status_code, Tally.objects.count()) == (404, 0)


def test_of_two_running_plans_the_one_of_today_is_offered_first(client, head, plan):
    build.plan("vn/", code="nam-sau", starts_on=date(2027, 1, 1), ends_on=None)

    page = client.get(reverse("tallies"))

    assert [p.code for p in page.context["plans"]] == ["ke-hoach", "nam-sau"]
    assert tally_of.send(client, b"x", plan="khong-co").status_code == 404


def test_no_running_plan_takes_no_tally(client):
    tally_of.world(state="closed")
    client.force_login(tally_of.head())

    assert tally_of.send(client, tally_of.long_list(row(14))).status_code == 404
    assert "chưa nhận biểu" in client.get(reverse("tallies")).content.decode()


def test_an_office_sends_its_own_cells(client, plan):
    office = tally_of.office()
    tally_of.office_field(plan, office)
    client.force_login(build.user(office.path, Role.REPORTER))

    tally = sent(
        client,
        row(3, unit=office.name, indicator="Phát thanh", cohort="Toàn bộ nhân khẩu"),
        row(4, unit="Thôn Phú Hòa", indicator="Phát thanh", cohort="Toàn bộ nhân khẩu"),
    )

    assert [(c.unit, c.value) for c in kept_cells(tally.cells)] == [("phong-vh-xh", 3)]
    assert [p["kind"] for p in tally.reading["problems"]] == ["outside_your_unit"]


# --- Taking back -----------------------------------------------------------------------------------


def undo(client, tally, **more):
    return client.post(reverse("tally-undo", args=[tally.pk]), **more)


def test_undoing_restores_every_value_and_total(client, head):
    reported(HOA, 5, by=head)
    before = tally_of.values(), tally_of.totals()
    tally = sent(client, row(14), row(9, cohort=ADULT))
    confirm(client, tally, "replace")

    response = undo(client, tally, follow=True)

    values, totals = before
    assert tally_of.values() == values | {("phu-hoa", DAY, "eid_activated", "age_14_up"): None}
    assert tally_of.totals() == totals
    assert "2 ô trở lại giá trị trước đó" in texts(response)[-1]
    assert Tally.objects.get().state == Tally.State.UNDONE


def test_undoing_keeps_and_names_cells_changed_since(client, head):
    tally = sent(client, row(14), row(9, cohort=ADULT))
    confirm(client, tally)
    build.count(HOA, 15, DAY, by=head)

    undo(client, tally)

    tally.refresh_from_db()
    assert tally_of.values() == {CELL: 15, ("phu-hoa", DAY, "eid_activated", "age_14_up"): None}
    assert tally.receipt["undo"]["kept"] == ["Thôn Phú Hòa, ngày 11/6/2026, Kích hoạt 6–14"]
    assert tally.receipt["undo"]["cells"] == 1


def test_a_tally_is_undone_once(client, head):
    tally = sent(client, row(14))
    confirm(client, tally)
    undo(client, tally)
    entries = Entry.objects.count()

    response = undo(client, tally, follow=True)

    assert texts(response)[-1] == f"Biểu {tally.receipt_number} đã được hoàn tác trước đó."
    assert Entry.objects.count() == entries


def test_a_tally_that_never_went_in_cannot_be_undone(client, head):
    tally = sent(client, row(14))

    assert "chưa nhập vào số liệu" in texts(undo(client, tally, follow=True))[0]


def test_an_undone_tally_is_not_confirmed_again_but_its_file_may_be_sent_again(client, head):
    data = tally_of.long_list(row(14))
    tally_of.send(client, data)
    tally = Tally.objects.get()
    confirm(client, tally)
    undo(client, tally)

    response = confirm(client, tally, follow=True)
    assert "Muốn nhập lại, đề nghị gửi lại tệp" in texts(response)[-1]

    tally_of.send(client, data)
    confirm(client, Tally.objects.get(state=Tally.State.PREVIEW))
    assert tally_of.values() == {CELL: 14}


def test_a_locked_day_refuses_the_undo(client, head):
    tally = sent(client, row(14))
    confirm(client, tally)
    close_day(unit=build.unit(COMMUNE), day=DAY, by=None)

    response = undo(client, tally, follow=True)

    assert "đã khóa" in texts(response)[-1]
    assert tally_of.values() == {CELL: 14}
    assert Tally.objects.get().state == Tally.State.COMMITTED


def test_undoing_leaves_days_as_they_stood_before_the_tally(client, head):
    chief = build.user(COMMUNE, Role.POLICE_HEAD)
    reported(HOA, 5, by=head)
    return_day(report=DayReport.objects.get(), reason="Sai số", by=chief)
    tally = sent(client, row(14), row(3, day="10/06/2026"))
    confirm(client, tally, "replace")
    assert DayReport.objects.get(day=DAY).state == DayReport.State.REPORTED

    undo(client, tally)

    report = DayReport.objects.get()  # the tenth is "not reported" again
    assert (report.day, report.state, report.reason) == (DAY, DayReport.State.RETURNED, "Sai số")


def test_a_day_reported_again_since_is_looked_at_anew_after_the_undo(client, head):
    tally = sent(client, row(14), row(9, cohort=ADULT))
    confirm(client, tally)
    reported(HOA, 15, by=head)
    approve_days(reports=list(DayReport.objects.all()), by=build.user(COMMUNE, Role.POLICE_HEAD))

    undo(client, tally)

    assert DayReport.objects.get().state == DayReport.State.REPORTED


# --- Who -------------------------------------------------------------------------------------------


def test_those_above_look_but_only_the_sender_confirms(client, head):
    tally = sent(client, row(14))
    client.force_login(build.user(COMMUNE, Role.CHAIRMAN))
    page = client.get(reverse("tally", args=[tally.pk]))
    assert page.status_code == 200
    assert "Chỉ người gửi biểu được xác nhận nhập." in page.content.decode()

    client.force_login(build.user(COMMUNE, Role.OFFICER))

    assert confirm(client, tally).status_code == 403
    assert undo(client, tally).status_code == 403
    assert Entry.objects.count() == 0


def test_the_head_of_police_may_undo_what_a_village_sent(client, head):
    tally = sent(client, row(14))
    confirm(client, tally)
    client.force_login(build.user(COMMUNE, Role.POLICE_HEAD))

    undo(client, tally)

    assert tally_of.values() == {CELL: None}


@pytest.mark.parametrize("page", ["tally", "tally-commit", "tally-undo"])
def test_a_neighbours_tally_does_not_exist(client, head, page):
    tally = sent(client, row(14))
    client.force_login(build.user(BINH, Role.VILLAGE_HEAD))
    ask = client.get if page == "tally" else client.post

    assert ask(reverse(page, args=[tally.pk])).status_code == 404


def test_the_list_says_which_tallies_wait_for_a_corrected_file(client, head):
    sent(client, row(14))
    sent(client, row(-1))
    confirm(client, sent(client, row(15)))

    page = client.get(reverse("tallies"))

    assert [t.has_problems for t in page.context["tallies"]] == [False, True, False]
    assert page.content.decode().count("cần sửa") == 1


def test_a_list_shows_the_own_subtree_only(client, head):
    own = sent(client, row(14))
    neighbour = build.user(BINH, Role.VILLAGE_HEAD)
    client.force_login(neighbour)
    other = sent(client, row(14, unit="Thôn Phú Bình"))

    assert [t.pk for t in client.get(reverse("tallies")).context["tallies"]] == [other.pk]
    client.force_login(build.user(COMMUNE))
    listed = client.get(reverse("tallies")).context["tallies"]
    assert [t.pk for t in listed] == [other.pk, own.pk]


@pytest.mark.parametrize("role", [Role.CHAIRMAN, Role.SUPERIOR, Role.ADMINISTRATOR])
def test_who_sends_no_tallies_gets_no_form(client, plan, role):
    client.force_login(build.user(COMMUNE, role))

    assert client.get(reverse("tallies")).status_code == 403
    assert tally_of.send(client, b"x").status_code == 403
    assert client.get(reverse("tally-template")).status_code == 403


# --- The resource, by itself -----------------------------------------------------------------------


def judged(user, *rows):
    """What django-import-export says of rows that no reader has looked at."""
    resource = CountResource(user=user)
    result = resource.import_data(
        Dataset(*rows, headers=COLUMNS), dry_run=True, rollback_on_validation_errors=True
    )
    return [row.error.message_dict for row in result.invalid_rows], result


def test_rows_are_judged_one_by_one_and_all_faults_are_told(head):
    build.unit("vn/xa-khac/thon-dong/")
    good = ("phu-hoa", "2026-06-11", "eid_activated", "age_6_13", 3)
    faults, result = judged(
        head,
        good,
        ("thon-dong", *good[1:]),
        (*good[:4], "1,5"),
        (*good[:2], "khong-co", *good[3:]),
        (*good[:3], "khong-co", 3),
        ("phu-hoa", "2026-06-13", *good[2:]),
        ("phu-hoa", "2026-05-25", *good[2:]),
    )

    assert [list(fault) for fault in faults] == [
        ["unit"],
        ["value"],
        ["indicator"],
        ["cohort"],
        ["day"],
        ["day"],
    ]
    assert not result.has_errors()
    assert result.totals["new"] == 1


def test_a_cell_that_no_plan_asks_for_is_refused(head):
    build.indicator("posts", label="Tin bài")

    [fault], _ = judged(head, ("phu-hoa", "2026-06-11", "posts", "age_6_13", 3))

    assert fault == {
        "indicator": [
            (
                "Không có kế hoạch đang thực hiện nào giao Thôn Phú Hòa báo cáo “Tin bài”"
                " của nhóm “Từ đủ 6 đến dưới 14 tuổi”."
            )
        ]
    }


def test_an_import_outside_a_dry_run_hands_over_all_values_in_one_call(head):
    build.count(HOA, 3, DAY, by=head)
    calls = []
    rows = [
        ("phu-hoa", "2026-06-11", "eid_activated", "age_6_13", 3),
        ("phu-hoa", "2026-06-11", "eid_activated", "age_14_up", 4),
        ("phu-hoa", "2026-06-10", "eid_activated", "age_14_up", 5),
    ]

    CountResource(user=head, versions=[1, 0, 0], store=calls.append).import_data(
        Dataset(*rows, headers=COLUMNS), rollback_on_validation_errors=True
    )

    [values] = calls
    assert [(new.value, new.base_version) for new in values] == [(4, 0), (5, 0)]


# --- Cost ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long(
    client, head, rows, django_assert_max_num_queries, settings
):
    for value in range(rows):
        sent(client, row(value))

    with django_assert_max_num_queries(10):
        response = client.get(reverse("tallies"))

    assert len(response.context["tallies"]) == rows


@pytest.mark.parametrize("villages", [1, 3, 12])
def test_a_preview_costs_the_same_however_large(
    client, officer, villages, django_assert_max_num_queries
):
    for number in range(villages):
        build.unit(f"vn/xa/thon-{number}/", name=f"Thôn Số {number + 1}")
    rows = [row(n, unit=f"Thôn Số {n + 1}") for n in range(villages)]
    tally = sent(client, *rows)

    with django_assert_max_num_queries(14):
        response = client.get(reverse("tally", args=[tally.pk]))

    assert len(response.context["preview"].grids) == villages


def test_storing_takes_no_more_queries_for_more_rows(
    client, officer, django_assert_max_num_queries
):
    units = [build.unit(f"vn/xa/thon-{n}/", name=f"Thôn Số {n + 1}") for n in range(12)]
    tally = sent(client, *(row(n, unit=unit.name) for n, unit in enumerate(units)))
    seen = client.get(reverse("tally", args=[tally.pk])).context["tally"].revision

    with django_assert_max_num_queries(150):
        client.post(reverse("tally-commit", args=[tally.pk]), {"seen": seen})

    assert (
        Count.objects.count() == len(units) == Unit.objects.filter(path__contains="thon-").count()
    )
