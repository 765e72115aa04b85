"""Tasks and reports reported as done: by who answers for them, once, with what came of it."""

from datetime import date

import pytest

from plans.actions.tasks import TaskError, finish, reopen
from plans.models import Plan
from plans.queries import may_finish
from tests import build
from tests.plans import build_duties as duties
from units.models import AuditEntry
from units.rules import Kind, Role

pytestmark = pytest.mark.django_db
DAY = build.DAY


@pytest.fixture(autouse=True)
def _pinned(settings):
    settings.PORTAL_TODAY = DAY


@pytest.mark.parametrize("make", [duties.task, duties.rule])
def test_a_duty_is_marked_with_its_day_its_note_and_who_said_so(make):
    by, duty = duties.head(), make(build.plan())

    finish(duty=duty, done_on=date(2026, 6, 11), note="  Đã gửi\n120 học sinh ", by=by)

    duty.refresh_from_db()
    assert (duty.done_on, duty.done_note, duty.done_by) == (
        date(2026, 6, 11),
        "Đã gửi 120 học sinh",
        by,
    )
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject, entry.by, entry.unit) == (
        "Hoàn thành việc của kế hoạch",
        duty.text,
        by,
        duty.plan.unit,
    )
    assert entry.after == {"done_on": "2026-06-11", "note": "Đã gửi 120 học sinh"}


def test_a_duty_is_marked_once_and_the_second_is_told_who_was_first():
    by, task = duties.head(), duties.task(build.plan())
    finish(duty=task, done_on=DAY, note="xong", by=by)

    with pytest.raises(TaskError) as refused:
        finish(duty=task, done_on=DAY, note="xong rồi", by=by)

    assert str(refused.value) == f"Việc này đã hoàn thành ngày 12/6/2026 do {by} báo."
    task.refresh_from_db()
    assert task.done_note == "xong"


@pytest.mark.parametrize(
    ("done_on", "note", "said"),
    [
        (date(2026, 6, 13), "xong", "Ngày hoàn thành không thể sau hôm nay."),
        (date(26, 6, 12), "xong", "Ngày hoàn thành không thể trước ngày 26/5/2025."),
        (DAY, "  ", "Cần ghi kết quả, sản phẩm."),
    ],
)
def test_a_mark_needs_a_note_and_a_day_that_has_come(done_on, note, said):
    by, task = duties.head(), duties.task(build.plan())

    with pytest.raises(TaskError, match=said):
        finish(duty=task, done_on=done_on, note=note, by=by)

    task.refresh_from_db()
    assert (task.done_on, AuditEntry.objects.count()) == (None, 0)


def test_a_mark_may_lie_a_year_before_its_plan_but_no_longer():
    by, task = duties.head(), duties.task(build.plan(issued_on=date(2026, 5, 20)))

    with pytest.raises(TaskError, match="không thể trước ngày 20/5/2025"):
        finish(duty=task, done_on=date(2025, 5, 19), note="xong", by=by)
    assert finish(duty=task, done_on=date(2025, 5, 20), note="xong", by=by).done_note == "xong"


def test_an_evaluated_plan_takes_no_marks():
    by, task = duties.head(), duties.task(build.plan(state=Plan.State.EVALUATED))

    with pytest.raises(TaskError, match="Kế hoạch đã tổng kết, không ghi thêm được nữa"):
        finish(duty=task, done_on=DAY, note="xong", by=by)


def test_the_mark_is_taken_back_with_a_reason_and_the_log_keeps_it():
    by, task = duties.head(), duties.task(build.plan())
    finish(duty=task, done_on=DAY, note="xong", by=by)

    reopen(duty=task, reason="danh sách còn thiếu", by=by)

    task.refresh_from_db()
    assert (task.done_on, task.done_by, task.done_note) == (None, None, "")
    entry = AuditEntry.objects.latest("pk")
    assert (entry.before, entry.reason) == (
        {"done_on": "2026-06-12", "note": "xong"},
        "danh sách còn thiếu",
    )


def test_what_is_not_done_or_has_no_reason_is_not_taken_back():
    by, task = duties.head(), duties.task(build.plan())
    with pytest.raises(TaskError, match="Việc này chưa được báo hoàn thành"):
        reopen(duty=task, reason="nhầm", by=by)
    finish(duty=task, done_on=DAY, note="xong", by=by)

    with pytest.raises(TaskError, match="Cần ghi lý do làm tiếp"):
        reopen(duty=task, reason=" ", by=by)

    task.refresh_from_db()
    assert task.done_on == DAY


def test_the_lead_unit_and_those_above_it_answer_for_a_task():
    plan = build.plan()
    task = duties.task(plan, lead_unit=duties.post())
    build.unit("vn/xa/hoi/", kind=Kind.UNION)
    may = {
        "head": duties.head(),
        "chairman": build.user(duties.COMMUNE, Role.CHAIRMAN),
        "lead": build.user(duties.POST, Role.REPORTER),
        "other office": build.user("vn/xa/hoi/", Role.REPORTER),
        "administrator": build.user(duties.COMMUNE, Role.ADMINISTRATOR),
        "other commune": build.user("vn/xa-khac/", Role.POLICE_HEAD),
        "nowhere": build.user(duties.COMMUNE, username="nobody", unit=None),
    }

    assert {who: may_finish(user, task) for who, user in may.items()} == {
        "head": True,
        "chairman": True,
        "lead": True,
        "other office": False,
        "administrator": False,
        "other commune": False,
        "nowhere": False,
    }


def test_who_does_not_answer_for_a_task_cannot_mark_it():
    task = duties.task(build.plan())
    stranger = build.user("vn/xa-khac/", Role.POLICE_HEAD)

    with pytest.raises(TaskError, match="Việc này do đơn vị khác thực hiện"):
        finish(duty=task, done_on=DAY, note="xong", by=stranger)
