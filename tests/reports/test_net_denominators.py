"""Progress out of net denominators: accepted deductions, the gross figure beside the net one."""

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from reports.queries.progress import progress_of
from reports.queries.weekly import weekly_facts
from reports.rules.narrative import draft_report
from reports.rules.narrative.sentences import share_text
from reports.rules.narrative.tables import (
    main_table,
    table_notes,
    targets_table,
    units_table,
)
from reports.rules.progress import State
from reports.rules.sentences import denominator_text
from targets.models import Deduction
from tests import build
from tests.reports import build_commune, build_weekly
from tests.reports.build_deductions import accepted, asked
from tests.reports.build_rows import row as progress
from units.rules import Role

TODAY = date(2026, 6, 12)


@pytest.fixture
def commune(settings, db):
    """Thôn 1: 60 of 200 done; Thôn 2: 14 of 100; the commune 74 of 300."""
    settings.PORTAL_TODAY = TODAY
    return build_commune.commune()


@pytest.fixture
def target(commune):
    return commune.plan.targets.get()


@pytest.fixture
def head(commune):
    return build.user("vn/xa/", Role.POLICE_HEAD)


def row_of(plan, path="vn/xa/thon-1/", on=None):
    [row] = progress_of(plan, [build.unit(path)], on=on)
    return row


def figures(row):
    return row.gross, row.deducted, row.denominator, row.required, row.percent


def test_an_accepted_deduction_leaves_the_net_denominator_beside_the_gross_one(
    commune, target, head
):
    assert figures(row_of(commune.plan)) == (200, 0, 200, 200, Decimal("30.00"))
    accepted(target, by=commune.officer, head=head, people=50)

    assert figures(row_of(commune.plan)) == (200, 50, 150, 150, Decimal("40.00"))
    assert figures(row_of(commune.plan, "vn/xa/")) == (300, 50, 250, 250, Decimal("29.60"))
    assert figures(row_of(commune.plan, "vn/xa/thon-2/")) == (100, 0, 100, 100, Decimal("14.00"))


def test_pace_and_path_follow_the_net_denominator(commune, target, head):
    before = row_of(commune.plan)
    accepted(target, by=commune.officer, head=head, people=50)
    after = row_of(commune.plan)

    assert (before.required_per_day, before.expected) == (8, 105)
    assert (after.required_per_day, after.expected) == (5, 81)


@pytest.mark.parametrize("state", ["asked", "sent_up", "refused", "withdrawn"])
def test_only_an_accepted_one_counts(commune, target, state):
    deduction = asked(target, by=commune.officer, people=50)
    Deduction.objects.filter(pk=deduction.pk).update(state=state)

    assert figures(row_of(commune.plan)) == (200, 0, 200, 200, Decimal("30.00"))


def test_it_counts_from_its_day_on(commune, target, head):
    day = date(2026, 6, 10)
    accepted(target, by=commune.officer, head=head, people=50, counts_from=day)

    assert row_of(commune.plan, on=date(2026, 6, 9)).denominator == 200
    assert row_of(commune.plan, on=day).denominator == 150


def test_a_quota_stays_what_it_was(commune, target, head):
    build.quota(target, "vn/xa/thon-1/", 140)
    accepted(target, by=commune.officer, head=head, people=50)
    row = row_of(commune.plan)

    assert figures(row) == (200, 50, 150, 140, Decimal("40.00"))
    assert "chưa điều chỉnh" not in row.note


def test_a_quota_asks_for_no_more_than_the_people_left(commune, target, head):
    build.quota(target, "vn/xa/thon-1/", 200)
    accepted(target, by=commune.officer, head=head, people=150)
    row = row_of(commune.plan)

    assert figures(row) == (200, 150, 50, 50, Decimal("120.00"))
    assert row.state == State.REACHED
    assert row.note == "Mức giao 200 chưa điều chỉnh sau giám trừ; chỉ còn 50 người."


def test_a_quota_above_the_people_is_left_where_nothing_was_deducted(commune, target):
    build.quota(target, "vn/xa/thon-1/", 210)

    assert figures(row_of(commune.plan)) == (200, 0, 200, 210, Decimal("30.00"))


def test_a_denominator_is_never_negative(commune, target, head):
    accepted(target, by=commune.officer, head=head, people=250)
    row = row_of(commune.plan)

    assert figures(row) == (200, 200, 0, 0, None)
    assert row.state == State.REACHED


@pytest.mark.parametrize(
    ("people", "taken"),
    [(0, []), (0, [5]), (10, [3, 4]), (10, [10]), (10, [7, 7]), (400, [1, 1, 1])],
)
@pytest.mark.django_db
def test_net_and_deducted_make_the_gross(people, taken):
    target = build.target(build.plan())
    build.population("vn/xa/", people)
    asker = build.user("vn/xa/")
    for n in taken:
        Deduction.objects.create(
            target=target,
            unit=build.unit("vn/xa/"),
            people=n,
            reason=Deduction.Reason.DECEASED,
            state=Deduction.State.ACCEPTED,
            counts_from=TODAY,
            asked_by=asker,
            asked_at="2026-06-01T08:00+07:00",
        )
    row = row_of(target.plan, "vn/xa/", on=TODAY)

    assert row.denominator == max(people - sum(taken), 0)
    assert row.denominator + row.deducted == row.gross == people


