"""Getting to a page in a real browser."""

from playwright.sync_api import BrowserContext, Page

from tests.search.web.conftest import PASSWORD


def logged_in(context: BrowserContext, address: str, path: str = "/", name: str = "state") -> Page:
    """Log in as a person would and return the page that was asked for."""
    page = context.new_page()
    page.goto(address + path)
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_selector(".top nav")
    page.wait_for_load_state()
    return page
