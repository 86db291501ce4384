"""An analyst's day from login to logout, in a real browser, with a real index and mail server."""

import json
import zipfile
from datetime import timedelta

import pytest

from adwatch.demo.mailbox import Mailbox
from search.alerts.digest import send_digests
from tests.search.alerts.samples import ADVERT, NOW, overseas
from tests.search.web.browsing import logged_in
from tests.search.web.test_browser import MALAYALAM

pytestmark = pytest.mark.slow


def test_a_day(served, context, tmp_path):
    site, address = served
    other = overseas(7, text=f"{ADVERT} or come to the office on any weekday morning")
    site.index.deliver(MALAYALAM, overseas(6), other, overseas(8, district="Kollam"), run="1")
    requested, complaints = [], []
    context.on("request", lambda request: requested.append(request.url))
    context.on("console", lambda message: complaints.append(message.text))

    page = logged_in(context, address, "/today", name="anu")
    page.click("text=wait for a decision")
    assert page.locator(".row").count() == 3, "of her own district alone"

    page.keyboard.press("/")
    page.fill("#q", "kochiyil joli")
    page.press("#q", "Enter")
    assert page.locator(".row h2").all_inner_texts() == ["കൊച്ചിയിൽ ജോലി"], "across scripts"
    page.fill("#q", "")
    page.press("#q", "Enter")
    page.click(".facets a.value:has-text('work abroad')")
    page.click(".facets a.not[aria-label='Leave out Malayalam']")
    assert page.locator(".row").count() == 2

    page.fill(".save input[name=title]", "Abroad, not Malayalam")
    page.click(".save button")
    assert page.get_by_role("link", name="Abroad, not Malayalam", exact=True).count() == 1
    page.click("text=Map and time")
    assert page.locator("a[aria-label='Ernakulam: 2']").count() == 1
    page.click("nav >> text=Network")
    assert page.locator(".leaf").count() == 2 and page.locator(".hub").count() >= 1
    page.go_back()
    page.click(".views >> text=List")
    page.wait_for_selector(".row")

    page.keyboard.press("?")
    assert page.locator("#keys dt").count() == 8
    page.keyboard.press("Escape")
    for key in "jxjx":
        page.keyboard.press(key)
    page.fill(".bulk input[name=tag]", "airport")
    page.click(".bulk button[value=tag]")
    page.wait_for_selector(".row .tag")
    assert page.locator(".row .tag").all_inner_texts() == ["airport", "airport"], "both at once"
    for key in "jjd":
        page.keyboard.press(key)
    page.keyboard.press("k")  # chooses "known to the unit"
    page.click(".row.current button[value=dismissed]")
    page.wait_for_function("document.querySelectorAll('.row').length == 1")
    assert page.locator(".row .tag").all_inner_texts() == ["airport"], "decided: no work any more"

    for key in "jko":
        page.keyboard.press(key)
    page.wait_for_selector(".posting")
    page.keyboard.press("c")
    page.wait_for_selector(".verdict.confirmed")
    page.keyboard.press("t")
    page.keyboard.type("gulf")
    page.keyboard.press("Enter")
    page.wait_for_selector(".posting .tag >> text=gulf")
    page.fill("#note", "Ask the airport desk")
    page.click("text=Add note")
    assert "Ask the airport desk" in page.locator(".note").inner_text()

    with Mailbox(tmp_path / "mail") as mailbox:
        own = {"smtp_port": mailbox.port, "web_url": address}
        settings = site.index.settings.model_copy(update=own)
        assert send_digests(settings, NOW, timedelta(days=1)).sent >= 1
        mail = next(m for m in mailbox.messages() if "ernakulam" in m["X-RcptTo"])
    links = mail.get_body(("plain",)).get_content().split()
    page.goto(next(word for word in links if "/posting/" in word))
    assert page.locator("article.posting h1").count() == 1, "the mail's link opens the posting"

    page.goto(f"{address}/?tag=gulf")
    page.click(".export summary")
    with page.expect_download() as download:
        page.click(".export button")
    with zipfile.ZipFile(download.value.path()) as packed:
        assert json.loads(packed.read("manifest.json"))["postings"] == 1
    page.click("text=Log out")
    assert page.url.endswith("/login")
    assert [url for url in requested if not url.startswith(address)] == [], "no other host"
    assert complaints == []
