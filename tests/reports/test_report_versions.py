"""A weekly report says by which version of the plan it counts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from reports.actions import draft_weekly_report, issue_weekly_report
from reports.rules.narrative import draft_report
from targets.actions.applying import keep_first_version
from targets.actions.drafts import amend, save_facts
from targets.actions.life import issue
from targets.actions.vocabulary import load_vocabulary
from targets.catalogue.facts import load_vocabulary as vocabulary_facts
from targets.queries.facts import facts_of, version_facts
from tests import build
from tests.reports.build_commune import SUNDAY, TODAY, commune
from tests.reports.build_weekly import weekly_facts
from units.rules import Role

AMENDED = date(2026, 6, 10)


def amended(plan, chairman, **over):
    """The plan, amended once by its chairman: two days longer."""
    load_vocabulary(vocabulary_facts())
    draft = amend(plan=plan, reason="Gia hạn", by=chairman)
    longer = replace(version_facts(draft), **{"ends_on": date(2026, 7, 2), **over})
    draft = save_facts(
        version=draft, facts=longer, revision=draft.revision, by=chairman, what="gia hạn"
    )
    return issue(version=draft, revision=draft.revision, by=chairman)


@pytest.mark.django_db
def test_a_report_on_an_amended_plan_names_the_amendment_and_keeps_its_number(settings):
    settings.PORTAL_TODAY = TODAY
    plan, chairman = commune().plan, build.user("vn/xa/", Role.CHAIRMAN, username="chu-tich")
    settings.PORTAL_TODAY = AMENDED
    plan = amended(plan, chairman)
    settings.PORTAL_TODAY = TODAY

    issued = issue_weekly_report(plan=plan, ending=SUNDAY, number=7, by=chairman)

    assert issued.plan_version == 2
    [opening] = issued.content["opening"]
    assert (
        " Số liệu tính theo Kế hoạch đã sửa đổi, bổ sung lần 1, ban hành ngày 10/6/2026."
        " Kết quả như sau:" in opening
    )


@pytest.mark.django_db
def test_a_target_that_an_amendment_renames_or_adds_is_no_correction_of_the_last_report(settings):
    settings.PORTAL_TODAY = TODAY
    plan, chairman = commune().plan, build.user("vn/xa/", Role.CHAIRMAN, username="chu-tich")
    keep_first_version(plan)
    issued = issue_weekly_report(plan=plan, ending=SUNDAY, number=7, by=chairman)
    assert issued.plan_version == 1
    first, *others = facts_of(plan).targets
    renamed = replace(first, label="Tên khác", short_label="Khác")
    added = replace(first, code="T99", label="Chỉ tiêu thêm")

    settings.PORTAL_TODAY = SUNDAY + timedelta(days=4)
    plan = amended(plan, chairman, targets=(renamed, *others, added))
    report = draft_weekly_report(plan, ending=SUNDAY + timedelta(days=7))

    assert [annex.title for annex in report.annexes if "ĐIỀU CHỈNH" in annex.title] == []


@pytest.mark.django_db
def test_a_report_on_a_plan_as_it_was_first_issued_speaks_of_no_amendment(settings):
    settings.PORTAL_TODAY = TODAY
    world = commune()

    [opening] = draft_weekly_report(world.plan, ending=SUNDAY).opening

    assert opening.endswith(" như sau:")
    assert "sửa đổi" not in opening


def test_an_amendment_without_a_day_is_named_by_its_number():
    facts = weekly_facts()

    [opening] = draft_report(replace(facts, plan=replace(facts.plan, amendment=2))).opening

    assert opening.endswith(
        ". Số liệu tính theo Kế hoạch đã sửa đổi, bổ sung lần 2. Kết quả như sau:"
    )
