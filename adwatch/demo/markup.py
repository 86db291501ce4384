"""How the microblog turns words into HTML, as Mastodon does: hashtags, mentions, links."""

import re
from html import escape

from anyascii import anyascii

_WORD = r"[\w\u0900-\u097F\u0B80-\u0BFF\u0D00-\u0D7F\u200C\u200D]"
_TAG = re.compile(rf"(?<![\w&/])#({_WORD}+)")
_MENTION = re.compile(r"(?<![\w@./])@([a-z0-9_]+)")
_LINK = re.compile(r"(?:https?://|\bwa\.me/|\bt\.me/)[\w./?=&%+-]+")
_PIECES = re.compile(f"(?P<link>{_LINK.pattern})|{_TAG.pattern}|{_MENTION.pattern}")


def tags(text: str) -> tuple[str, ...]:
    """Return the hashtags of a text, folded and each once."""
    return tuple(dict.fromkeys(name.casefold() for name in _TAG.findall(text)))


def mentions(text: str) -> tuple[str, ...]:
    """Return the accounts that a text names, each once."""
    return tuple(dict.fromkeys(_MENTION.findall(text)))


def username(author: str) -> str:
    """Return an account's name in the letters that Mastodon allows."""
    return re.sub(r"[^a-z0-9]+", "_", anyascii(author).lower()).strip("_")


def content(text: str, root: str) -> str:
    """Return the text as a status's HTML; `root` is the microblog's address."""
    paragraphs = re.split(r"\n{2,}", text)
    return "".join(f"<p>{_inline(p, root)}</p>" for p in paragraphs)


def _inline(text: str, root: str) -> str:
    parts, last = [], 0
    for found in _PIECES.finditer(text):
        parts += [escape(text[last : found.start()]), _anchor(found, root)]
        last = found.end()
    return "".join([*parts, escape(text[last:])]).replace("\n", "<br />")


def _anchor(found: re.Match[str], root: str) -> str:
    link, tag, mention = found["link"], found[2], found[3]
    if tag:
        address = f"{root}tags/{tag.casefold()}"
        return f'<a href="{address}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'
    if mention:
        address = f"{root}@{mention}"
        anchor = f'<a href="{address}" class="u-url mention">@<span>{mention}</span></a>'
        return f'<span class="h-card">{anchor}</span>'
    address = escape(link if link.startswith("http") else f"https://{link}")
    return f'<a href="{address}" rel="nofollow noopener" target="_blank">{escape(link)}</a>'
