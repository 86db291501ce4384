"""A stored response becomes words: nothing of the site's that acts is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from search.web.archived import POLICY, is_picture, readable
from tests.search.web.payloads import PAYLOADS

HTML = "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("body", "content_type", "shown", "hidden"),
    [
        ("<h1>Maid</h1><p>Call <b>now</b>", HTML, ["<h1>Maid</h1>", "<b>now</b>"], []),
        ("<p onclick=x() style=y>hi", HTML, ["<p>hi"], ["onclick", "style=y"]),
        ("<a href=//evil.example>go</a>", HTML, ["<span>go</span>"], ["evil"]),
        ("<img src=//evil.example/1.png>text", HTML, ["text"], ["evil", "<img"]),
        ("<link rel=preconnect href=//evil.example>t", HTML, ["t"], ["evil"]),
        ("<meta http-equiv=refresh content='0;//evil.example'>t", HTML, ["t"], ["evil"]),
        (
            "<form action=//evil.example><input value=secret>t</form>",
            HTML,
            ["t"],
            ["evil", "secret"],
        ),
        ("<custom-tag>words</custom-tag>", HTML, ["<div>words</div>"], ["custom"]),
        ("കൊച്ചി", HTML, ["കൊച്ചി"], []),
        (
            '{"title": "ജോലി", "n": 1}',
            "application/json",
            ['"title": "ജോലി"'.replace('"', "&quot;")],
            [],
        ),
        ("{broken", "application/json", ["{broken"], []),
        ("<b>not markup</b>", "text/plain", ["&lt;b&gt;"], ["<b>"]),
        ("", HTML, ["<pre></pre>"], []),
    ],
)
def test_what_is_shown(body, content_type, shown, hidden):
    page = readable(body.encode(), content_type)
    for words in shown:
        assert words in page
    for words in hidden:
        assert words not in page


def test_the_charset_that_the_site_names_is_used():
    assert "é" in readable("<p>é</p>".encode("latin-1"), "text/html; charset=latin-1")
    assert "x" in readable(b"<p>x</p>", "text/html; charset=no-such-thing")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_keeps_an_attribute_or_an_element_that_acts(payload):
    tree = html.document_fromstring(readable(f"<p>x</p>{payload}".encode(), HTML))
    for element in tree.body.iter():
        assert not element.attrib
        assert element.tag not in ("script", "img", "svg", "iframe", "style", "form", "input", "a")


@given(st.binary(max_size=200), st.sampled_from([HTML, "text/html", "application/json", "x", ""]))
def test_any_bytes_become_a_page(body, content_type):
    assert readable(body, content_type).startswith("<!doctype html>")


def test_the_frames_policy_lets_nothing_run_or_load():
    assert "default-src 'none'" in POLICY
    assert "sandbox;" in POLICY and "allow-" not in POLICY and "unsafe" not in POLICY


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("image/png", True),
        ("IMAGE/JPEG; x=1", True),
        ("image/svg+xml", False),
        ("text/html", False),
    ],
)
def test_a_drawing_that_can_hold_scripts_is_no_picture(content_type, expected):
    assert is_picture(content_type) is expected
