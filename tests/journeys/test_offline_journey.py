"""The officer at the edge of the network: every "đã lưu" is in the ledger once, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import count
from threading import Event
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from playwright.sync_api import Browser, Error, Route

from intake.actions.days import close_day
from intake.queries.entry import entry_page
from tests import build
from tests.intake.build_entry import Commune, commune
from tests.journeys.conftest import ARGUMENTS, CHROMIUM, device
from tests.journeys.offline import (
    DAY,
    ENTRY,
    UNTIL_KEPT,
    Phone,
    answer_is_lost,
    presses,
    standing,
    stored,
)
from tests.journeys.steps import press
from units.rules import Role

KEPT = "Đã lưu trên máy này"
LONG = 60_000  # milliseconds
SAVED = "Đã lưu 1 ô"


@pytest.fixture
def world(settings: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Commune:
    """A commune whose phones wait for a slow test machine; a test about waiting says for how long."""
    monkeypatch.setattr("intake.views.offline.PATIENCE", LONG)
    monkeypatch.setattr("intake.templatetags.offline.PATIENCE", LONG)
    settings.PORTAL_TODAY = date.fromisoformat(DAY)
    return commune(villages=2)


@pytest.fixture
def new_phone(browser: Browser, live_server: Any) -> Iterator[Callable[[], Phone]]:
    """Phones whose pages may log what Chromium says of a missing network, and nothing else."""
    phones: list[Phone] = []
    faults: list[str] = []

    def build_phone() -> Phone:
        context = browser.new_context(**device(360), base_url=live_server.url)
        phones.append(Phone(context, faults))
        return phones[-1]

    yield build_phone
    for phone in phones:
        phone.context.close()
    assert faults == []


@pytest.fixture
def phone(world: Commune, new_phone: Callable[[], Phone]) -> Phone:
    """The officer's phone with today's page open."""
    phone = new_phone()
    phone.log_in(world.officer.username)
    phone.open_day()
    return phone


# The network ------------------------------------------------------------------------------------------


def test_with_a_network_a_save_is_received_at_once(world, phone):
    phone.save(world.name(), 7, SAVED)

    assert stored() == [(world.name(), 7)]


def test_without_a_network_the_page_opens_and_what_is_saved_goes_by_itself_later(world, phone):
    with phone.without_network():
        phone.page.reload()
        phone.says("Không có mạng. Số liệu lưu trên máy này, sẽ tự gửi khi có mạng.")
        phone.says("Số liệu trên trang: lúc")
        phone.save(world.name(), 7, KEPT)
        phone.says("Chờ gửi 1")
        assert stored() == []

    phone.all_sent()
    assert stored() == [(world.name(), 7)]


def test_a_page_opened_again_shows_what_waits_so_that_nobody_types_twice(world, phone):
    with phone.without_network():
        phone.save(world.name(), 7, KEPT)
        phone.page.reload()
        phone.says("chờ gửi")
        assert phone.value(world.name()) == "7"
        phone.fill(world.name(cohort="age_14_up"), 3)
        phone.press_save()
        phone.says("Chờ gửi 2")

    phone.all_sent()
    assert standing() == {world.name(): 7, world.name(cohort="age_14_up"): 3}
    assert len(stored()) == 2


def test_the_stored_value_typed_over_a_waiting_one_is_what_counts(world, phone):
    build.count(world.first, 5, by=world.officer)
    phone.open_day()
    with phone.without_network():
        phone.save(world.name(), 7, KEPT)
        phone.save(world.name(), 5, KEPT)
        phone.says("Chờ gửi 2")

    phone.all_sent()
    assert standing() == {world.name(): 5}


def test_without_a_network_yesterdays_values_the_quotas_and_the_questions_are_there(
    world, new_phone, faults
):
    yesterday = date.fromisoformat(DAY) - timedelta(days=1)
    build.quota(build.target(world.plan), world.first, 30)
    build.baseline(world.plan, world.first, 0)
    build.count(world.first, 4, day=yesterday, by=world.officer)
    phone = new_phone()
    phone.log_in(world.officer.username)
    phone.open_day(f"/entry/?day={yesterday}")
    phone.open_day()
    with phone.without_network():
        phone.page.reload()
        hint = phone.page.locator(f"#h-{world.name()}")
        assert hint.inner_text().split() == ["hq", "4", "lk", "4", "còn", "26"]
        phone.fill(world.name(), 6)
        assert hint.inner_text().split() == ["hq", "4", "lk", "10", "còn", "20"]
        phone.fill(world.name(), "6,5")
        phone.press_save()
        phone.page.locator("#say.is-wrong").wait_for()
        assert faults(phone.page) == []

        phone.page.goto(f"/entry/?day={yesterday}")
        assert phone.value(world.name()) == "4"
    phone.page.goto("/entry/queue/")
    phone.says("Chưa có số liệu nào lưu trên máy này")


def test_a_page_that_was_not_kept_says_that_it_needs_the_network(phone):
    with phone.without_network():
        phone.page.goto("/password/")
        phone.says("Trang này cần có mạng")
        phone.page.get_by_role("link", name="Số liệu ngày").click()
        phone.page.locator("#entry").wait_for()


def test_an_answer_that_is_lost_doubles_nothing(world, phone):
    phone.page.route("**/entry/", answer_is_lost)
    phone.fill(world.name(), 7)
    phone.press_save()
    phone.page.locator(
        "#say.is-done, #say.is-kept"
    ).wait_for()  # the worker may have sent it by then
    assert stored() == [(world.name(), 7)]

    phone.page.unroute("**/entry/")
    phone.page.reload()
    phone.all_sent()

    assert (stored(), presses()) == ([(world.name(), 7)], 1)


def test_a_network_that_comes_and_goes_loses_and_doubles_nothing(world, phone):
    """Of the requests every other one fails, half of these after the server has stored them."""
    asked = count()

    def flap(route: Route) -> None:
        turn = next(asked) % 4
        if turn == 1:
            route.abort("internetdisconnected")
        elif turn == 3:
            answer_is_lost(route)
        else:
            route.continue_()

    phone.page.route("**/entry/", flap)
    phone.page.route("**/entry/session/", flap)
    for value in range(1, 6):
        phone.fill(world.name(), value)
        phone.press_save()
        phone.page.locator("#say.is-done, #say.is-kept").wait_for()
    phone.page.unroute_all()
    phone.page.reload()
    phone.all_sent()

    assert [value for _, value in stored()] == [1, 2, 3, 4, 5]
    assert (standing(), presses()) == ({world.name(): 5}, 5)


@pytest.fixture
def impatient_phone(world: Commune, new_phone: Callable[[], Phone], monkeypatch: Any) -> Phone:
    """A phone that shows its kept page at once where the network has not answered."""
    monkeypatch.setattr("intake.views.offline.PATIENCE", 0)
    phone = new_phone()
    phone.log_in(world.officer.username)
    phone.open_day()
    return phone


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """From the next page on the server answers for a day only once this has been set."""
    arrives = Event()

    def wait_and_answer(*args: Any, **kwargs: Any) -> Any:
        arrives.wait(60)
        return entry_page(*args, **kwargs)

    monkeypatch.setattr("intake.views.entry.entry_page", wait_and_answer)
    yield arrives
    arrives.set()


def test_on_a_slow_network_the_kept_page_is_there_in_time(world, impatient_phone, late):
    impatient_phone.page.reload()

    impatient_phone.says("Không có mạng hoặc mạng yếu: trang mở từ bản lưu trên máy này.")
    late.set()
    impatient_phone.save(world.name(), 7, SAVED)


def test_a_page_that_comes_after_logging_out_is_not_kept(impatient_phone, late):
    phone = impatient_phone
    phone.page.reload()
    phone.says("Không có mạng hoặc mạng yếu")
    phone.log_out()
    with phone.context.expect_event("requestfinished", lambda asked: "/login/" in asked.url):
        late.set()
        phone.page.goto("/login/")

    assert phone.kept() == []


def test_at_6_kilobytes_a_second_a_save_is_received(world, phone):
    phone.slow_down()
    phone.save(world.name(), 7, SAVED)

    assert stored() == [(world.name(), 7)]


# The tab and the browser ------------------------------------------------------------------------------


@pytest.mark.parametrize("held", ["**/entry/session/", "**/entry/"])
def test_a_tab_killed_in_the_middle_of_a_save_has_kept_it(world, phone, held):
    with phone.page.expect_request(held):
        phone.page.route(held, lambda route: None)
        phone.fill(world.name(), 7)
        phone.press_save()
    phone.die()

    phone.page.goto(ENTRY)
    phone.all_sent()
    assert (stored(), presses()) == ([(world.name(), 7)], 1)


def test_a_tab_killed_after_the_server_has_stored_its_save_doubles_nothing(world, phone):
    def store_and_hold(route: Route) -> None:
        route.fetch()

    with phone.page.expect_request("**/entry/"):
        phone.page.route("**/entry/", store_and_hold)
        phone.fill(world.name(), 7)
        phone.press_save()
    phone.die()

    phone.page.goto(ENTRY)
    phone.all_sent()
    assert (stored(), presses()) == ([(world.name(), 7)], 1)


def test_a_browser_killed_with_everything_in_it_has_kept_what_it_said_is_kept(
    world, browser, live_server, tmp_path
):
    """Its profile on the disk is all that is left."""
    launch = partial(
        browser.browser_type.launch_persistent_context,
        tmp_path,
        executable_path=CHROMIUM,
        args=ARGUMENTS,
        base_url=live_server.url,
        **device(360),
    )
    faults: list[str] = []
    phone = Phone(launch(), faults)
    phone.log_in(world.officer.username)
    phone.open_day()
    phone.context.set_offline(True)
    phone.save(world.name(), 7, KEPT)
    phone.kill_browser()

    context = launch()
    context.clear_cookies()  # the browser may have written its session down by then, or not
    phone = Phone(context, faults)
    phone.log_in(world.officer.username)
    phone.all_sent()
    context.close()
    assert (stored(), faults) == ([(world.name(), 7)], [])


def test_two_tabs_send_an_item_once(world, phone):
    sent: list[str] = []
    phone.context.on("request", lambda asked: sent.append(asked.method))
    with phone.without_network():
        phone.save(world.name(), 7, KEPT)
        other = phone.new_page()
        other.goto(ENTRY)
        phone.says("Chờ gửi 1")

    # Leaving the page now would cut off what it sends, and that is sent again by right.
    other.get_by_text("Chờ gửi 1").first.wait_for(state="hidden")
    phone.all_sent()
    assert (sent.count("POST"), stored()) == (1, [(world.name(), 7)])


def test_a_tab_shows_what_another_one_saved_and_never_sends_its_old_value_again(world, phone):
    first, second = phone.page, phone.new_page()
    phone.open_day()
    phone.page = first
    phone.save(world.name(), 6, SAVED)
    phone.page = second
    phone.shows(world.name(), "6")
    phone.save(world.name(cohort="age_14_up"), 3, SAVED)

    assert stored() == [(world.name(), 6), (world.name(cohort="age_14_up"), 3)]


def test_a_tab_shows_what_another_one_keeps_and_never_sends_its_older_value_again(world, phone):
    first, second = phone.page, phone.new_page()
    phone.open_day()
    with phone.without_network():
        phone.page = first
        phone.save(world.name(), 21, KEPT)
        phone.page = second
        phone.shows(world.name(), "21")
        phone.save(world.name(), 22, KEPT)
        phone.page = first
        phone.shows(world.name(), "22")
        phone.save(world.name(cohort="age_14_up"), 3, KEPT)
        phone.says("Chờ gửi 3")

    phone.all_sent()
    assert standing() == {world.name(): 22, world.name(cohort="age_14_up"): 3}


def test_back_from_another_page_the_day_shows_what_was_saved(world, phone):
    phone.save(world.name(), 7, SAVED)
    phone.page.goto("/password/")
    phone.page.go_back()
    phone.ready()

    assert phone.value(world.name()) == "7"


def test_a_kept_page_shows_what_was_sent_since_whatever_the_clocks_say(world, phone):
    phone.save(world.name(), 7, SAVED)
    with phone.without_network():
        phone.age(-1)
        phone.page.reload()
        phone.ready()
        assert phone.value(world.name()) == "7"


# What the server does not take ------------------------------------------------------------------------


def test_a_session_that_ended_in_the_field_loses_nothing(world, phone):
    Session.objects.all().delete()
    phone.save(world.name(), 7, "Cần đăng nhập lại để gửi.")
    phone.says("Cần đăng nhập lại để gửi 1 lần lưu đang chờ")

    phone.page.get_by_role("link", name="Đăng nhập").click()
    phone.page.get_by_label("Tên đăng nhập").fill(world.officer.username)
    phone.page.get_by_label("Mật khẩu").fill(build.PASSWORD)
    press(phone.page, "Đăng nhập")
    assert phone.page.url.endswith(ENTRY)

    phone.all_sent()
    assert stored() == [(world.name(), 7)]


def test_what_comes_after_the_day_was_locked_is_refused_with_the_reason_and_can_be_opened(
    world, phone, faults
):
    with phone.without_network():
        phone.save(world.name(), 7, KEPT)
        close_day(unit=build.unit("vn/xa/"), day=date.fromisoformat(DAY), by=None)

    phone.page.goto("/entry/queue/")
    phone.says("Bị từ chối")
    phone.says("Ngày 12/6/2026 đã khóa")
    assert faults(phone.page) == []
    phone.page.get_by_role("link", name="Mở để sửa").click()
    phone.page.wait_for_url("**/entry/?day=*")
    phone.says("Ngày 12/6/2026 đã khóa")
    assert stored() == []


def test_a_clash_found_late_is_asked_about_and_the_choice_takes_its_place(world, phone):
    head = build.user("vn/xa/", Role.POLICE_HEAD, full_name="Trần B")
    with phone.without_network():
        phone.save(world.name(), 7, KEPT)
        build.count(world.first, 9, by=head)

    phone.page.goto("/entry/queue/")
    phone.says("Cần xem lại")
    phone.page.get_by_role("link", name="Mở để sửa").click()
    phone.page.wait_for_url("**/entry/**")
    phone.page.wait_for_function(
        "name => document.querySelector(`[name=${name}]`).value === '7'", arg=world.name()
    )
    phone.press_save()
    phone.page.get_by_label("Lưu số tôi nhập").check()
    phone.press_save()
    phone.says(SAVED)

    phone.all_sent()
    assert [value for _, value in stored()] == [9, 7]
    assert phone.page.get_by_text("Cần xem lại").count() == 0


# Who, and for how long --------------------------------------------------------------------------------


def test_what_is_refused_while_its_page_is_open_says_so_and_is_asked_about(world, phone):
    head = build.user("vn/xa/", Role.POLICE_HEAD, full_name="Trần B")
    build.count(world.first, 5, by=world.officer)
    phone.open_day()
    with phone.without_network():
        phone.save(world.name(), 9, KEPT)
        build.count(world.first, 7, by=head)

    phone.page.get_by_role("link", name="cần xem lại").wait_for()
    phone.page.locator("#say.is-wrong").wait_for()
    assert phone.value(world.name()) == "9"
    phone.fill(world.name(cohort="age_14_up"), 3)
    phone.press_save()
    phone.page.get_by_label("Lưu số tôi nhập").wait_for()
    assert standing() == {world.name(): 7}


def test_a_page_loaded_over_anothers_figure_does_not_pass_for_having_seen_it(
    world, phone, monkeypatch
):
    head = build.user("vn/xa/", Role.POLICE_HEAD, full_name="Trần B")
    build.count(world.first, 5, by=world.officer)
    phone.open_day()
    with monkeypatch.context() as restart:
        restart.setattr("intake.views.entry._save", unavailable)
        phone.save(world.name(), 9, KEPT)
        build.count(world.first, 7, by=head)
        phone.page.reload()
        phone.ready()
        assert phone.value(world.name()) == "9"
    phone.fill(world.name(cohort="age_14_up"), 3)
    phone.press_save()

    phone.page.get_by_label("Lưu số tôi nhập").wait_for()
    assert standing() == {world.name(): 7}


def test_what_was_asked_about_one_day_is_never_laid_into_another(world, phone):
    yesterday = f"/entry/?day={date.fromisoformat(DAY) - timedelta(days=1)}"
    head = build.user("vn/xa/", Role.POLICE_HEAD, full_name="Trần B")
    phone.open_day(yesterday)
    build.count(world.first, 7, day=date.fromisoformat(DAY) - timedelta(days=1), by=head)
    phone.fill(world.name(), 14)
    phone.press_save()
    phone.page.get_by_label("Lưu số tôi nhập").wait_for()
    address = phone.page.url
    key = address.partition("#asked=")[2]
    assert address.partition("&")[0].endswith(yesterday)

    phone.page.goto("/password/")
    phone.page.goto(f"{ENTRY}#fix={key}")
    phone.ready()
    assert phone.value(world.name()) == ""
    phone.page.goto("/password/")
    phone.page.goto(address)
    phone.shows(world.name(), "14")


def test_what_the_account_may_not_send_is_refused_and_not_tried_for_ever(world, phone, monkeypatch):
    monkeypatch.setattr("intake.views.entry._save", forbidden)
    phone.fill(world.name(), 7)
    phone.press_save()
    phone.page.locator("#say.is-wrong").get_by_text("Máy chủ không nhận mục này").wait_for()
    phone.page.goto("/entry/queue/")
    phone.says("Bị từ chối")


def forbidden(*args: Any) -> HttpResponse:
    return HttpResponse(status=403)


def test_another_account_on_the_phone_neither_sees_nor_sends_what_waits(world, phone):
    build.user("vn/xa/", username="khac", full_name="Lê C")
    with phone.without_network():
        phone.save(world.name(), 7, KEPT)
        Session.objects.all().delete()
    phone.says("Cần đăng nhập lại để gửi 1 lần lưu")

    phone.log_in("khac")
    phone.open_day()
    assert phone.value(world.name()) == ""
    assert phone.page.get_by_text("Chờ gửi 1").is_hidden()
    phone.page.goto("/entry/queue/")
    phone.says("Chưa có số liệu nào lưu trên máy này")
    phone.log_out()
    assert stored() == []

    phone.log_in(world.officer.username)
    phone.all_sent()
    assert stored() == [(world.name(), 7)]


def test_after_logging_out_nothing_is_left_on_the_phone(world, phone):
    phone.save(world.name(), 7, SAVED)
    assert phone.kept() != []

    phone.log_out()

    assert phone.kept() == []
    phone.page.go_back()
    phone.page.get_by_label("Tên đăng nhập").wait_for()
    assert phone.kept() == []
    with phone.without_network(), pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        phone.page.goto(ENTRY)


def unavailable(*args: Any) -> HttpResponse:
    """The portal is being restarted behind its proxy."""
    return HttpResponse(status=503)


def test_logging_out_with_unsent_items_asks_first(world, phone, faults, monkeypatch):
    with monkeypatch.context() as restart:
        restart.setattr("intake.views.entry._save", unavailable)
        phone.save(world.name(), 7, KEPT)
        phone.log_out()
        phone.says("Còn 1 lần lưu chưa gửi từ máy này.")
    assert faults(phone.page) == []

    phone.page.get_by_role("button", name="Gửi ngay").click()
    phone.page.get_by_text("Còn 1 lần lưu").wait_for(state="hidden")
    assert stored() == [(world.name(), 7)]
    press(phone.page, "Đăng xuất")

    assert phone.kept() == []


def test_logging_out_all_the_same_drops_what_was_not_sent(world, phone, monkeypatch):
    monkeypatch.setattr("intake.views.entry._save", unavailable)
    phone.save(world.name(), 7, KEPT)
    phone.log_out()
    press(phone.page, "Vẫn đăng xuất")

    assert (phone.kept(), stored()) == ([], [])


def test_a_slow_store_loses_nothing_of_others_and_is_emptied_by_the_next_page(world, phone):
    build.user("vn/xa/", username="khac", full_name="Lê C")
    with phone.without_network():
        phone.save(world.name(), 7, KEPT)
        Session.objects.all().delete()
    phone.log_in("khac")
    phone.open_day()
    phone.page.evaluate("() => { caches.keys = () => Promise.reject(new Error('late')); }")
    phone.log_out()
    assert [line for line in phone.kept() if line.startswith("items")] != []

    phone.log_in(world.officer.username)
    phone.page.wait_for_function("() => !localStorage.getItem('leaving')")
    phone.all_sent()
    assert stored() == [(world.name(), 7)]


def test_on_the_next_day_a_kept_page_does_not_pass_for_todays(world, phone):
    phone.page.goto("/entry/")
    phone.page.evaluate(UNTIL_KEPT, "/entry/")
    phone.age(1)
    with phone.without_network():
        phone.page.goto("/entry/")
        phone.says("Trang này cần có mạng")
        phone.page.get_by_role("link", name="Ngày 12/6/2026").click()
        phone.says("Trang này là số liệu ngày 12/6/2026, không phải hôm nay.")
        assert phone.page.get_by_role("link", name="Hôm nay").count() == 0


def test_after_seven_days_nothing_is_shown_and_the_unsent_is_counted(world, phone):
    with phone.without_network():
        phone.save(world.name(), 7, KEPT)
        phone.age(5)
        phone.page.reload()
        phone.says("1 lần lưu chờ gửi đã quá 5 ngày")
        phone.age(3)
        phone.page.goto(ENTRY)
        phone.says("Trang này cần có mạng")

    phone.page.goto("/entry/queue/")
    phone.says("1 mục chưa gửi đã quá 7 ngày, đã xóa")
    phone.page.get_by_role("button", name="Đã đọc").click()
    phone.page.get_by_text("đã quá 7 ngày").wait_for(state="hidden")
    assert stored() == []


# The queue as a file ----------------------------------------------------------------------------------


def test_the_queue_as_a_file_goes_from_another_phone_and_once(world, phone, new_phone, tmp_path):
    file = tmp_path / "queue.json"
    other = new_phone()
    other.log_in(world.officer.username)
    with phone.without_network():
        phone.save(world.name(), 7, KEPT)
        phone.page.goto("/entry/queue/")
        with phone.page.expect_download() as download:
            phone.page.get_by_role("button", name="Xuất tệp hàng chờ").click()
        download.value.save_as(file)
        assert "Thôn 1, eid_activated age_6_13: 7" in file.read_text(encoding="utf-8")

        other.load_queue(file)
        other.says("Thôn 1, 1 ô")  # taken: a page that is left before has taken nothing
        other.all_sent()
        assert stored() == [(world.name(), 7)]

    phone.all_sent()
    assert (stored(), presses()) == ([(world.name(), 7)], 1)


def test_a_file_of_another_account_is_not_taken(world, phone, new_phone, tmp_path):
    build.user("vn/xa/", username="khac", full_name="Lê C")
    file = tmp_path / "queue.json"
    other = new_phone()
    other.log_in("khac")
    with phone.without_network():
        phone.save(world.name(), 7, KEPT)
        phone.page.goto("/entry/queue/")
        with phone.page.expect_download() as download:
            phone.page.get_by_role("button", name="Xuất tệp hàng chờ").click()
        download.value.save_as(file)

        other.load_queue(file)
        other.says("Tệp này của tài khoản khác. Chưa nạp gì.")
    assert stored() == []


# Where nothing can be kept ----------------------------------------------------------------------------


def test_on_plain_http_the_page_says_why_it_keeps_nothing_and_saves_as_ever(world, new_phone):
    phone = new_phone()
    phone.context.add_init_script(
        "Object.defineProperty(self, 'isSecureContext', {get: () => false})"
    )
    phone.log_in(world.officer.username)
    phone.page.goto(ENTRY)
    phone.says("Máy này không giữ được số liệu khi mất mạng vì cổng đang mở qua http")
    phone.fill(world.name(), 7)
    with phone.page.expect_navigation():
        phone.press_save()
    phone.says(SAVED)

    assert stored() == [(world.name(), 7)]
