"""The ledger: what a save does to a cell, and which saves are refused."""

import uuid
from datetime import UTC, date, datetime

import pytest

from intake.actions.counts import Origin, Recorded, record_counts, submit_once
from intake.actions.days import close_day, open_day
from intake.models import Count, Entry, Source, Submission, Total
from intake.rules.ledger import (
    LARGEST_COUNT,
    AbovePopulation,
    Clashes,
    DayLocked,
    KeyReused,
    NewValue,
    NotAField,
    OutsideYourUnit,
    Refusal,
)
from plans.models import Plan
from tests import build
from units.models import User
from units.rules import Branch, Kind, Role

pytestmark = pytest.mark.django_db

THON, OTHER = "vn/xa/thon-1/", "vn/xa/thon-2/"


@pytest.fixture(autouse=True)
def officer(settings) -> User:
    settings.PORTAL_TODAY = build.DAY
    build.unit(OTHER)
    build.unit(THON)
    build.field(build.plan())
    return build.user("vn/xa/", username="can-bo")


def values() -> list[tuple[int | None, int]]:
    """Value and version of every count, by unit."""
    return list(Count.objects.order_by("unit__path").values_list("value", "version"))


def history() -> list[tuple[int, int | None]]:
    return list(Entry.objects.order_by("unit__path", "version").values_list("version", "value"))


def nothing_stored() -> bool:
    return not Entry.objects.exists() and not Total.objects.exclude(value=0).exists()


def test_a_correction_is_a_new_entry_and_the_old_one_stays(officer):
    build.count(THON, 5, by=officer)
    build.count(THON, 8, by=officer, reason="nhập nhầm")

    assert history() == [(1, 5), (2, 8)]
    assert values() == [(8, 2)]
    assert Entry.objects.get(version=2).reason == "nhập nhầm"


def test_an_entry_says_who_when_and_from_where(officer):
    moment = datetime(2026, 6, 12, 10, 30, tzinfo=UTC)
    build.count(THON, 5, by=officer, origin=Origin(Source.DEMO, at=moment))

    entry = Entry.objects.get()
    assert (entry.by, entry.at, entry.source) == (officer, moment, Source.DEMO)


def test_an_entry_of_a_pinned_day_carries_that_day(officer):
    build.count(THON, 5, by=officer)

    assert Entry.objects.get().at.date() in {
        date(2026, 6, 12),
        date(2026, 6, 11),
    }  # in UTC it may be the eve


def test_the_same_value_again_writes_nothing(officer):
    build.count(THON, 5, by=officer)

    assert build.count(THON, 5, by=officer).cells == 0
    assert history() == [(1, 5)]


def test_an_explicit_zero_is_an_entry_and_a_blank_is_none(officer):
    build.count(THON, 0, by=officer)
    build.count(OTHER, None, by=officer)

    assert history() == [(1, 0)]
    assert values() == [(0, 1), (None, 0)]


def test_taking_a_value_back_makes_the_cell_not_reported_again(officer):
    build.count(THON, 5, by=officer)
    build.count(THON, None, by=officer)

    assert history() == [(1, 5), (2, None)]
    assert values() == [(None, 2)]
    assert set(Total.objects.values_list("unit__path", "value")) == {("vn/xa/", 0), ("vn/", 0)}


def test_the_second_of_two_people_is_shown_both_values_and_nothing_is_stored(officer):
    build.count(THON, 5, by=officer)
    head = build.user(THON, Role.VILLAGE_HEAD)
    build.count(THON, 10, by=head, base_version=1)

    with pytest.raises(Clashes) as refused:
        record_counts(
            [
                NewValue(build.key(THON), 12, base_version=1),
                NewValue(build.key(OTHER), 3, base_version=0),
            ],
            by=officer,
            origin=Origin(Source.WEB),
        )

    [clash] = refused.value.clashes
    assert (clash.sent, clash.stored, clash.stored_version) == (12, 10, 2)
    assert clash.stored_by == str(head)
    assert history() == [(1, 5), (2, 10)]


def test_each_of_many_clashes_names_the_one_who_stored_it_last(officer):
    head = build.user(THON, Role.VILLAGE_HEAD)
    build.count(THON, 5, by=officer)
    build.count(OTHER, 6, by=officer)
    build.count(THON, 10, by=head)
    stale = [NewValue(build.key(path), 12, base_version=0) for path in (THON, OTHER)]

    with pytest.raises(Clashes) as refused:
        record_counts(stale, by=officer, origin=Origin(Source.TALLY))

    told = {
        (clash.stored, clash.stored_version, clash.stored_by) for clash in refused.value.clashes
    }
    assert told == {(10, 2, str(head)), (6, 1, str(officer))}


