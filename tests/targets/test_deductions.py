"""Deductions asked for, sent up, decided and withdrawn; who may, and what is left in the log."""

from dataclasses import replace
from datetime import date

import pytest

from plans.models import Plan
from targets.actions.deductions import (
    NO_DOCUMENT,
    NOT_YOURS,
    OUTSIDE,
    OVER,
    Decision,
    SpentKeyError,
    ask_deduction,
    decide,
    look_at_persons,
    revoke,
    send_up,
    take_evidence,
    withdraw,
)
from targets.models import Deduction, Target
from targets.queries.deductions import (
    accepted_of,
    deductible_targets,
    may_decide,
    may_see_persons,
    may_send_up,
    people_of,
    taken_from,
    waits_for,
)
from targets.rules.deductions import PDF, DeductionError
from tests import build
from tests.reports import build_deductions as deductions
from tests.reports.build_deductions import FROM, accepted, asked
from units import clock
from units.models import AuditEntry
from units.rules import Branch, Kind, Role

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 12)
YES, NO = Decision(True, FROM), Decision(False, note="Còn cư trú")


@pytest.fixture(autouse=True)
def today(settings):
    settings.PORTAL_TODAY = TODAY


@pytest.fixture
def target() -> Target:
    build.unit("vn/xa/thon-2/")
    return build.target(build.plan())


@pytest.fixture
def village():
    return build.user("vn/xa/thon-1/", Role.VILLAGE_HEAD)


@pytest.fixture
def head():
    return build.user("vn/xa/", Role.POLICE_HEAD)


@pytest.fixture
def superior():
    return build.user("vn/", Role.SUPERIOR)


def refused(act, **arguments) -> str:
    with pytest.raises(DeductionError) as refusal:
        act(**arguments)
    return str(refusal.value)


def test_a_request_keeps_its_people_and_its_evidence_sealed(target, village):
    names = "Nguyễn Văn A, 2008\nTrần Thị B, 2011"
    deduction = asked(target, by=village, people=None, persons=names, file_name="../đơn.exe")

    assert (deduction.state, deduction.people, deduction.asked_by) == ("asked", 2, village)
    assert deduction.counts_from is None
    assert "Nguyễn".encode() not in bytes(deduction.persons)
    assert b"PDF" not in bytes(deduction.evidence.content)
    assert look_at_persons(deduction=deduction, by=village) == (
        "Nguyễn Văn A, 2008",
        "Trần Thị B, 2011",
    )
    assert take_evidence(deduction=deduction, by=village) == ("đơn.pdf", PDF, deductions.PDF)


def test_every_act_and_look_is_in_the_log_without_names(target, village, head):
    deduction = asked(target, by=village, people=None, persons="Nguyễn Văn A, 2008")
    look_at_persons(deduction=deduction, by=head)
    take_evidence(deduction=deduction, by=head)
    decide(deduction=deduction, decision=YES, by=head)
    revoke(deduction=deduction, reason="Nhầm người", by=head)

    rows = AuditEntry.objects.order_by("pk")
    assert [(row.action, row.by_name) for row in rows] == [
        ("Đề nghị giám trừ", str(village)),
        ("Xem danh sách người đề nghị giám trừ", str(head)),
        ("Tải minh chứng giám trừ", str(head)),
        ("Chấp nhận giám trừ", str(head)),
        ("Hủy quyết định giám trừ", str(head)),
    ]
    assert rows[3].before["Trạng thái"] == "đã đề nghị"
    assert rows[3].after == {
        "Chỉ tiêu": "T1. Kích hoạt cho trẻ em",
        "Số người": 1,
        "Trạng thái": "được giám trừ",
        "Tính từ ngày": "2026-06-01",
    }
    texts = " ".join(f"{row.subject} {row.before} {row.after} {row.reason}" for row in rows)
    assert "Nguyễn" not in texts


def test_the_same_request_sent_twice_is_one(target, village):
    first = ask_deduction(request=deductions.request(target), by=village)
    again = ask_deduction(request=deductions.request(target), by=village)
    other = ask_deduction(request=deductions.request(target, people=4), by=village)

    assert (again[0].pk, first[1], again[1], other[1]) == (first[0].pk, True, False, True)
    assert Deduction.objects.count() == 2


def test_two_lists_of_as_many_people_with_one_scan_are_two_requests(target, village):
    first = asked(target, by=village, people=None, persons="Nguyễn Văn A\nTrần Thị B")
    second = asked(target, by=village, people=None, persons="Lê Văn C\nPhạm Thị D")
    again = asked(target, by=village, people=None, persons="Lê Văn C\nPhạm Thị D")

    assert again.pk == second.pk != first.pk
    assert people_of(second) == ("Lê Văn C", "Phạm Thị D")


