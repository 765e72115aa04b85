"""The forms of a draft: a target, the head, figures and duties; nothing typed is lost."""

from datetime import date
from decimal import Decimal

import pytest

from plans.rules.facts import ParentFacts
from plans.rules.goals import GoalFacts, OtherGoalFacts
from targets.forms.fields import marked
from targets.queries.facts import version_facts
from tests import build
from tests.targets.build_draft_pages import at, post, read_draft, reviews, span
from tests.targets.build_drafts import change, commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def xa(settings):
    settings.PORTAL_TODAY = build.DAY
    return commune()


TARGET = {
    "label": "Kích hoạt tài khoản",
    "indicator": "eid_activated",
    "cohort": "age_6_13",
    "goal_kind": "percent",
    "value": "97,5",
    "operator": ">",
    "denominator_kind": "population",
    "denominator_cohort": "age_6_13",
    "deadline_wording": "through",
    "deadline": "2026-06-30",
    "commitment": "binding",
    "counted_by": "place",
    "milestones-TOTAL_FORMS": "0",
    "milestones-INITIAL_FORMS": "0",
}


def test_a_target_is_changed_and_so_confirmed(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)

    answer = post(client, "draft-target", version, "T2", **TARGET)

    assert answer.status_code == 302
    version.refresh_from_db()
    after = version_facts(version).targets[1]
    assert (after.code, after.review, after.goal.value, after.operator, after.what) == (
        "T2",
        "confirmed",
        Decimal("97.5"),
        ">",
        "",
    )


def test_a_target_is_added_with_the_next_code(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)

    post(client, "draft-target-new", version, **TARGET)

    assert list(reviews(version).items())[-1] == ("T3", "confirmed")


def test_a_goal_that_the_text_states_beside_is_offered_as_a_target(client, xa):
    goal = OtherGoalFacts("Đoàn viên", GoalFacts("percent", Decimal(80)), "phấn đấu 80%")
    client.force_login(xa.head)
    version = read_draft(xa, other_goals=(goal,))

    answer = client.get(at("draft-target-new", version), {"goal": "0"})

    assert (answer.context["form"]["label"].value(), answer.context["form"]["value"].value()) == (
        "Đoàn viên",
        "80",
    )
    assert client.get(at("draft-target-new", version), {"goal": "7"}).status_code == 200


def test_a_form_overtaken_by_somebody_comes_back_as_typed_and_is_saved_by_the_next_press(
    client, xa
):
    client.force_login(xa.head)
    version = read_draft(xa)
    change(version, xa.chairman, place="Phú Riềng")

    answer = post(client, "draft-target", version, "T2", **TARGET)

    assert answer.status_code == 422
    assert answer.context["form"]["value"].value() == "97,5"
    now = answer.context["version"]
    assert now.revision == version.revision + 1
    post(client, "draft-target", now, "T2", **TARGET)
    assert reviews(version) == {"T1": "proposed", "T2": "confirmed"}
    assert version_facts(version).place == "Phú Riềng"


def test_wrong_fields_are_said_and_nothing_is_saved(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)

    answer = post(client, "draft-target", version, "T2", **{**TARGET, "value": "nhiều"})

    assert answer.status_code == 422
    assert "Chưa lưu: có ô cần sửa bên dưới." in answer.content.decode()
    assert reviews(version)["T2"] == "proposed"


def test_a_target_that_the_draft_does_not_have_is_not_found(client, xa):
    client.force_login(xa.head)

    assert client.get(at("draft-target", read_draft(xa), "T9")).status_code == 404


def rows(*names):
    return {f"{n}-{k}_FORMS": "0" for n in names for k in ("TOTAL", "INITIAL")}


def test_head_of_the_plan_is_saved(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)
    data = {"title": "Tên mới", "issuer": "UBND xã", "ends_on": "2026-07-31", **rows("parents")}

    post(client, "draft-heading", version, **data)

    version.refresh_from_db()
    after = version_facts(version)
    assert (after.title, after.ends_on, after.number) == ("Tên mới", date(2026, 7, 31), "")
    assert after.targets[0].spans == (span("100% trẻ em từ 6 đến 14 tuổi"),)


def test_head_names_the_superiors_plan_that_the_portal_holds(client, xa):
    above = build.plan("vn/", code="tinh", number="80/KH-UBND", issuer="UBND tỉnh")
    client.force_login(xa.head)
    version = read_draft(xa, parents=(ParentFacts("80/KH-UBND", "UBND tỉnh", "Kế hoạch"),))

    assert client.get(at("draft-heading", version)).context["parent"] == above


def test_figures_of_the_plan_are_saved_and_a_printed_one_is_corrected_by_hand(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)
    data = {
        "as_of": "2026-05-23",
        **rows("stocks"),
        "population-TOTAL_FORMS": "1",
        "population-INITIAL_FORMS": "0",
        "population-0-cohort": "all",
        "population-0-people": "35.097",
        "printed-TOTAL_FORMS": "1",
        "printed-INITIAL_FORMS": "1",
        "printed-0-former": next(iter(marked(version_facts(version).figures))),
        "printed-0-printed": "93,42",
    }

    post(client, "draft-figures", version, **data)

    version.refresh_from_db()
    after = version_facts(version)
    assert (after.baseline.population, after.figures[0].printed) == ({"all": 35097}, "93,42")


def test_duties_of_the_plan_are_saved(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)
    data = {
        **rows("rules", "teams"),
        "tasks-TOTAL_FORMS": "1",
        "tasks-INITIAL_FORMS": "0",
        "tasks-0-text": "Rà soát danh sách",
        "tasks-0-lead": "Công an xã",
        "tasks-0-due_on": "2026-06-20",
    }

    post(client, "draft-duties", version, **data)

    version.refresh_from_db()
    [task] = version_facts(version).tasks
    assert (task.text, task.lead, task.due_on) == (
        "Rà soát danh sách",
        "Công an xã",
        date(2026, 6, 20),
    )


@pytest.mark.parametrize(
    "name", ["draft-heading", "draft-figures", "draft-duties", "draft-target-new"]
)
def test_every_form_of_a_read_draft_opens(client, xa, name):
    client.force_login(xa.head)

    assert client.get(at(name, read_draft(xa))).status_code == 200
