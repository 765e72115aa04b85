"""The conversation about a tally: kept, resumed, amended, chosen, remembered, put away, read anew."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from intake.actions.days import close_day
from intake.actions.files import FILE_IS_GONE, kept_file, remove_expired_files
from intake.actions.jobs import MOST_TRIES, NOT_READ
from intake.documents import template_workbook
from intake.models import Entry, Job, LearnedName, Tally, TallyFile
from intake.queries.tallies import known_file
from intake.queries.vocabulary import template_for
from intake.rules.kept import kept_cells
from intake.rules.ledger import Refusal
from intake.tasks import ring_waiting_jobs, run_job
from intake.uploads import OTHER_TEMPLATE, receive_tally, send_again
from plans.models import Plan
from tests import build
from tests.intake import build_tallies as tally_of
from tests.intake.build_tallies import (
    ACTIVATED,
    ADULT,
    CARD,
    CHILD,
    COMMUNE,
    HOA,
    TODAY,
    confirm,
    row,
    sent,
)
from units import clock
from units.models import AuditEntry

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 11)
CELL = ("phu-hoa", DAY, "eid_activated", "age_6_13")


@pytest.fixture(autouse=True)
def _today(settings):
    settings.PORTAL_TODAY = TODAY


@pytest.fixture
def plan():
    return tally_of.world()


@pytest.fixture
def head(client, plan):
    user = tally_of.head()
    client.force_login(user)
    return user


@pytest.fixture
def officer(client, plan):
    user = tally_of.officer()
    client.force_login(user)
    return user


def texts(response):
    return [str(message) for message in response.context["messages"]]


def amend(client, tally, **fields):
    form = {"seen": tally.revision, **{name.replace("_", "-"): v for name, v in fields.items()}}
    client.post(reverse("tally-amend", args=[tally.pk]), form)
    tally.refresh_from_db()
    return tally


def kinds(tally):
    return [problem["kind"] for problem in tally.reading["problems"]]


def read_values(tally):
    return [(cell.unit, cell.date, cell.value) for cell in kept_cells(tally.cells)]


# --- The file --------------------------------------------------------------------------------------


def test_the_workbook_is_kept_sealed_and_opens_again(client, head):
    data = tally_of.long_list(row(14))
    tally_of.send(client, data)

    tally = Tally.objects.get()
    sealed = bytes(TallyFile.objects.get().content)
    assert kept_file(tally) == data
    assert b"PK" not in sealed[:8]
    assert b"xl/workbook.xml" not in sealed


def test_a_workbook_sealed_with_a_lost_key_is_said_to_be_closed(client, head, settings):
    tally = sent(client, row(14))
    settings.PORTAL_FILE_KEYS = [b"A" * 43 + b"="]

    with pytest.raises(Refusal, match="khóa mã hóa"):
        kept_file(tally)


def test_a_refused_file_is_not_kept(client, head):
    tally_of.send(client, b"not a workbook", "hinh.xlsx")

    assert Tally.objects.get().state == Tally.State.REFUSED
    assert not TallyFile.objects.exists()


@pytest.mark.parametrize(
    ("state", "ends_on", "kept"),
    [
        (Plan.State.RUNNING, date(2026, 6, 30), 1),
        (Plan.State.CLOSED, date(2026, 6, 30), 1),
        (Plan.State.EVALUATED, date(2026, 6, 30), 0),
        (Plan.State.CLOSED, date(2025, 6, 11), 0),
    ],
)
def test_files_are_removed_when_the_plans_life_is_over(client, head, plan, state, ends_on, kept):
    tally = sent(client, row(14))
    confirm(client, tally)
    Plan.objects.update(state=state, ends_on=ends_on, starts_on=date(2025, 1, 1))

    remove_expired_files(today=TODAY)

    assert TallyFile.objects.count() == kept
    tally.refresh_from_db()
    assert tally.receipt["cells"] == 1


def test_a_preview_that_nobody_confirmed_is_removed_after_30_days(client, head):
    forgotten, fresh = sent(client, row(14)), sent(client, row(15))
    Tally.objects.filter(pk=forgotten.pk).update(at=clock.now() - timedelta(days=31))

    assert remove_expired_files(today=TODAY) == 1
    assert list(Tally.objects.all()) == [fresh]
    assert TallyFile.objects.get().tally_id == fresh.pk


def test_only_the_sender_gets_the_original_back(client, head):
    data = tally_of.long_list(row(14))
    tally_of.send(client, data, "Biểu thôn.xlsx")
    url = reverse("tally-original", args=[Tally.objects.get().pk])

    response = client.get(url)

    assert response.content == data
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    client.force_login(tally_of.officer())
    assert client.get(url).status_code == 404


def test_the_workbook_comes_back_with_doubtful_cells_marked(client, head):
    tally = sent(client, row("mười"), row(9, cohort=ADULT))

    response = client.get(reverse("tally-marked", args=[tally.pk]))

    book = load_workbook(io.BytesIO(response.content))
    page = book[tally.reading["problems"][0]["sheet"]]
    marked = page[tally.reading["problems"][0]["cell"]]
    assert marked.value == "mười"
    assert "mười" in marked.comment.text
    assert page["E3"].comment is None


# --- Again -----------------------------------------------------------------------------------------


def test_an_open_preview_of_the_same_file_is_resumed(client, head):
    data = tally_of.long_list(row(14))
    first = tally_of.send(client, data).url
    response = client.post(
        reverse("tallies"), {"file": SimpleUploadedFile("khác tên.xlsx", data)}, follow=True
    )

    assert response.redirect_chain[-1][0] == first
    [told] = texts(response)
    number = Tally.objects.get().receipt_number
    assert told == f"Tệp này đã gửi trước đó và đang chờ xác nhận: biểu {number}."
    assert Tally.objects.count() == 1


def test_a_colleagues_open_preview_is_not_mine_to_resume(client, head, plan):
    tally = sent(client, row(14))
    other = build.user(HOA, head.role, username="khac")

    assert known_file(unit=tally.unit, plan=plan, sha256=tally.sha256, by=other) is None


def test_a_file_taken_in_may_be_read_anew_on_purpose(client, head):
    tally = sent(client, row(14))
    confirm(client, tally)
    build.count(HOA, 20, DAY, by=head)

    client.post(reverse("tally-again", args=[tally.pk]))

    anew = Tally.objects.first()
    assert (anew.pk, anew.state, anew.changes) == (tally.pk + 1, Tally.State.PREVIEW, 1)
    confirm(client, anew, "replace")
    assert tally_of.values()[CELL] == 14


def test_reading_anew_needs_the_file(client, head):
    tally = sent(client, row(14))
    TallyFile.objects.all().delete()

    with pytest.raises(Refusal, match=FILE_IS_GONE):
        send_again(tally=tally, by=head)


def test_several_files_are_kept_at_once(client, head):
    files = [
        SimpleUploadedFile(f"ngay-{n}.xlsx", tally_of.long_list(row(n, day=f"{n:02}/06/2026")))
        for n in (1, 2, 3)
    ]

    response = client.post(reverse("tallies"), {"file": files}, follow=True)

    assert texts(response) == ["Đã nhận 3 tệp. Đề nghị xem trước và xác nhận từng biểu."]
    assert sorted(Tally.objects.values_list("file_name", "state")) == [
        ("ngay-1.xlsx", "preview"),
        ("ngay-2.xlsx", "preview"),
        ("ngay-3.xlsx", "preview"),
    ]


def test_a_preview_is_put_away_with_its_file(client, head):
    tally = sent(client, row(14))

    response = client.post(reverse("tally-discard", args=[tally.pk]), follow=True)

    assert texts(response) == ["Đã bỏ tệp “bieu.xlsx”, chưa nhập ô nào."]
    assert (Tally.objects.count(), TallyFile.objects.count(), Entry.objects.count()) == (0, 0, 0)
    assert AuditEntry.objects.filter(action="Bỏ biểu chưa nhập").count() == 1


def test_a_tally_taken_in_is_not_put_away(client, head):
    tally = sent(client, row(14))
    confirm(client, tally)

    response = client.post(reverse("tally-discard", args=[tally.pk]), follow=True)

    assert texts(response)[-1].startswith("Biểu đã được nhập.")
    assert Tally.objects.count() == 1


# --- Fixing and answering --------------------------------------------------------------------------


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
    assert tally.reading["repaired"] == [OTHER_TEMPLATE.format(mark="nam-truoc/1")]


# --- Figures that are stored already ---------------------------------------------------------------


def test_stored_figures_are_replaced_only_when_the_sender_says_so(client, head):
    build.count(HOA, 5, DAY, by=head)
    tally = sent(client, row(14), row(9, cohort=ADULT))

    response = confirm(client, tally)
    assert texts(client.get(response.url)) == [
        "Biểu trùng với số liệu đã có. Đề nghị chọn một trong các cách nhập rồi xác nhận lại."
    ]
    assert tally_of.values() == {CELL: 5}

    confirm(client, tally, "replace")
    assert tally_of.values()[CELL] == 14


def test_stored_figures_are_kept_and_the_rest_goes_in(client, head):
    build.count(HOA, 5, DAY, by=head)
    tally = sent(client, row(14), row(9, cohort=ADULT))

    confirm(client, tally, "fill")

    assert sorted(value for value in tally_of.values().values()) == [5, 9]
    tally.refresh_from_db()
    assert (tally.receipt["cells"], tally.receipt["kept_stored"]) == (1, 1)


def test_the_page_says_whose_figures_are_stored(client, head):
    build.count(HOA, 5, DAY, by=head)
    confirm(client, sent(client, row(3, indicator=CARD)))
    tally = sent(client, row(14), row(4, indicator=CARD))

    overlaps = client.get(reverse("tally", args=[tally.pk])).context["preview"].overlaps

    assert sorted((o.source, o.by, o.receipt != "", o.cells) for o in overlaps) == [
        ("biểu tổng hợp", str(head), True, 1),
        ("nhập trên trang", str(head), False, 1),
    ]


def test_a_corrected_file_of_the_same_name_replaces_the_former_as_a_whole(client, head):
    former = sent(client, row(14), row(9, cohort=ADULT), row(2, indicator=CARD))
    confirm(client, former)
    corrected = sent(client, row(14), row(8, cohort=ADULT))

    page = client.get(reverse("tally", args=[corrected.pk]))
    assert page.context["preview"].former == former
    confirm(client, corrected, "supersede")

    corrected.refresh_from_db()
    former.refresh_from_db()
    assert {key[2:]: value for key, value in tally_of.values().items()} == {
        ("eid_activated", "age_6_13"): 14,
        ("eid_activated", "age_14_up"): 8,
        ("card_intake", "age_6_13"): None,
    }
    assert corrected.receipt["superseded"] == {"number": former.receipt_number, "cells": 1}
    assert (former.state, corrected.state) == (Tally.State.UNDONE, Tally.State.COMMITTED)
    assert former.receipt["undo"]["reason"] == f"Thay bằng biểu {corrected.receipt_number}"


def test_next_weeks_file_of_the_same_name_is_no_correction(client, head):
    confirm(client, sent(client, row(14)))

    later = sent(client, row(3, day="10/06/2026"))

    assert client.get(reverse("tally", args=[later.pk])).context["preview"].former is None
    confirm(client, later)
    later.refresh_from_db()
    assert later.state == Tally.State.COMMITTED


def test_a_receipt_tells_the_totals_before_and_after_what_was_withdrawn(client, head):
    build.count(HOA, 100, date(2026, 6, 1), by=head)
    confirm(client, sent(client, row(14), row(6, day="10/06/2026")))
    corrected = sent(client, row(13))

    confirm(client, corrected, "supersede")

    corrected.refresh_from_db()
    assert corrected.receipt["totals"] == [{"label": "Kích hoạt 6–14", "before": 120, "after": 113}]


# --- Work in the background ------------------------------------------------------------------------


@pytest.fixture
def rung(monkeypatch, settings):
    """Everything is large; what is rung for is noted instead of sent."""
    calls: list[int] = []
    monkeypatch.setattr("intake.uploads.MOST_BYTES_AT_ONCE", 0)
    monkeypatch.setattr("intake.uploads.MOST_CELLS_AT_ONCE", 0)
    monkeypatch.setattr(run_job, "apply_async", lambda args, **_: calls.append(args[0]))
    return calls


def test_a_large_file_is_read_and_entered_by_a_worker(client, head, rung):
    tally = sent(client, row(14))
    assert (tally.state, tally.cells, len(rung)) == (Tally.State.READING, [], 1)
    page = client.get(reverse("tally", args=[tally.pk]))
    assert page.status_code == 200

    run_job(rung.pop())
    tally.refresh_from_db()
    assert (tally.state, len(tally.cells)) == (Tally.State.PREVIEW, 1)

    confirm(client, tally)
    tally.refresh_from_db()
    assert (tally.state, Entry.objects.count()) == (Tally.State.ENTERING, 0)
    run_job(rung.pop())
    tally.refresh_from_db()
    assert (tally.state, tally_of.values()) == (Tally.State.COMMITTED, {CELL: 14})


def test_a_change_meanwhile_brings_a_large_tally_back_to_its_sender(client, head, rung):
    tally = sent(client, row(14))
    run_job(rung.pop())
    confirm(client, Tally.objects.get())
    build.count(HOA, 10, DAY, by=build.user(COMMUNE))

    run_job(rung.pop())

    tally.refresh_from_db()
    assert (tally.state, tally_of.values()) == (Tally.State.PREVIEW, {CELL: 10})
    assert tally.notice.startswith("Có 1 ô vừa được người khác sửa")
    assert kept_cells(tally.cells)[0].before == 10


def test_a_lock_meanwhile_brings_a_large_tally_back_with_the_reason(client, head, rung):
    tally = sent(client, row(14))
    run_job(rung.pop())
    confirm(client, Tally.objects.get())
    close_day(unit=build.unit(COMMUNE), day=DAY, by=None)

    run_job(rung.pop())

    tally.refresh_from_db()
    assert (tally.state, Entry.objects.count()) == (Tally.State.PREVIEW, 0)
    assert "đã khóa" in tally.notice


def test_a_reading_that_always_fails_is_given_up_and_said(client, head, rung, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError

    tally = sent(client, row(14))
    monkeypatch.setattr("intake.uploads.read_upload", fail)
    [job_id] = rung
    for _ in range(MOST_TRIES):
        with pytest.raises(ZeroDivisionError):
            run_job(job_id)
    run_job(job_id)

    tally.refresh_from_db()
    assert (tally.state, tally.reading["refused"]) == (Tally.State.REFUSED, NOT_READ)
    assert client.get(reverse("tally", args=[tally.pk])).status_code == 200


def test_a_small_file_whose_reading_failed_at_once_waits_for_the_sweeper(
    client, head, plan, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr("intake.uploads.read_upload", lambda *_, **__: 1 / 0)
        tally = sent(client, row(14))
    assert tally.state == Tally.State.READING

    monkeypatch.setattr(run_job, "delay", run_job)
    assert ring_waiting_jobs() == 1

    tally.refresh_from_db()
    assert tally.state == Tally.State.PREVIEW


def test_a_job_of_an_older_reading_changes_nothing(client, head, rung):
    tally = sent(client, row("mười"))
    [job_id] = rung
    Tally.objects.filter(pk=tally.pk).update(revision=5)

    run_job(job_id)

    tally.refresh_from_db()
    assert (tally.state, tally.revision, Job.objects.get().state) == (
        Tally.State.PREVIEW,
        6,
        Job.State.DONE,
    )


def test_a_broker_that_is_down_loses_no_file(client, head, monkeypatch):
    def down(*_, **__):
        raise ConnectionRefusedError

    monkeypatch.setattr("intake.uploads.MOST_BYTES_AT_ONCE", 0)
    monkeypatch.setattr(run_job, "apply_async", down)

    tally = sent(client, row(14))

    assert (tally.state, Job.objects.get().state) == (Tally.State.READING, Job.State.WAITING)


def test_a_command_reads_at_once_however_large(head, plan, rung):
    upload = tally_of.upload(row(14))

    tally = receive_tally(upload=upload, plan=plan, by=head, at_once=True)

    assert (tally.state, rung) == (Tally.State.PREVIEW, [])


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


def test_a_large_file_that_the_gate_refuses_waits_for_no_worker(client, head, rung):
    tally_of.send(client, b"not a workbook", "hinh.xlsx")

    assert (Tally.objects.get().state, rung) == (Tally.State.REFUSED, [])


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
