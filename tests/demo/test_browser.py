"""The JavaScript-drawn bazaar in a real browser."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, sync_playwright

from adwatch.demo.corpus import Ad
from adwatch.runtime.chromium import Browser

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options())  # type: ignore[arg-type]
        yield browser.new_page(viewport={"width": 1100, "height": 800})
        browser.close()


def test_scrolling_draws_every_ad_once(
    page: Page, own_town: str, town_client: httpx.Client, corpus: tuple[Ad, ...]
) -> None:
    page.goto(f"{own_town}/bazaar/")
    page.wait_for_selector("a.card")
    assert page.locator("a.card").count() < 60, "the list is not drawn at once"
    for _ in range(60):
        page.mouse.wheel(0, 4000)
        page.wait_for_timeout(30)
        if page.query_selector("#all-shown"):
            break
    drawn = page.eval_on_selector_all("a.card", "cards => cards.map(card => card.dataset.id)")
    wanted = {ad.id for ad in corpus if ad.site == "bazaar" and ad.edition == 1}
    assert len(drawn) == len(wanted)
    assert set(drawn) == wanted


def test_an_ad_shows_its_number_when_asked(
    page: Page, own_town: str, town_client: httpx.Client, corpus: tuple[Ad, ...]
) -> None:
    ad = next(ad for ad in corpus if ad.id == "b152")
    page.goto(f"{own_town}/bazaar/ad/{ad.id}")
    page.wait_for_selector("article.ad")
    assert page.inner_text("h1.title") == ad.title
    assert page.inner_text(".text") == ad.text
    assert page.query_selector("a.phone") is None
    page.click("#show-number")
    assert page.get_attribute("a.phone", "href") == f"tel:{ad.contact}"


def test_a_removed_ad_says_so(page: Page, own_town: str, town_client: httpx.Client) -> None:
    town_client.post("/_town/edition", json={"edition": 2})
    answer = page.goto(f"{own_town}/bazaar/ad/b113")
    assert answer is not None
    assert answer.status == 410
    assert page.inner_text("p.gone") == "This ad is no longer available."


def test_a_category_is_chosen_from_the_list(
    page: Page, own_town: str, town_client: httpx.Client, corpus: tuple[Ad, ...]
) -> None:
    page.goto(f"{own_town}/bazaar/")
    page.select_option("#section", "matrimonial")
    page.wait_for_url("**/bazaar/?section=matrimonial")
    page.wait_for_selector("#all-shown")
    drawn = page.eval_on_selector_all("a.card", "cards => cards.map(card => card.dataset.id)")
    wanted = {ad.id for ad in corpus if ad.id[0] == "b" and ad.section == "matrimonial"}
    assert set(drawn) == wanted
