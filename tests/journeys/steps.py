"""What a person does on any page; a step ends when the page that answers is there."""

from playwright.sync_api import Page

from tests.build import PASSWORD


def press(page: Page, button: str) -> None:
    """Press the button and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def follow(page: Page, link: str) -> None:
    """Follow the link and wait for its page."""
    with page.expect_navigation():
        page.get_by_role("link", name=link).click()


def log_in(page: Page, name: str) -> None:
    page.goto("/login/")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    press(page, "Đăng nhập")
