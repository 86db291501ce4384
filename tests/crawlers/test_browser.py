"""Pages that a browser draws: the demo town's bazaar, and a page full of traps."""

import asyncio
import socket
from datetime import UTC, datetime

import pytest
from playwright.async_api import async_playwright

from adwatch.evidence import body, captures, verify
from crawlers.browser import Recorder, page_meta
from crawlers.parts import Scroll, Steps
from crawlers.replay import replay
from crawlers.source import Source, load_source

pytestmark = pytest.mark.slow


@pytest.fixture
def bazaar(home, first_edition) -> Source:
    """One category of the bazaar that fills more than one screen."""
    source = load_source("demo-bazaar", home)
    promise = source.expect.model_copy(update={"postings": 10, "with_contact": 0.2})
    start = (f"{first_edition}/bazaar/?section=electronics",)
    return source.model_copy(update={"start": start, "expect": promise})


def test_a_list_is_scrolled_to_its_end_and_numbers_are_shown(
    bazaar, chromium, crawling, collected, home, hits
):
    first = crawling(bazaar)
    asked = hits()["paths"]
    assert (first.errors, first.broken, first.stopped) == ({}, (), "")
    assert first.new == first.met > 12  # more than the list shows before it is scrolled
    assert [path for path in asked if "cursor=b" in path]
    shown = [path for path in asked if path.endswith("/phone")]
    postings, _ = collected()
    assert len(postings) == first.new
    with_number = [p for p in postings if p.text.splitlines()[-1].replace(" ", "").isdigit()]
    assert 3 < len(shown) <= len(with_number)
    assert not [path for path in asked if path.startswith("/photo/")]

    kept = {capture.sha256: capture for capture in captures(home.evidence)}
    posting = with_number[0]
    kinds = [kept[sha].kind for sha in posting.captures]
    assert kinds.count("screenshot") == kinds.count("rendered") == 1
    assert kinds.count("response") >= 3  # the page, the ad's data, its number
    rendered = next(kept[sha] for sha in posting.captures if kept[sha].kind == "rendered")
    assert posting.title in body(home.evidence, rendered).decode()
    picture = next(kept[sha] for sha in posting.captures if kept[sha].kind == "screenshot")
    assert body(home.evidence, picture).startswith(b"\xff\xd8")
    assert verify(home.evidence) == []

    replayed = {posting.model_dump_json() for posting in replay(bazaar, home, first.run)}
    assert replayed == {posting.model_dump_json() for posting in postings}

    again = crawling(bazaar)
    assert (again.new, again.unchanged, again.errors) == (0, first.new, {})
    assert not [path for path in hits()["paths"] if path.startswith("/bazaar/ad/")]


def test_a_page_of_traps_reaches_nothing_from_the_browser(chromium, hostile, crawling, collected):
    trap = socket.create_server(("127.0.0.1", 0))
    trap.settimeout(0)
    hostile.trap = f"http://127.0.0.1:{trap.getsockname()[1]}/"
    source = Source(
        name="traps",
        title="Traps",
        platform="classified",
        start=(f"{hostile.address}/list?to=page-of-traps/1,redirect-private",),
        schedule="0 0 * * *",
        owner="tests",
        legal_basis="this machine",
        allow_local=(f"127.0.0.1:{hostile.port}",),
        delay=0,
        browser={"page": {"wait_for": ".text"}},
        selectors={"item": "li.ad", "fields": {"title": "h1", "text": ".text"}},
    )
    report = crawling(source)
    with pytest.raises(BlockingIOError):
        trap.accept()
    trap.close()
    postings, _ = collected()
    assert [p.title for p in postings] == ["Ad with traps"]
    assert report.errors == {"connection refused": 1}  # by the gate, before any connection


BUTTON = """<ul></ul><button onclick="
  for (let n = 0; n < 3; n++) document.querySelector('ul').append(document.createElement('li'));
  if (document.querySelectorAll('li').length >= 9) this.remove()">Load more</button>"""


@pytest.mark.parametrize(("at_most", "shown"), [(100, 9), (2, 6)])
def test_a_button_that_loads_more_is_pressed_until_it_is_gone(chromium, at_most, shown):
    steps = Steps(scroll=Scroll(press="button", at_most=at_most), screenshot=False)
    meta = page_meta(steps, "li", Recorder(lambda: datetime.now(UTC), set()))
    (perform,) = meta["playwright_page_methods"]

    async def entries() -> int:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(**chromium.launch_options())
            page = await browser.new_page()
            page.on("response", meta["playwright_page_event_handlers"]["response"])
            await page.set_content(BUTTON)
            await perform.method(page, *perform.args)
            return await page.locator("li").count()

    assert asyncio.run(entries()) == shown