def test_one_key_is_one_request_decided_or_not(target, village, head):
    request = deductions.request(target)
    first, _ = ask_deduction(request=request, by=village)
    decide(deduction=first, decision=NO, by=head)

    again, is_new = ask_deduction(request=replace(request), by=village)
    assert (again.pk, is_new, Deduction.objects.count()) == (first.pk, False, 1)


@pytest.mark.parametrize("over", [{"people": 4}, {"evidence": b"%PDF-1.7 khac"}, {"note": "khác"}])
def test_a_key_that_comes_with_something_else_is_refused_not_swallowed(target, village, over):
    request = deductions.request(target)
    first, _ = ask_deduction(request=request, by=village)

    with pytest.raises(SpentKeyError) as refusal:
        ask_deduction(request=replace(request, **over), by=village)
    assert str(refusal.value).startswith(
        f"Biểu mẫu này đã gửi một đề nghị khác (số {first.pk}). Nội dung đang nhập chưa được ghi"
    )
    assert Deduction.objects.count() == 1


def test_a_target_takes_units_of_its_branch_and_the_plans_own(target, head):
    school = build.unit("vn/xa/truong/", name="Trường A", kind=Kind.SCHOOL)
    request = deductions.request(target, school.path)

    assert refused(ask_deduction, request=request, by=head) == (
        "Chỉ tiêu này tính theo địa bàn: đề nghị chọn đơn vị thuộc địa bàn hoặc Xa."
    )
    of_schools = build.target(target.plan, code="T2", branch=Branch.OFFICE)
    assert asked(of_schools, school.path, by=head).unit == school
    assert asked(of_schools, "vn/xa/", by=head).unit.code == "xa"
    told = refused(ask_deduction, request=deductions.request(of_schools), by=head)
    assert told.startswith("Chỉ tiêu này tính theo cơ quan, đoàn thể")


def test_a_unit_asks_for_itself_and_below_alone(target, village, head):
    strange = build.unit("vn/xa-khac/thon-9/")
    outside = deductions.request(target, "vn/xa/thon-2/")

    assert refused(ask_deduction, request=outside, by=village) == OUTSIDE
    request = deductions.request(target, strange.path)
    assert refused(ask_deduction, request=request, by=head) == OUTSIDE
    top = build.user("vn/", Role.POLICE_HEAD)
    assert refused(ask_deduction, request=request, by=top) == (
        f"{strange} không thuộc phạm vi của kế hoạch này."
    )
    assert Deduction.objects.count() == 0


def test_people_are_deducted_from_people_in_plans_in_force(target, village):
    share = build.target(
        target.plan,
        code="T2",
        denominator_kind="indicator",
        denominator_indicator=build.indicator("dossiers"),
    )
    officers = build.target(target.plan, code="T3", branch=Branch.PERSON)
    number = build.target(target.plan, code="T4", goal_kind="count", denominator_kind="")
    stated = build.target(target.plan, code="T5", denominator_kind="stated")

    assert list(deductible_targets(village)) == [target, stated]
    for other in (share, officers, number):
        request = deductions.request(other)
        assert refused(ask_deduction, request=request, by=village) == OUTSIDE
    Plan.objects.update(state=Plan.State.CLOSED)
    assert list(deductible_targets(village)) == []


def test_a_single_officer_has_no_people_of_his_own(target):
    line = build.unit("vn/xa/can-bo-1/", kind=Kind.OFFICER)
    officer = build.user("vn/xa/", Role.OFFICER, personal_unit=line)
    request = deductions.request(target, line.path)

    assert refused(ask_deduction, request=request, by=officer) == OUTSIDE


def test_an_accepted_request_counts_from_its_day(target, village, head):
    deduction = accepted(target, by=village, head=head, counts_from=date(2026, 6, 5))

    assert (deduction.state, deduction.decided_by) == ("accepted", head)
    key = (target.pk, deduction.unit_id)
    assert accepted_of(target.plan, date(2026, 6, 4)) == {}
    assert accepted_of(target.plan, date(2026, 6, 5)) == {key: 3}


def test_deductions_of_a_unit_go_up_to_every_unit_above_it(target, village, head):
    second = build.user("vn/xa/thon-2/", Role.VILLAGE_HEAD)
    accepted(target, by=village, head=head)
    accepted(target, by=village, head=head, people=2)
    accepted(target, "vn/xa/thon-2/", by=second, head=head, people=4)
    asked(target, by=village, people=9)
    units = [build.unit(path) for path in ("vn/xa/", "vn/xa/thon-1/", "vn/xa/thon-2/")]

    taken = taken_from(target.plan, units, TODAY)
    assert [taken[target.pk, unit.pk] for unit in units] == [9, 5, 4]