def test_what_belongs_to_a_save_is_done_before_the_totals_are_touched(officer):
    seen = []

    def look(recorded: Recorded) -> None:
        seen.append((recorded.cells, Count.objects.get().value, Total.objects.count()))

    new = NewValue(build.key(THON), 5)
    record_counts([new], by=officer, origin=Origin(Source.WEB), before_totals=look)

    assert seen == [(1, 5, 0)]
    assert Total.objects.get(unit__path="vn/xa/").value == 5


def test_a_save_whose_other_work_fails_stores_nothing(officer):
    def fail(recorded: Recorded) -> None:
        raise Refusal("không được")

    new = NewValue(build.key(THON), 5)
    with pytest.raises(Refusal, match="không được"):
        record_counts([new], by=officer, origin=Origin(Source.WEB), before_totals=fail)
    assert nothing_stored()
    assert Count.objects.count() == 0


def test_two_people_who_send_the_same_value_do_not_clash(officer):
    build.count(THON, 10, by=officer)

    assert build.count(THON, 10, by=officer, base_version=0).cells == 0


def test_the_first_value_clashes_with_one_that_came_meanwhile(officer):
    build.count(THON, 5, by=officer)

    with pytest.raises(Clashes):
        build.count(THON, 7, by=officer, base_version=0)


def test_a_version_that_the_portal_no_longer_knows_is_a_clash_too(officer):
    with pytest.raises(Clashes) as refused:
        build.count(THON, 7, by=officer, base_version=3)

    [clash] = refused.value.clashes
    assert (clash.stored, clash.stored_version, clash.stored_by) == (None, 0, "")
    assert nothing_stored()


def test_one_cell_twice_in_one_batch_is_refused(officer):
    twice = [NewValue(build.key(THON), 5), NewValue(build.key(THON), 7)]

    with pytest.raises(Refusal):
        record_counts(twice, by=officer, origin=Origin(Source.WEB))
    assert nothing_stored()


@pytest.mark.parametrize(
    ("value", "sentence"), [(-1, "từ 0 trở lên"), (LARGEST_COUNT + 1, "nhiều nhất 9.999.999")]
)
def test_no_path_stores_what_no_count_can_be(officer, value, sentence):
    with pytest.raises(Refusal, match=sentence):
        build.count(THON, value, by=officer)
    assert nothing_stored()


def test_one_bad_value_keeps_the_whole_batch_out(officer):
    batch = [NewValue(build.key(OTHER), 5), NewValue(build.key(THON), -1)]

    with pytest.raises(Refusal):
        record_counts(batch, by=officer, origin=Origin(Source.TALLY))
    assert nothing_stored()


@pytest.mark.parametrize(
    "day", [date(2026, 5, 25), date(2026, 6, 13)], ids=["before the plan", "tomorrow"]
)
def test_a_day_outside_the_plan_or_still_to_come_is_refused(officer, day):
    with pytest.raises(NotAField):
        build.count(THON, 5, day, by=officer)


def test_a_cell_that_no_plan_asks_for_is_refused(officer):
    with pytest.raises(NotAField):
        build.count(THON, 5, by=officer, cohort=build.cohort("age_14_up"))


def test_a_cell_of_a_plan_that_is_over_is_refused(officer):
    Plan.objects.update(state=Plan.State.CLOSED)

    with pytest.raises(NotAField):
        build.count(THON, 5, by=officer)


def test_a_sum_is_never_typed_in(officer):
    with pytest.raises(NotAField):
        build.count("vn/xa/", 5, by=officer)


def test_an_office_has_no_cell_of_the_places(officer):
    build.unit("vn/xa/cong-an/", kind=Kind.POLICE)

    with pytest.raises(NotAField):
        build.count("vn/xa/cong-an/", 5, by=officer)


def test_a_field_of_one_unit_is_no_field_of_its_neighbour(officer):
    dossiers = build.indicator("dossiers")
    build.field(Plan.objects.get(), indicator=dossiers, unit=build.unit(THON))
    build.count(THON, 5, by=officer, indicator=dossiers)

    with pytest.raises(NotAField):
        build.count(OTHER, 5, by=officer, indicator=dossiers)


def test_a_neighbours_unit_is_refused(officer):
    head = build.user(THON, Role.VILLAGE_HEAD)

    with pytest.raises(OutsideYourUnit):
        build.count(OTHER, 5, by=head)
    assert nothing_stored()


@pytest.mark.parametrize("role", [Role.CHAIRMAN, Role.SUPERIOR, Role.ADMINISTRATOR])
def test_a_role_that_does_not_enter_counts_is_refused_in_its_own_unit(officer, role):
    with pytest.raises(OutsideYourUnit):
        build.count(THON, 5, by=build.user("vn/xa/", role))


