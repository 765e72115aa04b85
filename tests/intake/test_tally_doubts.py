"""A tally's figures that look wrong: asked before it goes in, kept with its sender's answer."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from intake.models import Confirmation, Entry, Job, Tally
from intake.tasks import run_job
from intake.uploads import renew_tally
from targets.models import Indicator
from tests import build
from tests.intake import build_tallies as tally_of
from tests.intake.build_tallies import ADULT, CARD, COMMUNE, HOA, confirm, row, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tally_day")]

DAY = date(2026, 6, 11)
FIRST = date(2026, 6, 1)
QUESTION = "122 bằng đúng số lũy kế đến hết ngày 10/6 (122). Đây có phải số của riêng ngày 11/6?"


@pytest.fixture
def history(plan):
    """Ten days of Thôn Phú Hòa: 10 to 14 children a day, 122 in all."""
    by = build.user(COMMUNE, username="nguoi-nhap")
    for n in range(10):
        build.count(HOA, 10 + n % 5 + 2 * (n == 0), FIRST + timedelta(days=n), by=by)


def doubts(tally):
    return [(tally.cells[number][6], kind) for number, kind, _ in tally.reading["doubts"]]


def commit(client, tally, **form):
    page = client.get(reverse("tally", args=[tally.pk]))
    seen = page.context["tally"].revision
    return client.post(
        reverse("tally-commit", args=[tally.pk]), {"seen": seen, "choice": "", **form}
    )


def test_a_doubtful_figure_is_shown_with_its_question_and_place(client, head, history):
    tally = sent(client, row(122), row(9, cohort=ADULT))

    assert doubts(tally) == [("E2", "cumulative")]
    page = client.get(reverse("tally", args=[tally.pk])).content.decode()
    assert "1 điểm cần xem lại" in page
    assert QUESTION in page
    assert "Tất cả" not in page
    assert 'href="?unit=phu-hoa&amp;edit=1#cell-0"' in page


def test_nothing_goes_in_while_a_doubt_is_unanswered(client, head, history):
    tally = sent(client, row(122), row(9, cohort=ADULT))
    before = Entry.objects.count()

    response = commit(client, tally)

    assert response.status_code == 422
    page = response.content.decode()
    assert "Còn 1 điểm cần xem lại chưa trả lời: ô E2. Chưa nhập ô nào" in page
    assert "Chưa trả lời." in page
    assert Entry.objects.count() == before
    assert Tally.objects.get().state == Tally.State.PREVIEW


def test_still_right_keeps_the_figure_and_the_answer(client, head, history):
    tally = sent(client, row(122), row(9, cohort=ADULT))

    commit(client, tally, ok="0")

    tally.refresh_from_db()
    assert tally.state == Tally.State.COMMITTED
    assert tally_of.values()["phu-hoa", DAY, "eid_activated", "age_6_13"] == 122
    kept = Confirmation.objects.get()
    assert (kept.unit.code, kept.day, kept.value, kept.kind) == ("phu-hoa", DAY, 122, "cumulative")
    assert (kept.question, kept.answer) == (QUESTION, "vẫn đúng")
    assert (kept.by, kept.tally, kept.at) == (head, tally, tally.committed_at)
    assert [d["answer"] for d in tally.receipt["doubts"]] == ["vẫn đúng"]
    assert QUESTION in client.get(reverse("tally", args=[tally.pk])).content.decode()


def test_a_corrected_figure_is_no_longer_asked_about(client, head, history):
    tally = sent(client, row(122))

    tally = tally_of.amend(client, tally, cell_0="12")

    assert tally.reading["doubts"] == []
    confirm(client, tally)
    assert tally_of.values()["phu-hoa", DAY, "eid_activated", "age_6_13"] == 12
    assert not Confirmation.objects.exists()


def test_what_was_ticked_stays_ticked_when_another_is_missing(client, head, history):
    tally = sent(client, row(122, day="11/06/2026"), row(131, day="12/06/2026"))
    assert doubts(tally) == [("E2", "cumulative"), ("E3", "cumulative")]

    response = commit(client, tally, ok="1")

    shown = {d.number: (d.is_ticked, d.is_missing) for d in response.context["preview"].doubts}
    assert shown == {0: (False, True), 1: (True, False)}
    assert '<input type="checkbox" name="ok" value="1"' in response.content.decode()


def test_days_of_the_same_tally_count_as_history_for_later_ones(client, head):
    days = [row(12, day=f"{n:02}/06/2026") for n in range(1, 8)]
    tally = sent(client, *days, row(84, day="08/06/2026"), row(13, day="09/06/2026"))

    assert doubts(tally) == [("E9", "cumulative")]


def test_a_column_of_running_totals_is_noticed_though_no_day_is_known(client, head):
    totals = [10, 23, 35, 49, 60, 74]
    tally = sent(client, *(row(v, day=f"{n:02}/06/2026") for n, v in enumerate(totals, 1)))

    assert doubts(tally) == [("E6", "cumulative"), ("E7", "cumulative")]
    assert tally.reading["doubts"][0][2] == (
        "Số tăng liên tục 5 ngày, từ 10 lên 60. Đây có phải số của riêng ngày 05/6?"
    )


def seven_totals(client):
    """Four ordinary days, then seven days of running totals."""
    own = [row(10 + n % 3, day=f"{n:02}/06/2026") for n in range(1, 5)]
    return sent(client, *own, *(row(12 * n, day=f"{n:02}/06/2026") for n in range(5, 12)))


def test_more_than_five_can_be_answered_at_once(client, head):
    tally = seven_totals(client)
    assert len(doubts(tally)) == 7

    page = client.get(reverse("tally", args=[tally.pk])).content.decode()
    assert "Tất cả 7 số nêu trên vẫn đúng" in page
    commit(client, tally, ok_all="1")

    assert Tally.objects.get().state == Tally.State.COMMITTED
    assert list(Confirmation.objects.values_list("answer", flat=True)) == ["vẫn đúng"] * 7


def test_a_long_list_of_doubts_is_cut_and_says_how_many_more(client, head, monkeypatch):
    monkeypatch.setattr("intake.queries.tally_doubts.MOST_SHOWN", 3)
    tally = seven_totals(client)

    page = client.get(reverse("tally", args=[tally.pk])).content.decode()

    assert page.count('name="ok"') == 3
    assert "Còn 4 điểm nữa chưa nêu ở đây" in page
    refused = commit(client, tally, ok=["4", "5", "6"])
    assert "Còn 4 điểm cần xem lại chưa trả lời: ô E9, E10, E11, E12." in refused.content.decode()


def test_figures_that_stay_as_stored_need_no_answer(client, head, history):
    build.count(HOA, 11, DAY, by=head)
    tally = sent(client, row(122), row(9, cohort=ADULT))
    assert doubts(tally) == [("E2", "cumulative")]

    assert commit(client, tally, choice="replace").status_code == 422
    commit(client, tally, choice="fill")

    assert Tally.objects.get().state == Tally.State.COMMITTED
    assert tally_of.values()["phu-hoa", DAY, "eid_activated", "age_6_13"] == 11
    assert not Confirmation.objects.exists()


def test_a_share_above_its_whole_is_a_problem_that_must_be_mended(client, head, plan):
    whole, part = (
        Indicator.objects.get(code="card_intake"),
        Indicator.objects.get(code="eid_activated"),
    )
    Indicator.objects.filter(pk=part.pk).update(share_of=whole)

    tally = sent(client, row(9, indicator=CARD), row(10))

    [problem] = tally.reading["problems"]
    assert (problem["kind"], problem["cell"]) == ("above_whole", "E3")
    assert problem["message"] == (
        "Kích hoạt 6–14 (10) không thể nhiều hơn Căn cước 6–14 (9) của cùng ngày. Đề nghị kiểm tra lại hai số."
    )
    commit(client, tally, ok_all="1")
    assert not Entry.objects.exists()
    tally = tally_of.amend(client, tally, fix_0="8")
    confirm(client, tally)
    assert tally_of.values()["phu-hoa", DAY, "eid_activated", "age_6_13"] == 8


def test_a_comparison_made_anew_asks_anew(client, head, history):
    tally = sent(client, row(122))
    build.count(HOA, 3, FIRST, by=head)

    renewed = renew_tally(tally=tally, by=head)

    assert [question for *_, question in renewed.reading["doubts"]] == [
        "122 lớn hơn cả số lũy kế đến hết ngày 10/6 (113). Đây có phải số của riêng ngày 11/6?"
    ]


def test_a_worker_enters_a_large_tally_with_the_answers_given(client, head, history, monkeypatch):
    tally = sent(client, row(122))
    monkeypatch.setattr("intake.uploads.MOST_CELLS_AT_ONCE", 0)
    commit(client, tally, ok="0")
    tally.refresh_from_db()
    assert tally.state == Tally.State.ENTERING

    run_job(Job.objects.get(kind=Job.Kind.ENTER_TALLY).pk)

    assert [c.answer for c in Confirmation.objects.all()] == ["vẫn đúng"]


def test_the_command_takes_doubts_in_unanswered_and_prints_them(
    plan, head, history, tmp_path, capsys
):
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(tally_of.long_list(row(122)))
    names = ["--plan", plan.code, "--user", head.username]

    call_command("import_tally", str(path), *names)

    assert f"Cần xem lại: Thôn Phú Hòa: {QUESTION}" in capsys.readouterr().out
    assert [c.answer for c in Confirmation.objects.all()] == ["chưa trả lời"]

    path.write_bytes(tally_of.long_list(row(244, day="12/06/2026")))
    call_command("import_tally", str(path), *names, "--json")

    receipt = json.loads(capsys.readouterr().out)
    assert [(d["date"], d["value"], d["kind"], d["answer"]) for d in receipt["doubts"]] == [
        ("2026-06-12", 244, "cumulative", "chưa trả lời")
    ]


def test_those_above_the_sender_see_the_questions_without_the_ticks(client, head, history):
    tally = sent(client, row(122))
    client.force_login(build.user(COMMUNE, username="canbo"))

    page = client.get(reverse("tally", args=[tally.pk])).content.decode()

    assert QUESTION in page
    assert 'name="ok"' not in page
