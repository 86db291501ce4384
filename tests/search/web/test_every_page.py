"""Each page, filled: no English left in Malayalam, no serious fault of axe-core, nothing cut off.

The pages are rendered once in each language and shown to one page of a browser without a network.
axe-core looks at each on a laptop in English and on a telephone in Malayalam, in light and dark.
"""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from lxml import html
from playwright.sync_api import Page, Route, sync_playwright

from search.web.words import LANGUAGES
from tests.search.alerts.samples import NOW
from tests.search.web.conftest import site_over
from tests.search.web.every_page import OWN_WORDS, rendered, stock

pytestmark = pytest.mark.slow

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
LOOK = "options => axe.run(document, options).then(found => found.violations)"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"runOnly": TAGS, "resultTypes": ["violations"], "iframes": False}
CONTRAST = {**ALL, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""All that another colour scheme can change."""
SCREENS = {"en": {"width": 1366, "height": 768}, "ml": {"width": 390, "height": 844}}
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
    """One page of a browser that shows what was rendered at `/<language>/<name>`."""
    client, made = pages

    def answer(route: Route) -> None:
        address = urlsplit(route.request.url)
        language, _, name = address.path.strip("/").partition("/")
        if language in made:
            number = int(name)
            route.fulfill(body=list(made[language].values())[number], content_type="text/html")
        else:
            got = client.get(address.path)
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_serious_fault_or_is_cut_off(browser_page, pages, language):
    _, made = pages
    screen, found = SCREENS[language], {}
    browser_page.set_viewport_size(screen)
    for number, name in enumerate(made[language]):
        browser_page.emulate_media(color_scheme="light")
        browser_page.goto(f"{HOST}/{language}/{number}")
        assert browser_page.locator("html").get_attribute("lang") == language, name
        light = faults(browser_page, ALL)
        width = browser_page.evaluate("document.documentElement.scrollWidth")
        browser_page.emulate_media(color_scheme="dark")
        dark = faults(browser_page, CONTRAST)
        wide = [f"{width} px wide"] if width > screen["width"] else []
        if wrong := [*light, *dark, *wide]:
            found[name] = wrong
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)
