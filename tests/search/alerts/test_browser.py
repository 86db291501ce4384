"""The HTML mail in a real browser: nothing runs, nothing is fetched, and it fits a phone."""

import pytest
from playwright.sync_api import sync_playwright

from search.alerts.compose import compose
from search.alerts.view import Matches
from tests.search.alerts.samples import HOSTILE, NOW, hostile, overseas, posting, search, unit

pytestmark = pytest.mark.slow

PHONE = {"width": 360, "height": 640}


@pytest.fixture(scope="module")
def page(chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable, args=list(chromium.args), env=chromium.env
        )
        yield browser.new_page(viewport=PHONE)
        browser.close()


def shown(page, *postings, language="en"):
    """Show a mail about the postings; return every address that the browser asked for."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    matches = Matches(search(), postings)
    page.set_content(
        compose(unit(language=language), [matches], NOW, {}, "https://desk.example").html
    )
    return asked


@pytest.mark.parametrize(("payload", "why"), HOSTILE, ids=[why for _, why in HOSTILE])
def test_hostile_words_run_nothing_and_fetch_nothing(page, payload, why):
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    assert shown(page, hostile(payload)) == []
    assert dialogs == []
    assert page.locator("script, img, iframe, [onload], [onerror]").count() == 0
    hrefs = page.locator("a").evaluate_all("links => links.map(a => a.origin)")
    assert set(hrefs) == {"https://desk.example"}


@pytest.mark.parametrize("language", ["en", "ml"])
def test_it_fits_a_phone(page, language):
    long = posting(2, title="A" * 400, text="B" * 400)
    shown(page, overseas(), long, language=language)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(page, scheme):
    page.emulate_media(color_scheme=scheme)
    shown(page, overseas())
    ratios = page.evaluate(CONTRASTS)
    assert {text: ratio for text, ratio in ratios if ratio < 4.5} == {}, "WCAG 2.2, 1.4.3"


CONTRASTS = """() => {
  const light = color => {
    const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const color = getComputedStyle(e).backgroundColor;
      if (color !== 'rgba(0, 0, 0, 0)') return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const own = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  return [...document.body.querySelectorAll('*')].filter(own).map(e => {
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
    return [e.textContent.trim().slice(0, 40), (a + 0.05) / (b + 0.05)];
  });
}"""