def test_a_deactivated_account_is_refused(officer):
    officer.is_active = False

    with pytest.raises(OutsideYourUnit):
        build.count(THON, 5, by=officer)


@pytest.mark.parametrize("source", list(Source))
def test_a_locked_day_refuses_every_path_and_names_who_can_open_it(officer, source):
    head = build.user("vn/xa/", Role.POLICE_HEAD, username="Trưởng Công an")
    close_day(unit=build.unit("vn/xa/"), day=build.DAY, by=head)

    with pytest.raises(DayLocked) as refused:
        build.count(THON, 5, by=officer, origin=Origin(source))

    assert str(refused.value) == (
        "Ngày 12/6/2026 đã khóa (Trưởng Công an). Chưa lưu gì."
        " Đề nghị liên hệ Trưởng Công an xã để được mở khóa."
    )
    assert nothing_stored()


def test_one_locked_day_keeps_the_open_day_beside_it_out_too(officer):
    head = build.user("vn/xa/", Role.POLICE_HEAD)
    yesterday = date(2026, 6, 11)
    close_day(unit=build.unit("vn/xa/"), day=yesterday, by=head)
    batch = [NewValue(build.key(THON), 5), NewValue(build.key(THON, yesterday), 4)]

    with pytest.raises(DayLocked):
        record_counts(batch, by=officer, origin=Origin(Source.TALLY))
    assert nothing_stored()


def test_a_locked_day_of_one_commune_leaves_its_neighbour_open(officer):
    head = build.user("vn/xa/", Role.POLICE_HEAD)
    close_day(unit=build.unit("vn/xa/"), day=build.DAY, by=head)
    build.unit("vn/xa-khac/thon-9/")
    build.field(build.plan("vn/xa-khac/", code="ke-hoach-khac"))

    recorded = build.count("vn/xa-khac/thon-9/", 5, by=build.user("vn/xa-khac/"))
    assert recorded.cells == 1


def test_an_opened_day_takes_values_again(officer):
    head = build.user("vn/xa/", Role.POLICE_HEAD)
    close_day(unit=build.unit("vn/xa/"), day=build.DAY, by=head)
    open_day(unit=build.unit("vn/xa/"), day=build.DAY, reason="bổ sung số liệu", by=head)

    assert build.count(THON, 5, by=officer).cells == 1


def submitted(officer: User, key: uuid.UUID, value: int) -> dict[str, object]:
    """A save as the entry page makes it."""

    def work(submission: Submission) -> dict[str, object]:
        origin = Origin(Source.WEB, submission=submission)
        return {"cells": build.count(THON, value, by=officer, origin=origin).cells}

    return submit_once(key=key, body={"value": value}, by=officer, source=Source.WEB, work=work)


def test_the_same_submission_twice_changes_nothing_and_gets_the_same_answer(officer):
    key = uuid.uuid4()
    first = submitted(officer, key, 5)
    build.count(THON, 9, by=officer)

    assert submitted(officer, key, 5) == first == {"cells": 1}
    assert history() == [(1, 5), (2, 9)]


def test_a_key_with_another_body_is_refused(officer):
    key = uuid.uuid4()
    submitted(officer, key, 5)

    with pytest.raises(KeyReused):
        submitted(officer, key, 6)
    assert history() == [(1, 5)]


def test_a_key_of_somebody_else_is_refused(officer):
    key = uuid.uuid4()
    submitted(officer, key, 5)

    with pytest.raises(KeyReused):
        submitted(build.user("vn/xa/", username="nguoi-khac"), key, 5)


def test_a_refused_submission_leaves_its_key_free(officer):
    key = uuid.uuid4()
    with pytest.raises(Refusal):
        submitted(officer, key, -1)

    assert Submission.objects.count() == 0
    assert submitted(officer, key, 5) == {"cells": 1}


def test_a_branch_is_never_added_to_the_places(officer):
    office = build.unit("vn/xa/cong-an/", kind=Kind.POLICE)
    build.field(Plan.objects.get(), branch=Branch.OFFICE)
    build.count(THON, 5, by=officer)
    build.count(office.path, 7, by=officer)

    assert set(Total.objects.values_list("unit__path", "branch", "value")) == {
        ("vn/xa/", "place", 5),
        ("vn/", "place", 5),
        ("vn/xa/", "office", 7),
        ("vn/", "office", 7),
    }


def test_a_figure_above_all_people_of_the_commune_is_refused_on_every_path(officer):
    build.population("vn/xa/", 40)

    with pytest.raises(AbovePopulation, match="41 lớn hơn cả 40 người"):
        build.count(THON, 41, by=officer)
    build.count(THON, 40, by=officer)

    assert [entry.value for entry in Entry.objects.all()] == [40]
