"""The posting page: its evidence, its relatives, who looked, and the reason asked for a child."""

import re
from datetime import timedelta

import pytest

from adwatch.evidence import EvidenceWriter, Exchange
from adwatch.model import Capture
from search.desk.audit import rows
from search.desk.db import open_desk
from tests.search.alerts.samples import NOW, finding, overseas, posting

pytestmark = pytest.mark.slow
PAGE = b"<h1>Maid wanted</h1><script>bad()</script><img src=//evil.example/x>"
PNG = b"\x89PNG\r\n\x1a\n rest"


def stored(site, body: bytes, kind="response", content_type="text/html") -> Capture:
    with EvidenceWriter(site.index.settings.evidence, "demo-ads", kind) as writer:
        return writer.put(
            Exchange(
                url="https://ads.example/1",
                status=200,
                response_headers=(("Content-Type", content_type),),
                body=body,
                fetched_at=NOW,
                kind=kind,
            )
        )


@pytest.fixture
def kept(site):
    captures = (stored(site, PAGE), stored(site, PNG, "screenshot", "image/png"))
    made = overseas(1, captures=(*(c.sha256 for c in captures), "0" * 64))
    site.index.deliver(made, overseas(2), overseas(3, district="Kollam"), run="1")
    return site, made, captures


def test_the_page_shows_evidence_relatives_and_who_looked(kept):
    site, made, (page, picture) = kept
    site.logged_in("super").get(f"/posting/{made.id}")
    text = site.logged_in("anu").get(f"/posting/{made.id}").text
    for capture in (page, picture):
        assert f"/posting/{made.id}/captures/{capture.sha256}" in text
    assert "kept on another machine" in text
    assert f"/posting/{overseas(2).id}" in text
    assert overseas(3).id not in text, "of another unit"
    assert "by super" in text and "by anu" in text
    assert "why document_retention" in text


def test_a_stored_page_is_shown_in_a_closed_frame(kept):
    site, made, (page, _) = kept
    client = site.logged_in("anu")
    own = f"/posting/{made.id}/captures/{page.sha256}"
    outer = client.get(own)
    assert re.search(r"<iframe[^>]* sandbox title=", outer.text)
    assert "Maid wanted" not in outer.text and page.sha256 in outer.text
    frame = client.get(f"{own}/frame")
    assert "Maid wanted" in frame.text
    assert "bad()" not in frame.text and "evil.example" not in frame.text
    policy = frame.headers["content-security-policy"]
    assert "sandbox" in policy and "default-src 'none'" in policy
    assert frame.headers["x-frame-options"] == "SAMEORIGIN"
    received = client.get(f"{own}/bytes")
    assert received.content == PAGE
    assert received.headers["content-type"] == "application/octet-stream"
    assert received.headers["content-disposition"].startswith("attachment")


def test_a_screenshot_is_veiled_until_it_is_asked_for(kept):
    site, made, (_, picture) = kept
    client = site.logged_in("anu")
    own = f"/posting/{made.id}/captures/{picture.sha256}"
    assert '<label class="veil"><input type="checkbox">' in client.get(own).text
    received = client.get(f"{own}/bytes")
    assert (received.content, received.headers["content-type"]) == (PNG, "image/png")


@pytest.mark.parametrize("what", ["", "/frame", "/bytes"])
def test_evidence_is_for_those_who_see_the_posting(kept, what):
    site, made, (page, _) = kept
    assert (
        site.logged_in("binu").get(f"/posting/{made.id}/captures/{page.sha256}{what}").status_code
        == 404
    )
    anu = site.logged_in("anu")
    assert anu.get(f"/posting/{overseas(2).id}/captures/{page.sha256}{what}").status_code == 404
    assert anu.get(f"/posting/{made.id}/captures/{'0' * 64}{what}").status_code == 404


CHILD_TEXT = "Boy of 14 for shop work, ask Example Nair 98470 00103"


@pytest.fixture
def child(site):
    found = (finding(CHILD_TEXT, "Boy of 14", "minor"),)
    capture = stored(site, PAGE)
    made = posting(7, text=CHILD_TEXT, findings=found, captures=(capture.sha256,))
    site.index.deliver(made, run="1")
    return site, made, capture


def test_what_may_concern_a_child_is_opened_for_a_reason(child):
    site, made, capture = child
    client = site.logged_in("anu")
    asked = client.get(f"/posting/{made.id}").text
    assert "Example Nair" not in asked and "POCSO Act s.23" in asked
    assert client.get(f"/posting/{made.id}/captures/{capture.sha256}/bytes").status_code == 404
    assert site.post(client, f"/posting/{made.id}/open", reason=" ").status_code == 400
    answer = site.post(client, f"/posting/{made.id}/open", reason="on duty")
    assert answer.headers["location"] == f"/posting/{made.id}"
    assert "Example Nair" in client.get(f"/posting/{made.id}").text
    assert "Example Nair" not in site.logged_in("super").get(f"/posting/{made.id}").text, "her own"
    acts = [(row.act, row.details) for row in rows(open_desk(site.index.settings))]
    assert ("open", "on duty") in acts


def test_the_language_is_chosen_for_all_pages(site):
    site.index.deliver(overseas(1), run="1")
    client = site.logged_in("anu")
    assert '<html lang="en">' in client.get("/").text
    answer = site.post(client, "/language", language="ml", next="//evil.example")
    assert answer.headers["location"] == "/"
    page = client.get(f"/posting/{overseas(1).id}").text
    assert '<html lang="ml">' in page
    assert "സൂചനയായി സ്ഥിരീകരിക്കുക" in page
    assert site.post(client, "/language", language="xx").status_code == 400


def changed(site, before, after):
    """Deliver a posting, and an hour later the same one in other words."""
    site.index.deliver(before, run="1")
    later = after.model_copy(update={"captured_at": NOW + timedelta(hours=1)})
    site.index.deliver(later, run="2")


def test_the_words_it_had_before_are_shown_as_a_difference(site):
    before = posting(1, title="Wanted", text="Age 18 <b>only</b> for shop work")
    changed(site, before, posting(1, title="Wanted", text="Age 21 <i>only</i> for shop work"))
    client = site.logged_in("anu")
    text = client.get(f"/posting/{before.id}").text
    assert "<del> 18 &lt;b&gt;only&lt;/b&gt;</del><ins> 21 &lt;i&gt;only&lt;/i&gt;</ins>" in text
    assert "never changed" not in text
    listed = client.get("/?q=shop").text
    assert "21" in listed and "Age 18" not in listed
    exported = site.post(client, "/export", state="q=shop", format="jsonl").text
    assert "Age 18" not in exported


def test_words_that_never_changed_have_no_difference(site):
    site.index.deliver(posting(1), run="1")
    text = site.logged_in("anu").get(f"/posting/{posting(1).id}").text
    assert "never changed" in text and "<del>" not in text


def test_a_sign_of_a_child_in_earlier_words_asks_for_the_reason_too(site):
    before = posting(7, text=CHILD_TEXT, findings=(finding(CHILD_TEXT, "Boy of 14", "minor"),))
    changed(site, before, posting(7, text="Helper for shop work"))
    client = site.logged_in("anu")
    asked = client.get(f"/posting/{before.id}").text
    assert "Example Nair" not in asked and "POCSO Act s.23" in asked
    site.post(client, f"/posting/{before.id}/open", reason="on duty")
    assert "Example Nair" in client.get(f"/posting/{before.id}").text
