"""The workbook itself: kept sealed, given back, resumed, read anew, put away."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from cryptography.fernet import Fernet
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from intake.actions.files import FILE_IS_GONE, kept_file, remove_expired_files
from intake.models import Entry, Job, Tally, TallyFile
from intake.queries.tallies import known_file
from intake.rules.ledger import Refusal
from intake.tasks import run_job
from intake.uploads import send_again
from plans.models import Plan
from sheets.gate import TOO_LARGE_UNPACKED
from sheets.workbook import Refused
from tests import build
from tests.intake import build_tallies as tally_of
from tests.intake.build_tallies import (
    ADULT,
    HOA,
    TODAY,
    amend,
    confirm,
    read_values,
    row,
    sent,
    texts,
)
from units import clock
from units.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tally_day")]

DAY = date(2026, 6, 11)
CELL = ("phu-hoa", DAY, "eid_activated", "age_6_13")


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


def test_a_wrong_key_for_a_while_costs_neither_file_nor_answers(client, head, settings):
    tally = sent(client, row("abc"))
    right, settings.PORTAL_FILE_KEYS = settings.PORTAL_FILE_KEYS, [Fernet.generate_key()]
    tally = amend(client, tally, fix_0="5")
    assert (tally.state, TallyFile.objects.count()) == (Tally.State.READING, 1)

    settings.PORTAL_FILE_KEYS = right
    run_job(Job.objects.get(state=Job.State.WAITING).pk)

    tally.refresh_from_db()
    assert [value for _, _, value in read_values(tally)] == [5]


def test_a_former_key_still_opens_what_it_sealed(client, head, settings):
    tally = sent(client, row(14))

    settings.PORTAL_FILE_KEYS = [Fernet.generate_key(), *settings.PORTAL_FILE_KEYS]

    assert kept_file(tally)[:2] == b"PK"


def test_a_parser_that_fails_after_an_amendment_costs_nothing(client, head, monkeypatch):
    def refuse(*_):
        raise Refused(TOO_LARGE_UNPACKED)

    tally = sent(client, row("abc"))
    monkeypatch.setattr("intake.uploads.open_workbook", refuse)
    tally = amend(client, tally, fix_0="5")

    assert (tally.state, tally.notice) == (Tally.State.PREVIEW, TOO_LARGE_UNPACKED)
    assert (TallyFile.objects.count(), len(tally.fixes)) == (1, 1)


def test_a_workbook_that_cannot_be_opened_for_marking_says_why(client, head, monkeypatch):
    def refuse(*_):
        raise Refused(TOO_LARGE_UNPACKED)

    tally = sent(client, row(14))
    monkeypatch.setattr("intake.views.tallies.marked_copy", refuse)

    response = client.get(reverse("tally-marked", args=[tally.pk]), follow=True)

    assert texts(response) == [TOO_LARGE_UNPACKED]


def test_too_many_files_are_refused_together_with_the_number(client, head):
    files = [SimpleUploadedFile(f"{n}.xlsx", tally_of.long_list(row(n))) for n in range(21)]

    response = client.post(reverse("tallies"), {"file": files}, follow=True)

    assert texts(response) == ["Đã chọn 21 tệp; mỗi lần gửi nhiều nhất 20 tệp. Chưa nhận tệp nào."]
    assert not Tally.objects.exists()
