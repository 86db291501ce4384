"""A contact's page over a real index."""

import pytest

from search.web.marks import contact_address
from tests.search.alerts.samples import overseas
from tests.search.web.payloads import PAYLOADS, poisoned
from tests.search.web.test_injection import elements

pytestmark = pytest.mark.slow

ADDRESS = contact_address("phone", "+919847000101")


def test_a_contacts_page_shows_its_postings_of_the_units_districts(site):
    site.index.deliver(overseas(1), overseas(2, district="Kollam"), run="1")
    everywhere = site.logged_in("state").get(ADDRESS).text
    assert "2 postings" in everywhere
    here = site.logged_in("anu").get(ADDRESS).text
    assert "1 posting first seen from 2026-11-24" in here
    assert "Kollam: 1" not in here and overseas(2).id not in here


@pytest.mark.parametrize(
    ("name", "address", "status"),
    [
        ("anu", "/contact/phone/%2B910000000000", 404),
        ("anu", "/contact/shoe/41", 400),
        ("audit", ADDRESS, 403),
    ],
)
def test_what_cannot_be_shown_is_said(site, name, address, status):
    assert site.logged_in(name).get(address).status_code == status


def test_no_payload_becomes_an_element(site):
    harmless = poisoned(0, "words", title="t", text="free words visa")
    site.index.deliver(*(poisoned(n, p) for n, p in enumerate(PAYLOADS, 1)), harmless, run="1")
    client = site.logged_in()
    known = elements(client.get(contact_address("upi", "words")).text) | {"nav", "strong"}
    for payload in PAYLOADS:
        answer = client.get(contact_address("upi", payload))
        # A line break is in no route, and in no contact that an extractor finds.
        assert answer.status_code == (404 if "\n" in payload else 200), payload
        assert elements(answer.text) - known <= {"section@class", "section@role"}
