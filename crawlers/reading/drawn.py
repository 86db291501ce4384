"""Tells whether a page is drawn by its scripts, and which of its buttons show more of an ad."""

import re
from typing import Final

from parsel import Selector

from crawlers.reading.markup import document, select, text_of
from crawlers.reading.naming import names

FEW_WORDS: Final = 200
"""Fewer characters than this, on a page with scripts, are a frame that scripts fill."""
_WANTS_SCRIPT: Final = re.compile(
    r"\b(?:enable|switch on|turn on|requires?|need)\b.*javascript", re.I
)
_MORE: Final = re.compile(
    r"^(?:load|show|view|see) more\b|^more (?:ads|results|items|posts)\b|^കൂടുതൽ|"
    r"^और (?:देखें|दिखा)|^மேலும்",
    re.IGNORECASE,
)
_SHOWS: Final = re.compile(
    r"^(?:click to |tap to )?(?:show|view|see|reveal|get|display|unlock)\b.{0,20}"
    r"\b(?:number|phone|contact|mobile|details)\b|നമ്പർ കാണ|नंबर (?:देख|दिख)|எண்ணை(?:க்)? காட்டு",
    re.IGNORECASE,
)


def is_drawn(body: str) -> bool:
    """Return whether the page, as it came without a browser, is a frame that scripts fill."""
    page = document(body)
    if not select(page, "script"):
        return False
    notes = " ".join(node.xpath("string()").get("") for node in select(page, "noscript"))
    frame = select(page, "#app, #root, #__next, #___gatsby, #__nuxt, app-root")
    empty = any(not text_of(node) for node in frame)
    words = sum(len(text_of(node)) for node in select(page, "p, li, td, h1, h2, h3, article"))
    return empty or (words < FEW_WORDS and (bool(_WANTS_SCRIPT.search(notes)) or not words))


def reveals(body: str) -> tuple[str, ...]:
    """Return selectors of the buttons that show an ad's telephone number."""
    page = document(body)
    buttons = select(page, "button, a, [role=button]")
    wanted = [node for node in buttons if _SHOWS.search(text_of(node))]
    return tuple(dict.fromkeys(_name(node) for node in wanted))


def loads_more(body: str) -> str:
    """Return the selector of the button that loads more of a list, or "" where there is none."""
    buttons = select(document(body), "button, [role=button], a:not([href]), a[href^='#']")
    return next((_name(node) for node in buttons if _MORE.search(text_of(node))), "")


def _name(button: Selector) -> str:
    named = [name for name in names(button.root) if name != button.root.tag and " " not in name]
    words = text_of(button).replace('"', "").split("\n")[0]
    return next(iter(named), f'//{button.root.tag}[contains(., "{words}")]')
