"""Writes CSS selectors for elements: the plainest that means these elements and no others."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from lxml import etree
from parsel import Selector

from crawlers.reading.markup import select

_PLAIN: Final = re.compile(r"[a-zA-Z][\w-]*")
# "row-8812", "css-1q2w3e", "active": names of one entry, of a build, of a state.
_PASSING: Final = re.compile(
    r"\d{3}|[a-z]+-(?=\w*\d)\w{5,}$|^(?:active|odd|even|first|last|new|current|js-|is-)", re.I
)
_LAYOUT: Final = re.compile(
    r"^(?:col|row|container|clearfix|d|m[btlrxy]?|p[btlrxy]?|w|h|text|flex|justify|align)(?:-|$)"
)
"""Names of widths and gaps, which the next design changes."""
_STEPS_UP: Final = 4


def name_all(page: Selector, elements: list[etree._Element]) -> str:
    """Return a selector that matches these elements of the page and no other links, or "".

    Others without a link (the head of a table) do no harm.
    """
    wanted = set(elements)
    for expression in _for_all(elements):
        matches = {match.root for match in select(page, expression)}
        if wanted <= matches and not any(_has_link(other) for other in matches - wanted):
            return expression
    return ""


def names(element: etree._Element) -> list[str]:
    """Return selectors that could name an element on any page of its kind, plainest first."""
    own = _names_of(element)
    above = [
        name for step in _above(element) for name in _names_of(step) if "." in name or "#" in name
    ]
    nested = [f"{outer} {element.tag}" for outer in above]
    return [*own, *nested] if own != [element.tag] else [*nested, *own]


def _has_link(element: etree._Element) -> bool:
    return element.tag == "a" or element.find(".//a") is not None


def _for_all(elements: list[etree._Element]) -> Iterator[str]:
    first = elements[0]
    shared = set.intersection(*(set(_names_of(element)) for element in elements))
    own = [name for name in _names_of(first) if name in shared]
    yield from (name for name in own if name != first.tag)
    for step in _above(first):
        for outer, name in ((outer, name) for outer in _names_of(step) for name in own):
            yield f"{outer} > {name}" if step is first.getparent() else f"{outer} {name}"


def _above(element: etree._Element) -> Iterable[etree._Element]:
    steps = (step for step in element.iterancestors() if step.tag not in ("html", "body"))
    return (step for step, _ in zip(steps, range(_STEPS_UP), strict=False))


def _names_of(element: etree._Element) -> list[str]:
    """Return `tag.class` for each lasting class, `tag#id`, `tag[itemprop=...]`, then the tag."""
    tag = str(element.tag)
    classes = [name for name in element.get("class", "").split() if _lasting(name)]
    by_property = [
        f'{tag}[{key}="{value}"]'
        for key in ("itemprop", "data-testid", "data-role")
        if _PLAIN.fullmatch(value := element.get(key, ""))
    ]
    identity = [f"{tag}#{element.get('id')}"] if _lasting(element.get("id", "")) else []
    return list(chain((f"{tag}.{name}" for name in classes), identity, by_property, [tag]))


def _lasting(name: str) -> bool:
    return bool(_PLAIN.fullmatch(name)) and not (_PASSING.search(name) or _LAYOUT.search(name))
