"""axe-core finds no serious fault (WCAG 2.2 A and AA) on any page, in light and in dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from adwatch.evidence import EvidenceWriter, Exchange
from search.web.marks import contact_address
from tests.search.alerts.samples import NOW, finding, mention, overseas, posting
from tests.search.web.browsing import logged_in

pytestmark = pytest.mark.slow

TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""All that another colour scheme can change."""
CHILD = "Boy of 14 for shop work, ask Example Nair 98470 00103"


def page_paths(sha256: str) -> list[str]:
    mine = f"/posting/{overseas(1).id}"
    return [
        "/today",
        "/?open=place&open=contact&open=age&district=Ernakulam&not.lang=ml",
        "/?q=%22mistake",
        "/?q=nothing-of-it",
        mine,
        f"{mine}/captures/{sha256}",
        f"/posting/{posting(7).id}",
        contact_address("phone", "+919847000101"),
        "/map?band=high",
        "/network",
        "/batch",
        "/audit",
        "/account",
        "/posting/none",
    ]


@pytest.fixture
def stocked(served):
    site, address = served
    with EvidenceWriter(site.index.settings.evidence, "demo-ads", "r") as writer:
        page = Exchange(url="https://x.example", status=200, body=b"<p>x", fetched_at=NOW)
        sha256 = writer.put(page).sha256
    place = mention(overseas(1).text, "Overseas", "place", "Kochi")
    first = overseas(1, captures=(sha256,))
    first = first.model_copy(update={"mentions": (*first.mentions, place)})
    child = posting(7, text=CHILD, findings=(finding(CHILD, "Boy of 14", "minor"),))
    site.index.deliver(first, overseas(2), child, run="1")
    site.post(site.logged_in("super"), f"/posting/{overseas(2).id}/review", verdict="confirmed")
    return address, sha256


def faults(page, options=TAGS) -> list[str]:
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{fault['id']}: {node['target']} {node['html'][:120]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize(("scheme", "options"), [("light", TAGS), ("dark", CONTRAST)])
def test_no_page_has_a_serious_fault(stocked, context, scheme, options):
    address, sha256 = stocked
    login = context.new_page()
    login.emulate_media(color_scheme=scheme)
    login.goto(f"{address}/login")
    assert faults(login, options) == []
    page = logged_in(context, address, name="super")
    page.emulate_media(color_scheme=scheme)
    for path in page_paths(sha256):
        page.goto(address + path)
        assert faults(page, options) == [], path


def test_the_pages_in_malayalam_have_none_either(stocked, context):
    address, _ = stocked
    page = logged_in(context, address, name="super")
    page.click("text=മലയാളം")
    for path in ("/", f"/posting/{overseas(1).id}"):
        page.goto(address + path)
        assert page.locator("html").get_attribute("lang") == "ml"
        assert faults(page) == [], path
