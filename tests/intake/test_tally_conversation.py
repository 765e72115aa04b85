"""What is mended and explained in the preview, what is remembered of it, and what is asked once."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from intake.documents import template_workbook
from intake.models import LearnedName, Tally
from intake.queries.vocabulary import template_for
from intake.uploads import NO_COUNTS, OTHER_TEMPLATE
from tests.intake import build_tallies as tally_of
from tests.intake.build_tallies import (
    ACTIVATED,
    ADULT,
    CHILD,
    amend,
    confirm,
    kinds,
    read_values,
    row,
    sent,
    texts,
)
from units.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tally_day")]

DAY = date(2026, 6, 11)
CELL = ("phu-hoa", DAY, "eid_activated", "age_6_13")


def test_a_wrong_value_is_mended_in_the_preview(client, head):
    tally = sent(client, row("mười bốn"), row(9, cohort=ADULT))
    assert kinds(tally) == ["not_a_number"]

    tally = amend(client, tally, fix_0="14")

    assert kinds(tally) == []
    assert sorted(value for _, _, value in read_values(tally)) == [9, 14]
    confirm(client, tally)
    tally.refresh_from_db()
    assert tally.receipt["fixes"] == [{"sheet": "Sheet", "cell": "E2", "text": "14"}]


def test_a_wrong_value_may_be_left_blank(client, head):
    tally = sent(client, row("chưa rõ"), row(9, cohort=ADULT))

    tally = amend(client, tally, fix_0="chưa rõ", blank="fix-0")

    assert (kinds(tally), [value for _, _, value in read_values(tally)]) == ([], [9])


def test_a_read_value_is_mended_too(client, head):
    tally = sent(client, row(14))

    tally = amend(client, tally, cell_0="15")

    assert [value for _, _, value in read_values(tally)] == [15]


def test_a_fix_that_is_wrong_too_is_asked_about_again(client, head):
    tally = amend(client, sent(client, row("nhiều")), fix_0="-3")

    assert kinds(tally) == ["negative"]


def test_an_answer_says_what_a_name_means_and_is_remembered(client, head):
    tally = sent(client, row(14, unit="Xóm Trong"), row(9, unit="Xóm Trong", cohort=ADULT))
    assert set(kinds(tally)) == {"unknown_unit"}

    tally = amend(client, tally, answer_0="phu-hoa")

    assert (kinds(tally), len(tally.cells)) == ([], 2)
    assert not LearnedName.objects.exists()  # not before it is confirmed
    confirm(client, tally)
    assert list(LearnedName.objects.values_list("side", "text", "code")) == [
        ("unit", "xóm trong", "phu-hoa")
    ]
    later = sent(client, row(3, unit="XÓM TRONG", day="10/06/2026"))
    assert read_values(later) == [("phu-hoa", "2026-06-10", 3)]


def test_what_a_village_taught_is_not_known_of_another_sender(client, head, plan):
    confirm(client, amend(client, sent(client, row(14, unit="Xóm Trong")), answer_0="phu-hoa"))

    client.force_login(tally_of.officer())
    tally = sent(client, row(3, unit="Xóm Trong", day="10/06/2026"))

    assert kinds(tally) == ["unknown_unit"]


def test_what_was_taught_by_mistake_is_forgotten_and_asked_again(client, head):
    confirm(client, amend(client, sent(client, row(14, unit="Xóm Trong")), answer_0="phu-hoa"))
    [learned] = client.get(reverse("tallies")).context["learned"]
    assert (learned.text, learned.meaning) == ("xóm trong", "Thôn Phú Hòa")

    client.post(reverse("tally-name-forget", args=[learned.pk]))

    assert kinds(sent(client, row(3, unit="Xóm Trong", day="10/06/2026"))) == ["unknown_unit"]
    assert AuditEntry.objects.filter(action="Quên tên gọi").count() == 1


def test_a_strange_column_may_be_left_out_and_the_receipt_says_so(client, head):
    tally = sent(client, row(14), row(7, indicator="Số ca dao"))
    assert kinds(tally) == ["unknown_indicator"]

    tally = amend(client, tally, answer_0="-")

    assert (kinds(tally), len(tally.cells)) == ([], 1)
    confirm(client, tally)
    tally.refresh_from_db()
    [left_out] = [line for line in tally.receipt["ignored"] if "Số ca dao" in line["what"]]
    assert left_out["sheet"] == "Sheet"


def test_an_answer_outside_the_own_subtree_is_refused(client, head):
    tally = sent(client, row(14, unit="Xóm Trong"))

    amend(client, tally, answer_0="phu-binh")

    tally.refresh_from_db()
    assert (kinds(tally), tally.answers) == (["unknown_unit"], [])


def test_an_amendment_of_a_page_that_is_out_of_date_changes_nothing(client, head):
    tally = sent(client, row("mười"))
    form = {"seen": tally.revision - 1, "fix-0": "10"}

    response = client.post(reverse("tally-amend", args=[tally.pk]), form, follow=True)

    assert texts(response) == ["Bảng so sánh đã được cập nhật. Đề nghị xem lại rồi xác nhận."]
    assert kinds(Tally.objects.get()) == ["not_a_number"]


def test_an_empty_amendment_says_so(client, head):
    tally = sent(client, row("mười"))
    form = {"seen": tally.revision, "fix-0": "mười", "fix-99": "1", "answer-0": "", "cell-9": "2"}

    response = client.post(reverse("tally-amend", args=[tally.pk]), form, follow=True)

    assert texts(response) == ["Chưa sửa ô nào."]


def test_a_confirmed_layout_is_known_next_time(client, head):
    tally = sent(client, row(14))
    assert client.get(reverse("tally", args=[tally.pk])).context["preview"].layout is None
    confirm(client, tally)

    later = sent(client, row(3, day="10/06/2026"), row(4, day="09/06/2026"))

    layout = client.get(reverse("tally", args=[later.pk])).context["preview"].layout
    assert (layout.tally, layout.times) == (tally, 1)


def test_a_form_of_another_plan_is_read_and_said_to_be_another(client, head, plan):
    form = replace(template_for(head.unit, plan), version="nam-truoc/1")
    book = load_workbook(io.BytesIO(template_workbook(form)))
    book.worksheets[0].cell(6, 4).value = 7
    tally_of.send(client, tally_of.saved(book))

    tally = Tally.objects.get()
    assert [value for _, _, value in read_values(tally)] == [7]
    assert tally.reading["repaired"] == [OTHER_TEMPLATE]


def test_a_name_that_stands_in_many_places_is_one_question(client, head):
    rows = [row(n, unit="Xóm Trong", day=f"{n:02}/06/2026") for n in range(1, 12)]
    tally = sent(client, *rows, row("mười"))

    preview = client.get(reverse("tally", args=[tally.pk])).context["preview"]

    assert [(q.text, q.places, len(q.also)) for q in preview.questions] == [
        ("Xóm Trong", 11, 5),
        ("mười", 1, 0),
    ]
    assert (preview.problems, preview.more_problems) == (12, 0)


def test_of_very_many_problems_the_first_are_kept_and_all_are_counted(client, head, monkeypatch):
    monkeypatch.setattr("intake.uploads.MOST_KEPT", 3)

    tally = sent(client, *(row("x1", day=f"{n:02}/06/2026") for n in range(1, 8)))

    assert (len(tally.reading["problems"]), tally.reading["problem_count"]) == (3, 7)
    preview = client.get(reverse("tally", args=[tally.pk])).context["preview"]
    assert (len(preview.questions), preview.more_problems) == (3, 4)
    assert texts(confirm(client, tally, follow=True))[0].startswith("Biểu còn 7 chỗ cần sửa")


def test_a_day_that_a_sheet_does_not_tell_is_asked_once(client, head):
    book = tally_of.Workbook()
    page = book.worksheets[0]
    for line in (("Thôn", "Nội dung", CHILD, ADULT), ("Thôn Phú Hòa", ACTIVATED, 3, 4)):
        page.append(line)
    tally_of.send(client, tally_of.saved(book))
    tally = Tally.objects.get()
    [question] = client.get(reverse("tally", args=[tally.pk])).context["preview"].questions
    assert (question.asks, question.text, question.places) == ("day", "", 2)

    tally = amend(client, tally, answer_0="2026-06-10")

    assert [(day, value) for _, day, value in read_values(tally)] == [
        ("2026-06-10", 3),
        ("2026-06-10", 4),
    ]
    confirm(client, tally)
    assert not LearnedName.objects.exists()  # next week's file is another day's


def test_one_name_written_in_two_ways_is_one_question_and_one_lesson(client, head):
    tally = sent(client, row(14, unit="Xóm Mới"), row(3, unit="xóm  mới", cohort=ADULT))
    [question] = client.get(reverse("tally", args=[tally.pk])).context["preview"].questions
    assert question.places == 2

    tally = amend(client, tally, answer_0="phu-hoa", answer_1="phu-hoa")
    confirm(client, tally)

    assert list(LearnedName.objects.values_list("text", "code")) == [("xóm mới", "phu-hoa")]


def test_an_answer_that_leaves_nothing_keeps_the_workbook_and_can_be_taken_back(client, head):
    tally = amend(client, sent(client, row(14, unit="Xóm Trong")), answer_0="-")
    assert (tally.state, tally.cells, tally.notice) == (Tally.State.PREVIEW, [], NO_COUNTS)
    response = confirm(client, tally)
    assert texts(client.get(response.url))[0].startswith("Biểu không còn ô nào để nhập.")

    form = {"seen": tally.revision, "start_over": "1"}
    client.post(reverse("tally-amend", args=[tally.pk]), form)

    tally.refresh_from_db()
    assert (kinds(tally), tally.answers, tally.notice) == (["unknown_unit"], [], "")


def test_what_was_learned_is_shown_where_it_can_be_forgotten(client, head):
    confirm(client, amend(client, sent(client, row(14, unit="Xóm Trong")), answer_0="phu-hoa"))

    page = client.get(reverse("tallies")).content.decode()

    assert reverse("tally-name-forget", args=[LearnedName.objects.get().pk]) in page
