"""HTML as sites write it, and as they should not."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.draft import Unreadable
from crawlers.reading.markup import (
    check_expression,
    document,
    flatten,
    select,
    text_of,
    value,
    values,
)


def text(body: str) -> str:
    return text_of(document(body))


TEXTS = [
    ("<div>a <b>b</b>c</div>", "a bc", "inline elements do not break a line"),
    ("<div>a<br>b</div>", "a\nb", "a break does"),
    ("<p>a<p>b", "a\nb", "unclosed paragraphs"),
    ("<ul><li>1<li>2</ul>x", "1\n2\nx", "unclosed entries"),
    ("<div>  a\n\n  b </div>", "a\nb", "lines of the source stay lines, spaces collapse"),
    ("<div>a<script>b</script>c</div>", "ac", "scripts are not read"),
    ("<div>a<style>b</style><noscript>d</noscript>c</div>", "ac", "nor styles, nor noscript"),
    ("<div>a<!-- b -->c</div>", "ac", "nor comments"),
    ("<div>a&nbsp;&amp;&#3374;</div>", "a &മ", "entities"),
    ("<div>മുറി&zwj;വാടക</div>", "മുറി\u200dവാടക", "joiners stay: they are letters' parts"),
    ("<div>a\0b</div>", "ab", "no NUL"),
    ("<table><tr><td>Price<td>500</table>", "Price\n500", "cells"),
    ("<p>a</b></i></div>b</p>", "ab", "stray ends"),
    ("<div title='a>b'>c</div>", "c", "a bracket in an attribute"),
]


@pytest.mark.parametrize(("body", "expected", "why"), TEXTS)
def test_a_reader_sees(body, expected, why):
    assert text(body) == expected, why


@pytest.mark.parametrize("body", ["", "   ", "plain words", "{}", "\x00\x01", "a < b > c"])
def test_what_is_not_html_is_unreadable(body):
    with pytest.raises(Unreadable):
        document(body)


@pytest.mark.parametrize("depth", [10, 199, 200, 256, 300, 2048, 3000, 50_000])
def test_nothing_is_lost_in_or_after_a_deep_nest(depth):
    nest = "<div>" * depth + "<p>inside</p>" + "</div>" * depth
    page = document(f"<html><body><p>before</p>{nest}<p>after</p></body></html>")
    assert [text_of(p) for p in select(page, "p")] == ["before", "inside", "after"]


def test_a_nest_that_never_closes_is_survived():
    page = document("<div>" * 60_000 + "<p>inside</p>")
    assert value(page, "p") == "inside"


@given(st.text(alphabet="<>/abdivp \"='&;x", max_size=300))
def test_any_soup_is_read_or_unreadable(soup):
    with contextlib.suppress(Unreadable):
        text(soup)


@given(st.integers(1, 400), st.integers(1, 20))
def test_flattening_keeps_text_and_bounds_depth(depth, deepest):
    body = "<div>" * depth + "x" + "</div>" * depth + "<p>y</p>"
    flat = flatten(body, deepest)
    assert flat.count("<div>") == flat.count("</div>") == min(depth, deepest)
    bare = flat.replace("<div>", "").replace("</div>", "").replace(" ", "")
    assert bare == "x<p>y</p>"


PAGE = document(
    '<div id=a><a href="/1">one</a><a href="/2">two</a></div><div id=b><a href="/3">three</a></div>'
)
SELECTED = [
    ("#a a::attr(href)", ["/1", "/2"]),
    ("#a a::text", ["one", "two"]),
    ("#b", ["three"]),
    ("//a/@href", ["/1", "/2", "/3"]),
    ("(//a)[last()]", ["three"]),
    ("//a[contains(., 't')]", ["two", "three"]),
    ("a.none", []),
    ("", []),
]


@pytest.mark.parametrize(("expression", "expected"), SELECTED)
def test_css_and_xpath_select_the_same_way(expression, expected):
    assert values(PAGE, expression) == expected


def test_an_xpath_stays_inside_its_node():
    inner = select(PAGE, "#a")[0]
    assert values(inner, "//a/@href") == ["/1", "/2"]


@pytest.mark.parametrize("wrong", ["a[", "//a[", "::nope(", "a:has(", "("])
def test_a_wrong_expression_is_told(wrong):
    with pytest.raises(ValueError, match="not a"):
        check_expression(wrong)
