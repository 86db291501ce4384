"""A stored response as words to read: pure functions.

What a site sent is hostile. Of its markup only the skeleton is kept (headings, paragraphs, lists,
tables), with no attribute at all, and it is shown in a sandboxed frame whose policy allows nothing
but one style sheet of ours. The bytes as received are for download.
"""

import base64
import hashlib
import json
from html import escape

from lxml import etree
from lxml import html as lxml_html

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;color-scheme:light dark;margin:1rem;"
    "overflow-wrap:anywhere}pre{white-space:pre-wrap}td,th{padding:.1rem .6rem .1rem 0}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; sandbox; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")
_KEPT = frozenset(
    "html body div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tr td th caption pre "
    "blockquote br hr b i strong em span section article header footer main".split()
)
_INLINE = frozenset("a abbr cite code font label mark q s small sub sup time u".split())
_DROPPED = etree.XPath(
    "//script|//style|//noscript|//template|//iframe|//object|//embed|//svg|//math|//head|//link"
    "|//meta|//base|//img|//picture|//video|//audio|//source|//input|//select|//textarea|//button"
)


def readable(body: bytes, content_type: str) -> str:
    """Return a page with the words of a response, whatever was sent."""
    kind = content_type.split(";", 1)[0].strip().lower()
    inside = _markup(body, content_type) if "html" in kind else _plain(body, kind)
    return f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style>{inside}'


def is_picture(content_type: str) -> bool:
    """Whether a response is a picture that the screens show."""
    return content_type.split(";", 1)[0].strip().lower() in PICTURES


def _plain(body: bytes, kind: str) -> str:
    text = body.decode("utf-8", "replace")
    if "json" in kind:
        try:
            text = json.dumps(json.loads(text), ensure_ascii=False, indent=1)
        except (ValueError, RecursionError):
            return f"<pre>{escape(text)}</pre>"
    return f"<pre>{escape(text)}</pre>"


def _markup(body: bytes, content_type: str) -> str:
    charset = content_type.partition("charset=")[2].split(";")[0].strip(" \"'") or None
    try:
        parser = lxml_html.HTMLParser(encoding=charset, remove_comments=True, remove_pis=True)
    except LookupError:  # a charset that nobody knows
        parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        tree = lxml_html.document_fromstring(body, parser)
    except etree.ParserError:  # nothing that could be markup
        return _plain(body, "text")
    for element in _DROPPED(tree):
        element.drop_tree()
    for element in tree.iter():
        element.attrib.clear()
        if element.tag not in _KEPT:
            element.tag = "span" if element.tag in _INLINE else "div"
    return str(lxml_html.tostring(tree, encoding="unicode"))
