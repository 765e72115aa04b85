"""What a person does on any page; a step ends when the page that answers is there."""

from playwright.sync_api import Locator, Page

from tests.build import PASSWORD


def press(page: Page, button: str) -> None:
    """Press the button and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def follow(page: Page, link: str) -> None:
    """Follow the link and wait for its page."""
    with page.expect_navigation():
        page.get_by_role("link", name=link).click()


def tap(place: Locator) -> None:
    """Tap what stays on its page, and wait until the page has had the click: a browser makes it of the touch later."""
    place.evaluate(
        """() => {
          window.isTapped = false;
          addEventListener("click", () => setTimeout(() => { window.isTapped = true; }), { once: true, capture: true });
        }"""
    )
    place.tap()
    place.page.wait_for_function("() => window.isTapped")


def log_in(page: Page, name: str) -> None:
    page.goto("/login/")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    press(page, "Đăng nhập")
