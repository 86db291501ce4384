"""Each page, filled: no English left in Malayalam, no serious fault of axe-core, nothing cut off.

The pages are rendered once in each language and shown to one page of a browser without a network.
axe-core looks at each on a laptop in English and on a telephone in Malayalam, in light and dark.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from lxml import html
from playwright.sync_api import Page, Route, sync_playwright

from search.web.words import LANGUAGES
from tests.search.alerts.samples import NOW
from tests.search.conftest import QUICK_HASHER
from tests.search.web.conftest import site_over
from tests.search.web.every_page import ALIKE, OWN_WORDS, rendered, stock

pytestmark = pytest.mark.slow

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
LOOK = "options => axe.run(document, options).then(found => found.violations)"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_LAYOUT = ["color-contrast", "target-size", "scrollable-region-focusable"]
"""All that another size of the screen can change; of another colour scheme, the first alone."""
EVERY, LAYOUT, COLOUR = (
    {"runOnly": only, "resultTypes": ["violations"], "iframes": False}
    for only in (
        {"type": "tag", "values": TAGS},
        {"type": "rule", "values": BY_LAYOUT},
        {"type": "rule", "values": BY_LAYOUT[:1]},
    )
)
LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("body *")]
        .filter(each => each.getBoundingClientRect().right > innerWidth && !each.closest(".wide"))
        .map(each => each.outerHTML.slice(0, 120)).slice(-3)"""
HOST = "http://adwatch.example"

KEPT = "//*[@translate='no' or @dir='auto']|//code|//kbd|//q|//script|//style|//textarea|//datalist"
READ_ALOUD = ("title", "aria-label", "placeholder", "alt", "data-note")
ENGLISH = re.compile(r"(?<![\w/.])[A-Za-z]+(?:['-][A-Za-z]+)*(?![\w/.=])")
"""Not within a hash, an address or a setting."""
TECHNICAL = re.compile(r"\(HTTPConnection.*?refused\)")
NAMES = {
    *"CSV SVG JSON Lines XLSX zip SHA API QR PIN IST UTC English PNG Elasticsearch http".split()
}
"""What is called so in Malayalam too."""


@pytest.fixture(scope="module")
def pages(shared_index, tmp_path_factory) -> Iterator[tuple[TestClient, dict[str, dict[str, str]]]]:
    """All pages by language and name, and somebody who may get what they show."""
    folder = tmp_path_factory.mktemp("pages")
    settings = shared_index.settings.model_copy(update={"sources": folder / "sources"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("search.desk.accounts._hasher", lambda: QUICK_HASHER)
        site = site_over(shared_index._replace(settings=settings), folder / "units", NOW)
        shown = stock(site)
        made = {language: dict(rendered(site, language, shown)) for language in LANGUAGES}
    yield site.logged_in("super"), made


def leftover(text: str) -> list[str]:
    """Return the English words that a person would read or hear, as they stand."""
    tree = html.fromstring(text)
    for kept in tree.xpath(KEPT):
        for name in READ_ALOUD:
            kept.attrib.pop(name, None)
        tail = kept.tail
        kept.clear()
        kept.tail = tail
    said = [str(each) for each in tree.itertext()]
    said += [each for name in READ_ALOUD for each in tree.xpath(f"//@{name}")]
    known = NAMES | OWN_WORDS
    said = [TECHNICAL.sub("", each).strip() for each in said]
    return [each for each in said if {word for word in ENGLISH.findall(each) if word[1:]} - known]


def test_no_page_in_malayalam_has_english_left(pages):
    _, made = pages
    found = {name: words for name, text in made["ml"].items() if (words := leftover(text))}
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)


def test_english_that_is_left_would_be_found():
    assert leftover("<p>പേജ് <b>Not allowed</b> <code>phone:</code></p>") == ["Not allowed"]
    assert leftover("<a title='Show picture' href='/x'>1</a>") == ["Show picture"]
    assert leftover("<a translate='no' title='Anu'>Anu</a> കണ്ടു") == []


@pytest.fixture(scope="module")
def browser_page(chromium, pages) -> Iterator[Page]:
    """One page of a browser that shows what was rendered at `/<language>/<number>`."""
    client, made = pages
    static = cache(client.get)

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        language, _, number = path.strip("/").partition("/")
        if language in made:
            body = list(made[language].values())[int(number)]
            route.fulfill(body=body, content_type="text/html")
        else:
            got = static(path)
            route.fulfill(body=got.content, content_type=got.headers["content-type"])

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options())
        context = browser.new_context(bypass_csp=True)
        context.add_init_script(AXE)
        context.route("**/*", answer)
        yield context.new_page()
        browser.close()


def faults(page: Page, options: dict) -> list[str]:
    return [
        f"{fault['id']}: {node['target']} {node['html'][:120]}"
        for fault in page.evaluate(LOOK, options)
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


def cut_off(page: Page) -> list[str]:
    """Return what is wider than the screen."""
    found = []
    for screen in (PHONE, LAPTOP):
        page.set_viewport_size(screen)
        found += [f"{wide} on {screen['width']} px" for wide in page.evaluate(WIDER)]
    return found


def seen(page: Page, options: dict) -> list[str]:
    """Return what axe-core finds in light, and of the colours in dark."""
    page.emulate_media(color_scheme="light")
    light = faults(page, options)
    page.emulate_media(color_scheme="dark")
    return light + faults(page, COLOUR)


@pytest.mark.parametrize(
    ("language", "screen", "options"), [("en", LAPTOP, EVERY), ("ml", PHONE, LAYOUT)]
)
def test_no_page_has_a_serious_fault_or_is_cut_off(browser_page, pages, language, screen, options):
    _, made = pages
    found = {}
    for number, name in enumerate(made[language]):
        if name in ALIKE:
            continue
        browser_page.goto(f"{HOST}/{language}/{number}")
        assert browser_page.locator("html").get_attribute("lang") == language, name
        wrong = cut_off(browser_page)
        browser_page.set_viewport_size(screen)
        if wrong := wrong + seen(browser_page, options):
            found[name] = wrong
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)


def test_the_sheet_of_keys_has_none_either(browser_page):
    browser_page.set_viewport_size(LAPTOP)
    browser_page.goto(f"{HOST}/en/0")
    browser_page.keyboard.press("?")
    assert browser_page.locator("#keys").is_visible()
    assert seen(browser_page, EVERY) == []


def test_a_fault_would_be_found(browser_page):
    browser_page.set_viewport_size(PHONE)
    browser_page.set_content(
        "<p style='color:#ccc;background:#fff;width:900px'>pale<img src='data:,'>"
    )
    assert {fault.partition(":")[0] for fault in seen(browser_page, EVERY)} > {
        "color-contrast",
        "image-alt",
    }
    assert "900px" in cut_off(browser_page)[0]