def test_what_was_known_at_a_past_moment_is_what_was_decided_then(target, village, head):
    before = clock.now()
    deduction = accepted(target, by=village, head=head)

    assert accepted_of(target.plan, TODAY, known_at=before) == {}
    known = accepted_of(target.plan, TODAY, known_at=clock.now())
    assert known == {(target.pk, deduction.unit_id): 3}


def test_nobody_decides_his_own_request(target, head):
    own = asked(target, "vn/xa/", by=head)

    assert (may_decide(head, own), may_send_up(head, own)) == (False, True)
    assert refused(decide, deduction=own, decision=YES, by=head) == NOT_YOURS


def test_what_was_sent_up_waits_for_the_superior_or_his_written_answer(
    target, village, head, superior
):
    deduction = asked(target, by=village)
    sent = send_up(deduction=deduction, document="15/BC-CAX ngày 12/6/2026", by=head)

    assert (sent.state, sent.sent_up_in) == ("sent_up", "15/BC-CAX ngày 12/6/2026")
    assert [waits_for(user, sent) for user in (superior, head, village)] == [True, False, False]
    assert refused(decide, deduction=sent, decision=YES, by=head) == NO_DOCUMENT
    answer = Decision(True, FROM, document="99/CV-PC06")
    assert decide(deduction=sent, decision=answer, by=head).decided_in == "99/CV-PC06"


def test_the_superior_decides_what_was_sent_up(target, village, head, superior):
    sent = send_up(deduction=asked(target, by=village), document="15/BC-CAX", by=head)

    assert decide(deduction=sent, decision=YES, by=superior).state == "accepted"


def test_the_plan_of_a_superior_is_decided_by_him_alone(village, head, superior):
    target = build.target(build.plan("vn/"))
    deduction = asked(target, by=village)

    assert waits_for(head, deduction)
    assert refused(decide, deduction=deduction, decision=YES, by=head) == NOT_YOURS
    sent = send_up(deduction=deduction, document="15/BC-CAX", by=head)
    assert (waits_for(head, sent), waits_for(superior, sent)) == (False, True)
    assert decide(deduction=sent, decision=YES, by=superior).state == "accepted"


def test_a_decider_of_another_commune_changes_nothing(target, village):
    stranger = build.user("vn/xa-khac/", Role.POLICE_HEAD)
    deduction = asked(target, by=village)

    assert refused(decide, deduction=deduction, decision=YES, by=stranger) == NOT_YOURS
    assert refused(send_up, deduction=deduction, document="1", by=stranger) == NOT_YOURS


def test_the_second_decision_is_told_of_the_first(target, village, head):
    deduction = asked(target, by=village)
    decide(deduction=deduction, decision=NO, by=head)

    assert refused(decide, deduction=deduction, decision=YES, by=head) == (
        f"Đề nghị này không được giám trừ, do {head} ghi ngày 12/6/2026."
        " Thao tác vừa rồi không thay đổi gì."
    )
    deduction.refresh_from_db()
    assert (deduction.state, deduction.decision_note) == ("refused", "Còn cư trú")


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        (Decision(True), "Đề nghị ghi ngày bắt đầu tính giám trừ."),
        (
            Decision(True, date(2026, 5, 25)),
            "Ngày tính giám trừ không trước ngày bắt đầu kế hoạch (26/5/2026).",
        ),
        (
            Decision(True, date(2026, 7, 1)),
            "Ngày tính giám trừ không sau ngày kết thúc kế hoạch (30/6/2026).",
        ),
        (
            Decision(True, FROM, populations={"vn/xa/thon-1/": 2, "vn/xa/": 300}),
            "Mẫu số chỉ còn 2 người, không trừ được 3 người.",
        ),
    ],
)
def test_what_cannot_be_accepted_is_refused_in_words(target, village, head, decision, sentence):
    deduction = asked(target, by=village)

    assert refused(decide, deduction=deduction, decision=decision, by=head) == sentence
    assert accepted_of(target.plan, TODAY) == {}


def test_a_whole_denominator_may_be_deducted(target, village, head):
    deduction = asked(target, by=village)

    decision = Decision(True, FROM, populations={"vn/xa/thon-1/": 3})
    assert decide(deduction=deduction, decision=decision, by=head).state == "accepted"