def test_a_target_without_a_known_denominator_has_no_gross_one(commune, target, head):
    target.denominator_kind = "stated"
    target.save()
    accepted(target, by=commune.officer, head=head, people=50)

    assert figures(row_of(commune.plan)) == (None, 0, None, None, None)


def test_machines_are_told_both(commune, target, head):
    accepted(target, by=commune.officer, head=head, people=50)
    out = io.StringIO()
    call_command("progress", "--plan", "ke-hoach", "--json", stdout=out)

    rows = {row["unit"]: row for row in json.loads(out.getvalue())["rows"]}
    told = {name: (r["gross"], r["deducted"], r["denominator"]) for name, r in rows.items()}
    assert told == {
        "Xã Thử Nghiệm": (300, 50, 250),
        "Thon 1": (200, 50, 150),
        "Thon 2": (100, 0, 100),
    }


def test_pages_say_both(client, commune, target, head):
    accepted(target, by=commune.officer, head=head, people=50)
    client.force_login(commune.chairman)

    page = client.get(reverse("target-progress", args=["ke-hoach", "T1"])).content.decode()
    assert "Mẫu số: nhân khẩu thường trú 250 (đã giám trừ 50 trong 300), tính đến 23/5/2026" in page
    rows = f"{reverse('deductions')}?plan=ke-hoach&amp;target=T1&amp;unit=thon-1&amp;state=accepted"
    assert page.count(f'<a class="was" href="{rows}">giám trừ 50 trong 200</a>') == 1
    assert "giám trừ 0" not in page


def test_the_word_of_the_denominator_is_as_before_without_deductions():
    row = progress(denominator=5045, required=5045, percent=Decimal(37))

    assert "giám trừ" not in denominator_text(row)
    deducted = replace(row, denominator=5000, required=5000, deducted=45)
    assert denominator_text(deducted) == (
        "Mẫu số: nhân khẩu thường trú 5.000 (đã giám trừ 45 trong 5.045), tính đến 23/5/2026."
    )


def test_the_weekly_report_says_both(commune, target, head):
    accepted(target, by=commune.officer, head=head, people=50)
    facts = weekly_facts(commune.plan, ending=date(2026, 6, 14))

    [week] = facts.targets
    assert "74/250 nhân khẩu thường trú, mẫu số tính đến 23/5/2026, đã giám trừ 50 trong 300)" in (
        share_text(week.progress)
    )
    labels = ["Đơn vị", "Mẫu số gộp", "Mẫu số sau giám trừ", "Trong tuần", "Lũy kế", "Tỷ lệ"]
    table = units_table(week)
    assert [column.label for column in table.columns[1:7]] == labels
    assert [row[1:7] for row in (*table.rows, table.total)] == [
        ("Thon 1", 200, 150, 40, 60, Decimal("40.00")),
        ("Thon 2", 100, 100, 4, 14, Decimal("14.00")),
        ("TỔNG CỘNG", 300, 250, 44, 74, Decimal("29.60")),
    ]
    places = [column.label for column in targets_table(facts.targets).columns].index("Mẫu số gộp")
    assert targets_table(facts.targets).rows[0][places : places + 2] == (300, 250)
    assert draft_report(facts).annexes


def test_the_weekly_report_says_what_no_unit_of_its_table_deducts(commune, target, head):
    accepted(target, by=commune.officer, head=head, people=20)
    accepted(target, "vn/xa/", by=commune.officer, head=head, people=50)
    [week] = weekly_facts(commune.plan, ending=date(2026, 6, 14)).targets

    said = (
        "Mẫu số chung của Xã Thử Nghiệm còn giảm 50 người được giám trừ mà chưa phân về đơn vị nào"
        " trong bảng."
    )
    assert said in table_notes(week, "Xã Thử Nghiệm")
    assert week.progress.denominator == sum(u.progress.denominator for u in week.by_unit) - 50


def test_only_the_columns_of_a_deducted_target_are_doubled():
    whole = build_weekly.children_target()
    first = whole.by_unit[0]
    taken = replace(first.progress, denominator=first.progress.denominator - 5, deducted=5)
    second = replace(whole, by_unit=(replace(first, progress=taken), *whole.by_unit[1:]))
    table = main_table((whole, second), "thôn")

    plain = ["Mẫu số", "Trong tuần", "Lũy kế", "Tỷ lệ"]
    assert [column.label for column in table.columns[2:]] == [
        *plain,
        "Mẫu số gộp",
        "Mẫu số sau giám trừ",
        *plain[1:],
    ]
    assert all(len(row) == len(table.columns) for row in (*table.rows, table.total))
    row = next(row for row in table.rows if row[1] == first.progress.unit_name)
    assert row[6:8] == (first.progress.denominator, first.progress.denominator - 5)
