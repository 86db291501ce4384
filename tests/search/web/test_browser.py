"""The screens in a real browser, over a real server and a real index."""

import pytest
from playwright.sync_api import Page

from search.web.marks import contact_address
from tests.search.alerts.samples import ADVERT, finding, mention, overseas, posting
from tests.search.web.browsing import logged_in
from tests.search.web.payloads import PAYLOADS, TELL, poisoned

pytestmark = pytest.mark.slow

TEXT = "കൊച്ചിയിൽ ജോലി, പാസ്പോർട്ട് ഓഫീസിൽ സൂക്ഷിക്കും. വിളിക്കുക 98470 00105"
MALAYALAM = posting(
    5,
    title="കൊച്ചിയിൽ ജോലി",
    text=TEXT,
    lang="ml",
    findings=(finding(TEXT, "പാസ്പോർട്ട് ഓഫീസിൽ സൂക്ഷിക്കും", "document_retention"),),
    mentions=(mention(TEXT, "98470 00105", "phone", "+919847000105"),),
)


def test_an_analyst_logs_in_searches_in_malayalam_narrows_and_reads(served, context):
    site, address = served
    site.index.deliver(MALAYALAM, overseas(6), overseas(7, district="Kollam"), run="1")
    requested, complaints = [], []
    context.on("request", lambda request: requested.append(request.url))
    context.on("console", lambda message: complaints.append(message.text))
    page = logged_in(context, address)

    page.fill("#q", "ജോലി")
    page.press("#q", "Enter")
    assert page.locator(".row").count() == 1
    assert page.locator(".row h2 .match").inner_text() == "ജോലി"

    page.fill("#q", "")
    page.click(".ask button")
    page.click(".facets a.value:has-text('Ernakulam')")
    assert page.locator(".row").count() == 2
    page.click(".chip")
    assert page.locator(".row").count() == 2
    page.click(".copies a")
    assert page.locator(".row").count() == 2, "the two with the same words"
    page.go_back()

    page.click(".row h2 a:has-text('ജോലി')")
    marked = page.locator(".text .finding")
    assert marked.inner_text() == "പാസ്പോർട്ട് ഓഫീസിൽ സൂക്ഷിക്കും"
    marked.click()
    assert page.url.endswith("#why-1")
    assert page.locator("#why-1").inner_text() == "പാസ്പോർട്ട് ഓഫീസിൽ സൂക്ഷിക്കും"
    assert "Noto Sans Malayalam" in fonts(page, ".text")

    page.click(".text .mention")
    assert page.locator("h1").inner_text() == "Phone +919847000105"
    assert page.locator(".row").count() == 1, "who else uses this phone"
    page.click("text=Log out")
    assert page.url.endswith("/login")
    assert [url for url in requested if not url.startswith(address)] == []
    assert complaints == []


def fonts(page: Page, selector: str) -> set[str]:
    """Return the fonts that really drew an element's letters."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    node = devtools.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    used = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {font["familyName"] for font in used}


def test_no_payload_runs_even_without_the_content_security_policy(served, context):
    site, address = served
    site.index.deliver(*(poisoned(n, p) for n, p in enumerate(PAYLOADS, 1)), run="1")
    twins = (poisoned(n + 100, p, title="t") for n, p in enumerate(PAYLOADS, 1))
    site.index.deliver(*twins, run="2")
    page = logged_in(context, address)
    page.set_content(f"<script>{TELL}</script>")
    assert page.evaluate("window.hit") == 1, "the payloads would tell"
    paths = [f"/?page={number}&open=contact&open=place" for number in range(1, 5)]
    paths += ["/map?open=place", "/network", "/today", contact_address("upi", PAYLOADS[0])]
    paths += [f"/posting/{poisoned(n, '').id}" for n in range(1, len(PAYLOADS) + 1)]
    for path in paths:
        page.goto(address + path)
        assert page.evaluate("window.hit") is None, path


def test_reviewing_takes_one_key(served, context):
    site, address = served
    other = overseas(7, text=f"{ADVERT} or come to the office on any weekday morning")
    site.index.deliver(MALAYALAM, overseas(6), other, run="1")
    page = logged_in(context, address, "/?sort=score")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator(".row.current h2").inner_text()
    assert page.locator(".row").nth(1).locator("h2").inner_text() == second
    page.keyboard.press("c")
    page.wait_for_selector(".row.current .verdict.confirmed")
    assert page.locator(".row.current h2").inner_text() == second, "back at the same row"

    page.keyboard.press("j")
    page.keyboard.press("d")
    page.keyboard.press("w")  # chooses "words misread"
    page.click(".row.current button[value=dismissed]")
    page.wait_for_selector(".row.current .verdict.dismissed")
    assert "words misread" in page.locator(".row.current .verdict").inner_text()

    page.keyboard.press("t")
    page.keyboard.type("gulf")
    page.keyboard.press("Enter")
    page.wait_for_selector(".row.current .tag")
    assert page.locator(".row.current .tag").inner_text() == "gulf"
    page.keyboard.press("x")
    page.click(".bulk button[value=reopened], .bulk button[value=confirmed]")
    page.wait_for_selector(".row.current .verdict.confirmed")

    page.keyboard.press("/")
    page.keyboard.type("jcd")
    assert page.input_value("#q") == "jcd", "keys type in a box"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("#keys").get_attribute("open") is not None
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    page.keyboard.press("o")
    page.wait_for_selector(".posting")
    assert page.locator(".history li").all_inner_texts()[1].startswith("confirmed by state")