def test_people_are_taken_from_one_denominator_once_from_whatever_day_they_count(
    target, village, head
):
    people = {"vn/xa/thon-1/": 200, "vn/xa/": 100}
    later = Decision(True, date(2026, 6, 20), populations=people)
    second = build.user("vn/xa/thon-2/", Role.VILLAGE_HEAD)
    one = asked(target, by=village, people=60)
    two = asked(target, "vn/xa/thon-2/", by=second, people=70)
    other = build.target(target.plan, code="T2")
    accepted(other, by=village, head=head, people=90)
    decide(deduction=one, decision=later, by=head)

    told = "Mẫu số chỉ còn 40 người, không trừ được 70 người."
    assert refused(decide, deduction=two, decision=later, by=head) == told
    revoke(deduction=one, reason="Nhầm", by=head)
    assert decide(deduction=two, decision=later, by=head).state == "accepted"


def test_only_the_asker_withdraws_and_only_while_it_is_open(target, village, head):
    deduction = asked(target, by=village)

    assert refused(withdraw, deduction=deduction, reason="Nhầm", by=head) == NOT_YOURS
    assert withdraw(deduction=deduction, reason="Nhầm", by=village).state == "withdrawn"
    other = accepted(target, by=village, head=head, people=1)
    told = refused(withdraw, deduction=other, reason="Nhầm", by=village)
    assert told.startswith("Đề nghị này được giám trừ, do ")


def test_an_acceptance_taken_back_counts_no_more(target, village, head):
    deduction = accepted(target, by=village, head=head)
    back = revoke(deduction=deduction, reason="Nhầm người", by=head)

    assert (back.state, back.revoked_by, back.revoked_note) == ("revoked", head, "Nhầm người")
    assert (back.counts_from, back.decided_by, back.decision_note) == (FROM, head, "")
    assert accepted_of(target.plan, TODAY) == {}


def test_a_past_moment_still_knows_what_was_taken_back_later(target, village, head):
    deduction = accepted(target, by=village, head=head)
    noon = clock.now()
    before = accepted_of(target.plan, TODAY, known_at=noon)
    revoke(deduction=deduction, reason="Nhầm người", by=head)

    assert before == {(target.pk, deduction.unit_id): 3}
    assert accepted_of(target.plan, TODAY, known_at=noon) == before
    assert accepted_of(target.plan, TODAY, known_at=clock.now()) == {}


def test_who_took_an_acceptance_back_is_told_to_the_next(target, village, head):
    deduction = accepted(target, by=village, head=head)
    revoke(deduction=deduction, reason="Nhầm người", by=head)

    told = f"Đề nghị này đã hủy giám trừ, do {head} ghi ngày 12/6/2026."
    assert refused(revoke, deduction=deduction, reason="Nhầm", by=head).startswith(told)


def test_an_evaluated_result_is_changed_by_nobody(target, village, head):
    held, waiting = accepted(target, by=village, head=head), asked(target, by=village, people=2)
    Plan.objects.update(state=Plan.State.EVALUATED)

    assert refused(decide, deduction=waiting, decision=YES, by=head) == OVER
    assert refused(send_up, deduction=waiting, document="15", by=head) == OVER
    assert refused(revoke, deduction=held, reason="Nhầm", by=head) == OVER
    waiting, held = (Deduction.objects.get(pk=row.pk) for row in (waiting, held))
    assert (waits_for(head, waiting), waiting.state, held.state) == (False, "asked", "accepted")


def test_a_plan_that_has_ended_still_takes_decisions_until_it_is_evaluated(target, village, head):
    waiting = asked(target, by=village)
    Plan.objects.update(state=Plan.State.CLOSED)

    assert decide(deduction=waiting, decision=YES, by=head).state == "accepted"


def test_names_are_for_the_asker_and_who_reviews(target, village, head, superior):
    deduction = asked(target, by=village)
    colleague = build.user("vn/xa/thon-1/", Role.OFFICER)
    chairman = build.user("vn/xa/", Role.CHAIRMAN)

    users = (village, head, superior, colleague, chairman)
    assert [may_see_persons(user, deduction) for user in users] == [True, True, False, False, False]

    sent = send_up(deduction=deduction, document="12/CAX", by=head)

    assert [may_see_persons(user, sent) for user in users] == [True, True, True, False, False]


def test_a_superior_decides_nothing_that_was_not_sent_up(target, village, head, superior):
    deduction = asked(target, by=village)
    assert [may_decide(user, deduction) for user in (head, superior)] == [True, False]
    with pytest.raises(DeductionError):
        decide(deduction=deduction, decision=YES, by=superior)

    sent = send_up(deduction=deduction, document="12/CAX", by=head)

    assert [may_decide(user, sent) for user in (head, superior)] == [True, True]
