"""Reads HTML that may be hostile: nothing is executed, and bad nesting loses nothing after it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from lxml import etree
from lxml.html import HtmlElement, HTMLParser
from parsel import Selector
from parsel.csstranslator import HTMLTranslator

from crawlers.draft import Unreadable
from crawlers.reading.address import absolute

DEEPEST: Final = 200
_SKIPPED: Final = frozenset(
    {"script", "style", "noscript", "template", "head", "svg", "iframe", "object"}
)
INLINE: Final = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp small "
    "span strike strong sub sup time tt u var wbr".split()
)
_SET_APART: Final = frozenset({"a", "label", "span", "time"})
_IMPLIED_END: Final = frozenset(
    "area base br col embed hr img input link meta param source track wbr "
    "p li dt dd tr td th thead tbody tfoot option optgroup colgroup".split()
)
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,30})[^<>]*>")


def check_expression(expression: str) -> str:
    """Return a CSS or XPath expression unchanged.

    Raises:
        ValueError: it is neither.

    """
    if expression:
        _xpath(expression)
    return expression


def document(body: str) -> Selector:
    """Return the page's tree.

    Raises:
        Unreadable: the text is not HTML.

    """
    if not _TAG.search(body):
        raise Unreadable("not HTML")
    root, whole = _parse(body)
    if not whole:
        # libxml2 drops what is nested too deep and everything after it without a word.
        root, _ = _parse(flatten(body))
    if root is None:
        raise Unreadable("not HTML")
    return Selector(root=root, type="html")


def flatten(body: str, deepest: int = DEEPEST) -> str:
    """Return HTML in which no more than `deepest` elements are open at once; text is kept."""
    pieces: list[str] = []
    depth = end = 0
    for tag in _TAG.finditer(body):
        closing, name = tag.group(1), tag.group(2).lower()
        if name in _IMPLIED_END or tag.group().endswith("/>"):
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > deepest or (closing and depth == deepest):
            pieces += (body[end : tag.start()], " ")
            end = tag.end()
    return "".join((*pieces, body[end:]))


def select(node: Selector, expression: str) -> list[Selector]:
    """Return the matches of a CSS or XPath expression inside a node; none for ""."""
    return list(node.xpath(_xpath(expression))) if expression else []


def values(node: Selector, expression: str) -> list[str]:
    """Return the matches as text: attribute values and text nodes as such, elements rendered."""
    found = (text_of(match) for match in select(node, expression))
    return [value for value in found if value]


def value(node: Selector, expression: str) -> str:
    """Return the first match as text, or ""."""
    return next(iter(values(node, expression)), "")


def base_of(page: Selector, url: str) -> str:
    """Return what the page's relative addresses count from: its <base>, else its own address."""
    return absolute(value(page, "base::attr(href)"), url) or url


def text_of(node: Selector) -> str:
    """Return what a reader sees: one line a block, no script, spaces collapsed."""
    root = node.root
    raw = "".join(_pieces(root)) if isinstance(root, etree._Element) else str(root)
    lines = (" ".join(line.split()) for line in raw.split("\n"))
    return "\n".join(line for line in lines if line)


def _parse(body: str) -> tuple[HtmlElement | None, bool]:
    """Return the tree, and whether all of the page is in it."""
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    data = body.replace("\0", "").encode("utf-8", "replace")
    root = etree.fromstring(data, parser)
    whole = all(entry.type_name != "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    return root, whole


def _pieces(root: etree._Element) -> Iterator[str]:
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        breaks = "" if element.tag in INLINE or element.tag in _SKIPPED else "\n"
        if event == "end":
            yield breaks
            yield (element.tail or "") if element is not root else ""
        elif element.tag in _SKIPPED:
            walk.skip_subtree()
        else:
            yield breaks or (" " if parted(element) else "")
            yield element.text or ""


def parted(element: etree._Element) -> bool:
    """Return whether an inline element follows another with nothing between them.

    `<span>Kochi</span><span>2 hours ago</span>` is set apart by style sheets, which we do not read.
    """
    before = element.getprevious() if element.tag in _SET_APART else None
    return before is not None and before.tag in _SET_APART and not before.tail


@lru_cache(maxsize=1024)
def _xpath(expression: str) -> str:
    """Return the XPath of an expression, relative to a node."""
    if expression.startswith(("/", "./", "(")):
        path = f".{expression}" if expression.startswith("/") else expression
    else:
        path = _from_css(expression)
    try:
        etree.XPath(path)
    except etree.XPathError as error:
        raise ValueError(f"not an XPath expression ({error})") from error
    return path


def _from_css(expression: str) -> str:
    try:
        return str(HTMLTranslator().css_to_xpath(expression))
    except Exception as error:  # cssselect raises several unrelated types
        raise ValueError(f"not a CSS selector ({error})") from error
