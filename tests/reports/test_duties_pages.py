"""The pages of duties: what they say, what their forms keep, what they cost."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from icalendar import Calendar

from plans.models import Plan, PlanVersion, Recipient, TeamMember
from targets.models import Target
from tests import build
from tests.intake import build_photos
from tests.intake.build_days import at, stop_clock
from tests.plans import build_duties as made
from tests.reports.build_deductions import asked
from units.rules import Branch, Role
from units.rules import Kind as UnitKind

pytestmark = pytest.mark.django_db
DAY = build.DAY
OFFICE = "vn/xa/van-hoa/"
VILLAGE = "vn/xa/phu-hoa/"


@pytest.fixture(autouse=True)
def _pinned(settings, monkeypatch):
    settings.PORTAL_TODAY = DAY
    stop_clock(monkeypatch, at(DAY, 9))


@pytest.fixture
def head(client):
    user = made.head()
    client.force_login(user)
    return user


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


# --- The calendar -----------------------------------------------------------------------------------


def test_the_calendar_shows_overdue_first_each_line_with_its_owner_and_link(client, head):
    plan = build.plan()
    late = made.task(plan, due_on=date(2026, 6, 10), due_wording="", lead="")
    made.task(plan, text="Việc tuần sau", due_on=date(2026, 6, 20))

    response = client.get(reverse("duties"))

    codes = [group.code for group in response.context["groups"]]
    assert codes == ["overdue", "later"]
    page = text_of(response)
    assert "1 việc quá hạn, 2 việc sau tuần này." in page
    assert f'<a href="/tasks/{late.pk}/done/"><b>Chưa nêu đơn vị chủ trì:</b>' in page
    assert "quá hạn 2 ngày (hạn 10/6/2026)" in page


def test_the_calendar_may_leave_out_others_duties_and_other_plans(client):
    plan, other = build.plan("vn/", code="tinh"), build.plan(code="xa")
    made.task(plan, text="Việc của tỉnh", lead="Sở")
    made.task(plan, text="Việc chung", lead="Các Ban điều hành thôn")
    made.task(other, text="Việc của xã", lead="Các Ban điều hành thôn")
    client.force_login(build.user(VILLAGE, Role.VILLAGE_HEAD))

    def tasks(**chosen) -> list[str]:
        groups = client.get(reverse("duties"), chosen).context["groups"]
        lines = [line.duty for group in groups for line in group.lines]
        return [duty.text.split(" (")[0] for duty in lines if duty.kind == "task"]

    assert tasks() == ["Việc chung", "Việc của xã", "Việc của tỉnh"]
    assert tasks(own="1") == ["Việc chung", "Việc của xã"]
    assert tasks(own="1", plan="tinh") == ["Việc chung"]
    assert tasks(plan="khong-co") == []


def test_a_calendar_without_duties_says_so(client, head):
    assert "Chưa có kế hoạch đang thực hiện nào giao việc" in text_of(client.get(reverse("duties")))


def test_the_file_holds_the_same_duties(client, head):
    task = made.task(build.plan())

    response = client.get(reverse("duties-file"), {"own": "1"})

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="viec-den-han.ics"'
    events = {event["UID"]: event for event in Calendar.from_ical(response.content).walk("VEVENT")}
    event = events[f"task-{task.pk}@testserver"]
    assert event["URL"] == f"http://testserver/tasks/{task.pk}/done/"
    assert event["DTSTART"].dt == date(2026, 6, 14)


@pytest.mark.parametrize("villages", [1, 3])
def test_the_calendar_costs_the_same_for_many_units_and_tasks(
    client, head, django_assert_num_queries, villages
):
    plan = build.plan()
    build.field(plan)
    build.target(plan, deadline=date(2026, 6, 1))
    for n in range(villages):
        build.unit(f"vn/xa/thon-{n}/")
        made.task(plan, lead_unit=made.post())
        made.rule(plan)

    # a plan with a deadline past is worked out like its progress; one is for deductions that wait
    with django_assert_num_queries(25):
        client.get(reverse("duties"))


def test_who_signs_reads_first_what_waits_for_him_then_what_the_units_owe(client):
    plan = build.plan(ends_on=date(2026, 6, 10))
    made.task(plan, due_on=date(2026, 6, 10), due_wording="")
    draft = build.plan(code="du-thao", short_title="Kế hoạch mới", state=Plan.State.DRAFT)
    PlanVersion.objects.create(plan=draft, number=1, facts={}, at=at(DAY, 8))
    client.force_login(build.user("vn/xa/", Role.CHAIRMAN))

    page = text_of(client.get(reverse("duties")))

    places = [
        page.index(words)
        for words in (
            "Việc của tôi: 2 việc",
            '<a href="/plans/du-thao/draft/issue/"><b>Chờ tôi:</b> dự thảo Kế hoạch mới chờ ban hành.',
            "kết thúc kế hoạch trên cổng, rồi tổng kết.",
            "Việc của các đơn vị",
            "Quá hạn: 1 việc",
        )
    ]
    assert places == sorted(places)


def test_who_signs_is_told_that_nothing_waits_and_who_reports_is_not(client):
    told = {}
    for role in (Role.CHAIRMAN, Role.VILLAGE_HEAD):
        client.force_login(build.user(VILLAGE if role == Role.VILLAGE_HEAD else "vn/xa/", role))
        told[role] = "Không có việc nào chờ tôi" in text_of(client.get(reverse("duties")))

    assert told == {Role.CHAIRMAN: True, Role.VILLAGE_HEAD: False}


def test_deductions_that_wait_for_the_account_stand_in_one_line(client, head):
    plan = build.plan()
    target = build.target(plan)
    village = build.user(VILLAGE, Role.VILLAGE_HEAD)
    for people in (1200, 34):
        asked(target, VILLAGE, by=village, people=people)

    page = text_of(client.get(reverse("duties")))
    assert 'href="/deductions/"><b>Chờ tôi:</b> trả lời 2 đề nghị giám trừ (1.234 người).' in page

    client.force_login(village)
    assert "Chờ tôi" not in text_of(client.get(reverse("duties")))


# --- A plan's duties --------------------------------------------------------------------------------


def test_a_plans_duties_say_what_is_missing_of_the_five(client, head):
    plan = build.plan()
    made.task(plan, product="", responsible="", lead_unit=made.post())
    made.task(plan, done_on=date(2026, 6, 2), done_note="Đã gửi")
    made.rule(plan)
    build.target(plan)

    page = text_of(client.get(reverse("plan-duties", args=[plan.code])))

    assert "2 nhiệm vụ: 1 đủ năm rõ, 1 còn thiếu; 1 đã hoàn thành." in page
    assert "Chưa rõ: sản phẩm, trách nhiệm." in page
    assert "ngày 02/6/2026: Đã gửi" in page
    assert "gửi danh sách về Công an tỉnh" in page
    assert "Chưa rõ: người, trách nhiệm." in page  # the target names no lead


def test_a_plans_tasks_stand_by_who_leads_them_and_a_long_one_is_folded(client, head):
    plan = build.plan()
    long = "Rà soát từng hộ gia đình. " * 10
    rows = [("A", "Công an xã"), ("B", ""), (long, "Các thôn"), ("D", "Công an xã")]
    for position, (text, lead) in enumerate(rows):
        made.task(plan, text=text, lead=lead, position=position)

    response = client.get(reverse("plan-duties", args=[plan.code]))

    groups = response.context["page"].task_groups
    assert [(group.lead, [row.work for row in group.rows]) for group in groups] == [
        ("Công an xã", ["A", "D"]),
        ("Các thôn", [long]),
        ("", ["B"]),
    ]
    page = text_of(response)
    assert "Chưa rõ đơn vị chủ trì: 1 việc" in page
    assert page.count("xem thêm") == 1


def test_handing_in_subplans_is_done_once_every_unit_below_has_issued_one(client):
    above = build.plan("vn/", code="tinh", subplans_due_on=date(2026, 6, 20))
    made.rule(above, text="gửi Kế hoạch về tỉnh", due_on=date(2026, 6, 20))
    for path in ("vn/xa/", "vn/phuong/"):
        build.unit(path)
    client.force_login(build.user("vn/", Role.SUPERIOR))

    def done_on() -> list[date | None]:
        page = client.get(reverse("plan-duties", args=["tinh"])).context["page"]
        return [row.done_on for row in page.handed_in]

    build.plan("vn/xa/", code="xa", parent=above, issued_on=date(2026, 6, 3))
    assert done_on() == [None]
    build.plan("vn/phuong/", code="phuong", parent=above, issued_on=date(2026, 6, 2))
    assert done_on() == [date(2026, 6, 3)]


def test_teams_show_their_leader_and_that_their_offices_do_not_add_up(client, head):
    plan = build.plan()
    team = made.team(plan)
    TeamMember.objects.filter(team=team, people=4).update(person="Lê Văn C", role="leader")

    page = text_of(client.get(reverse("plan-duties", args=[plan.code])))

    assert "Tổ trưởng: <b>Lê Văn C (Công an xã)</b>. 9 người, đã ghi tên 1." in page
    assert "Kế hoạch ghi 9 người, các thành phần cộng lại 8 người." in page


def test_recipients_stand_by_what_they_receive_the_plan_for(client, head):
    plan = build.plan()
    rows = [("Lưu: VT", "file"), ("Đảng ủy", ""), ("Các thôn", "execute"), ("UBND tỉnh", "report")]
    for position, (name, role) in enumerate(rows):
        Recipient.objects.create(plan=plan, name=name, role=role, position=position)

    groups = client.get(reverse("plan-duties", args=[plan.code])).context["page"].recipients

    assert [(group.label, group.names) for group in groups] == [
        ("để thực hiện", ("Các thôn",)),
        ("để báo cáo", ("UBND tỉnh",)),
        ("để biết", ("Đảng ủy",)),
        ("lưu", ("Lưu: VT",)),
    ]


def test_who_does_not_answer_for_a_task_is_offered_no_mark(client):
    plan = build.plan()
    made.task(plan)
    made.team(plan)
    client.force_login(build.user(VILLAGE, Role.VILLAGE_HEAD))

    page = text_of(client.get(reverse("plan-duties", args=[plan.code])))

    assert "Báo hoàn thành" not in page
    assert "Cử người" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_a_plans_duties_cost_the_same_for_many_rows(client, head, django_assert_num_queries, rows):
    plan = build.plan()
    for n in range(rows):
        made.task(plan, lead_unit=made.post())
        made.rule(plan)
        made.team(plan, name=f"Tổ {n}")
        build.target(plan, code=f"T{n}")

    with django_assert_num_queries(11):
        client.get(reverse("plan-duties", args=[plan.code]))


def test_a_draft_has_no_duties_yet(client, head):
    plan = build.plan(state=Plan.State.DRAFT)
    task, team = made.task(plan), made.team(plan)

    for name, of in (("plan-duties", plan.code), ("plan-frequency", plan.code)):
        assert client.get(reverse(name, args=[of])).status_code == 404
    for name, of in (("task-done", task.pk), ("team", team.pk)):
        assert client.get(reverse(name, args=[of])).status_code == 404


# --- Marks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "make"), [("task", made.task), ("rule", made.rule)])
def test_a_duty_is_marked_shown_as_done_and_taken_up_again(client, head, kind, make):
    duty = make(build.plan())
    address = reverse(f"{kind}-done", args=[duty.pk])
    assert "Ghi hoàn thành" in text_of(client.get(address))

    answer = client.post(address, {"done_on": "2026-06-11", "note": "Đã gửi"})
    duty.refresh_from_db()
    assert (answer.url, duty.done_on) == (f"/plans/{duty.plan.code}/duties/", date(2026, 6, 11))
    page = text_of(client.get(address))
    assert "Đã hoàn thành ngày 11/6/2026" in page
    assert f"{head} báo hoàn thành ngày 11/6/2026." in page

    answer = client.post(reverse(f"{kind}-reopen", args=[duty.pk]), {"reason": "còn thiếu"})
    duty.refresh_from_db()
    assert (answer.url, duty.done_on) == (address, None)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"done_on": "2026-06-11", "note": ""}, "Cần ghi kết quả, sản phẩm."),
        ({"done_on": "", "note": "Đã gửi"}, "Cần ghi ngày hoàn thành."),
        ({"done_on": "2026-06-13", "note": "Đã gửi"}, "Ngày hoàn thành không thể sau hôm nay."),
    ],
)
def test_a_mark_that_is_refused_comes_back_with_what_was_typed(client, head, sent, said):
    task = made.task(build.plan())

    page = text_of(client.post(reverse("task-done", args=[task.pk]), sent))

    assert said in page
    assert sent["note"] in page
    task.refresh_from_db()
    assert task.done_on is None


def test_a_mark_made_by_another_meanwhile_is_shown(client, head):
    task = made.task(build.plan())
    address = reverse("task-done", args=[task.pk])
    client.post(address, {"done_on": "2026-06-11", "note": "người thứ nhất"})

    page = text_of(client.post(address, {"done_on": "2026-06-12", "note": "người thứ hai"}))

    assert "Việc này đã hoàn thành ngày 11/6/2026" in page
    assert "người thứ nhất" in page


def test_taking_up_again_asks_for_a_reason(client, head):
    task = made.task(build.plan(), done_on=DAY, done_note="xong")

    page = text_of(client.post(reverse("task-reopen", args=[task.pk]), {"reason": ""}))

    assert "Cần ghi lý do làm tiếp." in page
    task.refresh_from_db()
    assert task.done_on == DAY


def test_what_is_not_done_cannot_be_taken_up_again(client, head):
    task = made.task(build.plan())

    answer = client.post(reverse("task-reopen", args=[task.pk]), {"reason": "nhầm"}, follow=True)

    assert "Việc này chưa được báo hoàn thành." in text_of(answer)


# --- Teams ------------------------------------------------------------------------------------------


def sent_for(team, seen: str, *names: str) -> dict[str, str]:
    rows = team.members.values_list("pk", flat=True)
    typed = {f"names-{pk}": name for pk, name in zip(rows, names, strict=True)}
    return {"seen": seen, "leader": str(rows[0]), **typed}


def test_people_are_named_on_the_teams_page(client, head):
    team = made.team(build.plan())
    address = reverse("team", args=[team.pk])
    seen = client.get(address).context["form"]["seen"].value()

    answer = client.post(address, sent_for(team, seen, "Lê Văn C", "Trần Thị M", ""))

    assert answer.url == f"/plans/{team.plan.code}/duties/"
    assert list(team.members.values_list("person", "role")) == [
        ("Lê Văn C", "leader"),
        ("Trần Thị M", "member"),
        ("", "member"),
    ]


def test_names_typed_over_somebody_elses_come_back_with_his_beside_and_can_then_be_saved(
    client, head
):
    team = made.team(build.plan())
    address = reverse("team", args=[team.pk])
    seen = client.get(address).context["form"]["seen"].value()
    client.post(address, sent_for(team, seen, "Người trước", "", ""))

    answer = client.post(address, sent_for(team, seen, "Người sau", "", ""))

    page = text_of(answer)
    assert "Có người vừa sửa danh sách của tổ này." in page
    assert "Công an xã: Người trước" in page
    assert 'value="Người sau"' in page
    assert team.members.first().person == "Người trước"

    again = answer.context["form"]["seen"].value()
    client.post(address, sent_for(team, again, "Người sau", "", ""))
    assert team.members.first().person == "Người sau"


def test_names_that_are_refused_stay_typed(client, head):
    team = made.team(build.plan())
    address = reverse("team", args=[team.pk])
    seen = client.get(address).context["form"]["seen"].value()

    answer = client.post(address, sent_for(team, seen, "Lê Văn C 0912345678", "", ""))

    page = text_of(answer)
    assert "Công an xã: chỉ ghi họ tên, không ghi số điện thoại hay số giấy tờ." in page
    assert 'value="Lê Văn C 0912345678"' in page
    assert answer.context["form"]["seen"].value() == seen


def test_names_typed_for_offices_that_an_amendment_took_out_come_back(client, head):
    team = made.team(build.plan())
    address = reverse("team", args=[team.pk])
    seen = client.get(address).context["form"]["seen"].value()
    sent = sent_for(team, seen, "Lê Văn C", "", "")
    team.members.all().delete()
    member = TeamMember.objects.create(team=team, office="Công an xã", people=4)

    answer = client.post(address, sent)

    page = text_of(answer)
    assert "Các đơn vị của tổ vừa được thay đổi nên chưa lưu." in page
    assert "<li>Lê Văn C</li>" in page
    member.refresh_from_db()
    assert member.person == ""
    seen = answer.context["form"]["seen"].value()
    saved = client.post(address, {"seen": seen, "leader": "", f"names-{member.pk}": "Lê Văn C"})
    assert saved.status_code == 302
    member.refresh_from_db()
    assert member.person == "Lê Văn C"


# --- Recurring duties -------------------------------------------------------------------------------


def recurring(goal: int = 2) -> Target:
    """Two posts a week by the culture office, since Tuesday 26/5."""
    plan = build.plan()
    office = build.unit(OFFICE, kind=UnitKind.DEPARTMENT, name="Phòng Văn hóa")
    posts = build.indicator("posts", aggregation="frequency", measure="tin bài")
    everybody = build.cohort("all")
    build.field(plan, indicator=posts, cohort=everybody, branch=Branch.OFFICE, unit=office)
    return build.target(
        plan,
        indicator=posts,
        cohort=everybody,
        branch=Branch.OFFICE,
        goal_kind=Target.Goal.PER_PERIOD,
        goal_period="week",
        goal_value=Decimal(goal),
        denominator_kind="",
        deadline=None,
        deadline_wording="",
        lead="Phòng Văn hóa",
    )


def posted(target: Target, by, **days: int) -> None:
    """Posts by day of June, as d3=2."""
    for day, value in days.items():
        key = {"indicator": target.indicator, "cohort": target.cohort}
        build.count(OFFICE, value, date(2026, 6, int(day[1:])), by=by, **key)


def test_a_recurring_duty_shows_each_week_and_who_did_what_when_with_its_photo(client):
    target = recurring()
    by = build.user(OFFICE, Role.REPORTER)
    posted(target, by, d2=1, d3=1, d10=1, d4=0)
    photo = build_photos.kept(build.unit(OFFICE), by, indicator=target.indicator, day=DAY)
    posted(target, by, d12=1)
    client.force_login(by)

    response = client.get(reverse("plan-frequency", args=[target.plan.code]))

    [duty] = response.context["page"].duties
    assert [(one.name, one.words) for one in duty.periods] == [
        ("08/6–14/6", "đủ"),
        ("01/6–07/6", "đủ"),
        ("25/5–31/5", "thiếu 2"),
    ]
    assert duty.summary == "Đủ 2/3 tuần."
    assert [(line.day.day, line.value, line.by, line.photos) for line in duty.log] == [
        (12, 1, str(by), (photo.pk,)),
        (10, 1, str(by), ()),
        (3, 1, str(by), ()),
        (2, 1, str(by), ()),
    ]
    assert reverse("photo", args=[photo.pk]) in text_of(response)


def test_a_figure_taken_back_leaves_the_log_and_a_changed_one_stands_once(client, head):
    target = recurring()
    by = build.user(OFFICE, Role.REPORTER)
    posted(target, by, d2=1, d3=1)
    key = {"indicator": target.indicator, "cohort": target.cohort, "base_version": 1}
    build.count(OFFICE, 3, date(2026, 6, 2), by=by, **key)
    build.count(OFFICE, None, date(2026, 6, 3), by=by, reason="nhầm", **key)

    [duty] = client.get(reverse("plan-frequency", args=[target.plan.code])).context["page"].duties

    assert [(line.day.day, line.value) for line in duty.log] == [(2, 3)]
    assert duty.periods[1].done == 3


def test_another_offices_figures_are_not_shown_to_a_village(client):
    target = recurring()
    posted(target, build.user(OFFICE, Role.REPORTER), d2=1)
    client.force_login(build.user(VILLAGE, Role.VILLAGE_HEAD))

    response = client.get(reverse("plan-frequency", args=[target.plan.code]))

    [duty] = response.context["page"].duties
    assert (duty.log, duty.doers) == ((), ("Phòng Văn hóa",))
    page = text_of(response)
    assert "Việc này do đơn vị khác thực hiện" in page
    assert "thiếu" not in page


def officers_duty(*codes: str, named: bool = True) -> Target:
    """Two posts a week by officers with a line of their own, each asked by name or all together."""
    plan = build.plan()
    posts = build.indicator("posts", aggregation="frequency", measure="tin bài")
    key = {"indicator": posts, "cohort": build.cohort("all"), "branch": Branch.PERSON}
    lines = [
        build.unit(f"vn/xa/{code}/", name=f"Cán bộ {code}", kind=UnitKind.OFFICER) for code in codes
    ]
    for line in lines if named else [None]:
        build.field(plan, unit=line, **key)
    return build.target(
        plan, goal_kind="per_period", goal_period="week", goal_value=Decimal(2), lead="Công an xã",
        denominator_kind="", deadline=None, deadline_wording="", **key,
    )  # fmt: skip


def seen_of_officers(client, target: Target, user) -> str:
    client.force_login(user)
    addresses = (reverse("plan-frequency", args=[target.plan.code]), reverse("duties"))
    pages = [text_of(client.get(address)) for address in addresses]
    file = client.get(reverse("duties-file")).content.replace(b"\r\n ", b"").decode()
    return " ".join([*pages, file])


@pytest.mark.parametrize("named", [True, False])
def test_one_officers_duty_is_not_read_by_his_colleague(client, named):
    target = officers_duty("so-1", named=named)
    key = {"indicator": target.indicator, "cohort": target.cohort}
    build.count("vn/xa/so-1/", 1, date(2026, 6, 10), by=made.head(), **key)

    colleague = build.user("vn/xa/", Role.OFFICER)
    said = seen_of_officers(client, target, colleague)
    assert "Cán bộ so-1" not in said
    assert "mới 1/2" not in said
    assert "thiếu" not in said
    assert "Số liệu của riêng một cán bộ" in said
    colleague.personal_unit = build.unit("vn/xa/so-1/")
    colleague.save()
    own = seen_of_officers(client, target, colleague)
    assert "mới 1/2" in own


def test_the_head_reads_each_officers_duty(client):
    target = officers_duty("so-1")

    said = seen_of_officers(client, target, made.head())
    assert "Cán bộ so-1" in said
    assert "mới 0/2" in said


def test_of_several_officers_a_colleague_is_told_how_many_and_their_sum(client):
    target = officers_duty("so-1", "so-2", "so-3")

    said = seen_of_officers(client, target, build.user("vn/xa/", Role.OFFICER))
    assert "3 cán bộ: 02 tin bài/tuần." in said
    assert "mới 0/2" in said
    assert "Cán bộ so-" not in said


def test_from_a_sum_with_one_other_nobody_reads_the_other(client):
    target = officers_duty("so-1", "so-2")
    colleague = build.user("vn/xa/", Role.OFFICER, personal_unit=build.unit("vn/xa/so-1/"))

    said = seen_of_officers(client, target, colleague)
    assert "tuần này chưa đủ." in said
    assert "mới 0/2" not in said
    assert "Cán bộ so-2" not in said


def test_a_long_plan_is_shown_a_quarter_of_days_at_a_time(client, head):
    target = recurring()
    Target.objects.update(goal_period="day")
    Plan.objects.update(starts_on=date(2006, 1, 1))
    by = build.user(OFFICE, Role.REPORTER)
    for n in range(95):
        key = {"indicator": target.indicator, "cohort": target.cohort}
        build.count(OFFICE, 1, DAY - timedelta(days=n), by=by, **key)
    address = reverse("plan-frequency", args=[target.plan.code])

    def shown(pages: str) -> tuple[int, int, int]:
        response = client.get(address, {"pages": pages})
        [duty] = response.context["page"].duties
        assert ("?pages=" in text_of(response)) == bool(duty.older or duty.older_lines)
        return len(duty.periods), len(duty.log), duty.older + len(duty.periods)

    days = (DAY - date(2006, 1, 1)).days + 1
    assert shown("1") == shown("x") == shown("-1") == shown("99999") == (92, 92, days)
    assert shown("2") == (184, 95, days)
    assert len(client.get(address).content) < 100_000
    assert "Xem thêm các kỳ" in text_of(client.get(address))


def test_a_duty_that_nobody_is_asked_to_count_says_so(client, head):
    target = recurring()
    target.plan.fields.all().delete()

    page = text_of(client.get(reverse("plan-frequency", args=[target.plan.code])))

    assert "Chưa đơn vị nào được giao nhập số liệu của việc này." in page


def test_a_plan_without_recurring_duties_says_so(client, head):
    plan = build.plan()

    page = text_of(client.get(reverse("plan-frequency", args=[plan.code])))

    assert "Kế hoạch không giao việc nào theo ngày, tuần, tháng" in page


@pytest.mark.parametrize("days", [1, 3])
def test_recurring_duties_cost_the_same_for_many_days(
    client, head, django_assert_num_queries, days
):
    target = recurring()
    by = build.user(OFFICE, Role.REPORTER)
    posted(target, by, **{f"d{n + 1}": 1 for n in range(days)})

    with django_assert_num_queries(11):
        client.get(reverse("plan-frequency", args=[target.plan.code]))
