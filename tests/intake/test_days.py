"""A unit's day: reported, approved, returned; a commune's day: locked, opened."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from intake.actions import days as actions
from intake.actions.days import (
    approve_days,
    close_day,
    lock_expired_days,
    mark_reported,
    open_day,
    return_day,
    withdraw_reports,
)
from intake.actions.open_days import hold_open_days
from intake.models import Day, DayReport, DayReportChange
from intake.rules.ledger import DayLocked, OutsideYourUnit, Refusal
from intake.tasks import lock_reopened_days
from tests import build
from tests.intake.build_days import at, life, stop_clock
from units import clock
from units.models import AuditEntry, Unit, User
from units.rules import Role

pytestmark = pytest.mark.django_db

THON = "vn/xa/thon-1/"


@pytest.fixture(autouse=True)
def head(settings) -> User:
    settings.PORTAL_TODAY = build.DAY
    build.unit(THON)
    return build.user("vn/xa/", Role.POLICE_HEAD)


@pytest.fixture
def officer() -> User:
    return build.user("vn/xa/")


def commune() -> Unit:
    return build.unit("vn/xa/")


def reported(officer: User, path: str = THON, day: date = build.DAY) -> DayReport:
    mark_reported({(build.unit(path).pk, day)}, by=officer)
    return DayReport.objects.get(unit__path=path, day=day)


def states() -> list[tuple[str, str, str]]:
    rows = DayReport.objects.order_by("unit__path", "day")
    return list(rows.values_list("unit__path", "state", "reason"))


def log() -> list[tuple[str, str, str, str]]:
    rows = AuditEntry.objects.order_by("pk")
    return list(rows.values_list("action", "subject", "by_name", "reason"))


def test_a_day_without_a_row_is_not_reported():
    assert states() == []


def test_a_report_keeps_the_moment_of_its_first_sending(officer):
    early = datetime(2026, 6, 12, 7, 0, tzinfo=UTC)
    late = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
    key = {(build.unit(THON).pk, build.DAY)}
    mark_reported(key, by=officer, at=early)
    mark_reported(key, by=officer, at=late)

    report = DayReport.objects.get()
    assert (report.first_reported_at, report.reported_at) == (early, late)


def test_approving_is_noted_and_logged(head, officer):
    report = reported(officer)

    assert approve_days(reports=[report], by=head) == 1
    report.refresh_from_db()
    assert (report.state, report.reviewed_by) == (DayReport.State.APPROVED, head)
    assert log() == [("Duyệt ngày", "Thon 1 12/6/2026", str(head), "")]


def test_approving_again_changes_nothing(head, officer):
    report = reported(officer)
    approve_days(reports=[report], by=head)

    assert approve_days(reports=[report], by=head) == 0
    assert len(log()) == 1


def test_a_report_that_came_in_anew_since_it_was_read_is_not_approved(head, officer):
    seen = reported(officer)
    mark_reported({(seen.unit_id, seen.day)}, by=officer, at=datetime(2026, 6, 12, 9, tzinfo=UTC))

    assert approve_days(reports=[seen], by=head) == 0
    assert states() == [(THON, "reported", "")]


def test_a_report_that_was_withdrawn_while_a_return_waited_for_the_day_is_not_returned(
    head, officer, monkeypatch
):
    seen = reported(officer)

    def hold(*given):
        hold_open_days(*given)
        withdraw_reports({(seen.unit_id, seen.day)}, by=officer)

    monkeypatch.setattr(actions, "hold_open_days", hold)

    with pytest.raises(Refusal, match="chưa trả lại"):
        return_day(report=seen, reason="sai", by=head)


def test_a_returned_day_carries_its_reason_and_is_not_approved_with_the_rest(head, officer):
    returned = reported(officer)
    other = reported(officer, "vn/xa/thon-2/")
    return_day(report=returned, reason="  kiểm tra lại  ", by=head)

    assert approve_days(reports=[returned, other], by=head) == 1
    assert states() == [
        (THON, "returned", "kiểm tra lại"),
        ("vn/xa/thon-2/", "approved", ""),
    ]


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_day_is_not_returned_without_a_reason(head, officer, reason):
    with pytest.raises(Refusal):
        return_day(report=reported(officer), reason=reason, by=head)
    assert states() == [(THON, "reported", "")]


def test_a_corrected_day_is_to_be_looked_at_anew(head, officer):
    return_day(report=reported(officer), reason="sai", by=head)
    report = reported(officer)

    assert (report.state, report.reason, report.reviewed_by) == ("reported", "", None)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.VILLAGE_HEAD, Role.CHAIRMAN])
def test_who_does_not_review_days_neither_approves_nor_returns(officer, role):
    report, other = reported(officer), build.user("vn/xa/", role, username="khac")

    with pytest.raises(OutsideYourUnit):
        approve_days(reports=[report], by=other)
    with pytest.raises(OutsideYourUnit):
        return_day(report=report, reason="sai", by=other)
    assert states() == [(THON, "reported", "")]


def test_one_strange_day_keeps_the_own_ones_from_being_approved(head, officer):
    mine, strange = reported(officer), reported(officer, "vn/xa-khac/thon-9/")

    with pytest.raises(OutsideYourUnit):
        approve_days(reports=[mine, strange], by=head)
    assert {state for _, state, _ in states()} == {"reported"}


def test_a_locked_day_is_neither_approved_nor_returned(head, officer):
    report = reported(officer)
    close_day(unit=commune(), day=build.DAY, by=head)

    with pytest.raises(DayLocked):
        approve_days(reports=[report], by=head)
    with pytest.raises(DayLocked):
        return_day(report=report, reason="sai", by=head)
    assert states() == [(THON, "reported", "")]


def test_locking_says_who_and_when_and_a_second_time_changes_nothing(head):
    assert close_day(unit=commune(), day=build.DAY, by=head) is True
    first = Day.objects.get()
    other = build.user("vn/xa/", Role.POLICE_HEAD, username="khac")

    assert close_day(unit=commune(), day=build.DAY, by=other) is False
    again = Day.objects.get()
    assert again.locked_by == first.locked_by == head
    assert again.locked_at == first.locked_at
    assert timezone.localdate(first.locked_at) == build.DAY
    assert log() == [("Khóa ngày", "Xa 12/6/2026", str(head), "")]


def test_opening_needs_a_reason_which_stays_in_the_log(head):
    close_day(unit=commune(), day=build.DAY, by=head)
    with pytest.raises(Refusal):
        open_day(unit=commune(), day=build.DAY, reason=" ", by=head)

    day = open_day(unit=commune(), day=build.DAY, reason="bổ sung", by=head)
    assert (day.locked_at, day.locked_by) == (None, None)
    assert log()[1:] == [("Mở khóa ngày", "Xa 12/6/2026", str(head), "bổ sung")]


# --- The life of a report ---------------------------------------------------------------------------


def test_every_step_of_a_day_is_written_down_with_who_and_why(head, officer):
    return_day(report=reported(officer), reason="Sai số", by=head)
    approve_days(reports=[reported(officer)], by=head)
    withdraw_reports({(build.unit(THON).pk, build.DAY)}, by=officer)

    assert life(THON, build.DAY) == [
        ("reported", officer.username, ""),
        ("returned", head.username, "Sai số"),
        ("reported", officer.username, ""),
        ("approved", head.username, ""),
        ("", officer.username, ""),
    ]
    assert states() == []
    assert log()[-1][:3] == (
        "Rút báo cáo ngày",
        "Thon 1 2026-06-12: đã duyệt",
        str(officer),
    )


def test_what_is_refused_leaves_no_step(head, officer):
    report = reported(officer)
    approve_days(reports=[report], by=head)

    approve_days(reports=[report], by=head)  # approved already
    with pytest.raises(Refusal):
        return_day(report=report, reason="", by=head)
    withdraw_reports({(build.unit("vn/xa/thon-2/").pk, build.DAY)}, by=officer)  # none there

    assert [state for state, _, _ in life(THON, build.DAY)] == ["reported", "approved"]
    assert DayReportChange.objects.count() == 2


def test_a_withdrawal_takes_the_very_day_of_the_very_unit(officer):
    other_day = build.DAY - timedelta(days=1)
    for path, day in [(THON, build.DAY), (THON, other_day), ("vn/xa/thon-2/", build.DAY)]:
        reported(officer, path, day)
    keys = {(build.unit(THON).pk, build.DAY), (build.unit("vn/xa/thon-2/").pk, other_day)}

    withdraw_reports(keys, by=officer)

    left = DayReport.objects.order_by("unit__path").values_list("unit__path", "day")
    assert list(left) == [(THON, other_day), ("vn/xa/thon-2/", build.DAY)]


def test_many_days_are_reported_withdrawn_and_approved_in_as_many_questions_as_one(
    head, officer, django_assert_num_queries
):
    paths = [f"vn/xa/thon-{n}/" for n in range(1, 13)]
    keys = {(build.unit(path).pk, build.DAY) for path in paths}

    for _ in range(2):
        with django_assert_num_queries(2):  # reports, steps
            mark_reported(keys, by=officer)
    reports = list(DayReport.objects.all())
    # what was seen, savepoint, mine, communes, the days held, mine held, what is there, update,
    # steps, log, savepoint
    with django_assert_num_queries(11):
        assert approve_days(reports=reports, by=head) == 12
    assert DayReportChange.objects.count() == 36


# --- Opened again for a time --------------------------------------------------------------------------


def opened(head: User, until: datetime | None) -> Day:
    close_day(unit=commune(), day=build.DAY, by=head)
    return open_day(unit=commune(), day=build.DAY, reason="bổ sung", by=head, until=until)


def test_a_day_opened_for_a_time_keeps_its_end_and_its_reason(head, monkeypatch):
    stop_clock(monkeypatch, at(build.DAY, 15))
    day = opened(head, at(build.DAY, 17))

    assert (day.locked_at, day.locked_by, day.is_locked) == (None, None, False)
    assert (day.open_until, day.open_reason) == (at(build.DAY, 17), "bổ sung")
    line = AuditEntry.objects.get(action="Mở khóa ngày")
    assert (line.reason, line.after) == ("bổ sung", {"open_until": "2026-06-12T17:00+07:00"})


def test_it_is_locked_again_on_the_very_second_on_every_path(head, officer, monkeypatch):
    build.field(build.plan())
    stop_clock(monkeypatch, at(build.DAY, 15))
    report = reported(officer)
    opened(head, at(build.DAY, 17))

    stop_clock(monkeypatch, at(build.DAY, 16, 59, 59))
    assert build.count(THON, 5, by=officer).cells == 1

    stop_clock(monkeypatch, at(build.DAY, 17))
    with pytest.raises(DayLocked, match="hệ thống, khi hết giờ mở lại"):
        build.count(THON, 6, by=officer)
    with pytest.raises(DayLocked):
        approve_days(reports=[report], by=head)
    with pytest.raises(DayLocked):
        return_day(report=report, reason="sai", by=head)
    assert list(Day.objects.locked()) == [Day.objects.get()]


def test_the_end_is_noted_once_by_the_task_as_of_the_moment_it_came(head, monkeypatch):
    stop_clock(monkeypatch, at(build.DAY, 15))
    opened(head, at(build.DAY, 17))
    assert lock_reopened_days() == 0

    stop_clock(monkeypatch, at(build.DAY, 17, 4))
    assert (lock_reopened_days(), lock_reopened_days()) == (1, 0)

    day = Day.objects.get()
    assert (day.locked_at, day.closed_by) == (at(build.DAY, 17), "hệ thống, khi hết giờ mở lại")
    assert log()[-1] == ("Khóa ngày", "Xa 12/6/2026", "Hệ thống", "Hết giờ mở lại")


def test_only_the_days_below_the_path_are_noted(head, monkeypatch):
    stop_clock(monkeypatch, at(build.DAY, 15))
    opened(head, at(build.DAY, 17))
    stop_clock(monkeypatch, at(build.DAY, 18))

    assert lock_expired_days(within="vn/xa-khac/") == 0
    assert lock_expired_days(within="vn/xa/") == 1


def test_a_day_that_closed_by_itself_is_opened_and_locked_like_any_other(head, monkeypatch):
    stop_clock(monkeypatch, at(build.DAY, 15))
    opened(head, at(build.DAY, 17))
    stop_clock(monkeypatch, at(build.DAY, 18))

    assert close_day(unit=commune(), day=build.DAY, by=head) is False  # it is locked already
    day = open_day(unit=commune(), day=build.DAY, reason="lần hai", by=head)
    assert (day.open_until, day.open_reason, day.is_locked) == (None, "lần hai", False)

    assert close_day(unit=commune(), day=build.DAY, by=head) is True
    day.refresh_from_db()
    assert (day.open_until, day.open_reason, day.closed_by) == (None, "", str(head))


def test_an_end_that_has_passed_opens_nothing(head, monkeypatch):
    now = stop_clock(monkeypatch, at(build.DAY, 15))
    with pytest.raises(Refusal, match="phải sau lúc này"):
        opened(head, now)

    assert Day.objects.get().is_locked
    assert clock.now() == now


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHAIRMAN, Role.ADMINISTRATOR])
def test_who_may_not_lock_neither_locks_nor_opens(role):
    other = build.user("vn/xa/", role, username="khac")

    with pytest.raises(OutsideYourUnit):
        close_day(unit=commune(), day=build.DAY, by=other)
    with pytest.raises(OutsideYourUnit):
        open_day(unit=commune(), day=build.DAY, reason="bổ sung", by=other)
    assert not Day.objects.exists()


def test_a_neighbouring_communes_day_is_not_locked(head):
    with pytest.raises(OutsideYourUnit):
        close_day(unit=build.unit("vn/xa-khac/"), day=build.DAY, by=head)


def test_a_village_alone_is_not_locked_since_saves_ask_for_the_communes_day(head):
    with pytest.raises(Refusal):
        close_day(unit=build.unit(THON), day=build.DAY, by=head)
    assert not Day.objects.exists()
