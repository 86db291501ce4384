"""Hostile words in every field are words and nothing else."""

from html.parser import HTMLParser

import pytest

from tests.search.web.payloads import PAYLOADS, poisoned

pytestmark = pytest.mark.slow


class Elements(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self):
        super().__init__()
        self.seen = set()

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        assert tag != "script" or dict(attributes)["src"] == "/static/keys.js"
        for name, value in attributes:
            self.seen.add(f"{tag}@{name}")
            if name in ("href", "src", "action"):
                assert (value or "").startswith(("/", "#")), f"{tag} {name}={value!r}"


def elements(html: str) -> set[str]:
    parser = Elements()
    parser.feed(html)
    return parser.seen


@pytest.fixture
def poisoned_site(site):
    harmless = poisoned(0, "words", title="t", text="free words visa")
    site.index.deliver(*(poisoned(n, p) for n, p in enumerate(PAYLOADS, 1)), harmless, run="1")
    return site


def test_no_payload_becomes_an_element_or_attribute(poisoned_site):
    client = poisoned_site.logged_in()
    known = elements(client.get("/?q=text:words").text)
    known |= elements(client.get(f"/posting/{poisoned(0, '').id}").text)
    known |= {"nav@aria-label", "a@rel", "meta", "span", "input@value", "option@selected"}
    pages = [client.get(f"/?page={page}").text for page in range(1, 5)]
    pages += [
        client.get(f"/posting/{poisoned(n, '').id}").text for n in range(1, len(PAYLOADS) + 1)
    ]
    assert len(PAYLOADS) >= 50
    for html in pages:
        assert elements(html) - known <= {"nav", "nav@class", "strong"}, html


def test_no_payload_in_the_address_does_either(site):
    client = site.logged_in()
    known = elements(client.get("/?q=%22&band=x&not.band=y").text)
    known |= elements(client.get("/?q=nothing&band=x&not.band=y").text)
    for payload in PAYLOADS:
        for asked in ({"q": payload}, {"district": payload, "not.source": payload}):
            answer = client.get("/", params=asked)
            assert answer.status_code in (200, 400), payload
            assert elements(answer.text) <= known
        login = client.get("/login", params={"next": payload})
        assert elements(login.text) == elements(client.get("/login").text)
