"""Two or more names of persons on offer, joined as a list: "Mimi and Coco", "Elena, Kim, Bella"."""

from collections.abc import Iterator
from itertools import pairwise

from adwatch.model import Mention
from classifiers.indicator import Parts
from classifiers.reading import Meant, Place, Reading

BETWEEN = 3
"""Most characters between two names of a list, joining words aside."""


def find(reading: Reading, meant: Meant, parts: Parts) -> Iterator[Place]:
    """Yield lists of different names."""
    mentions = reading.posting.mentions
    towns = {(m.field, m.start) for m in mentions if m.kind == "place"}
    names = [m for m in mentions if m.kind == "name" and (m.field, m.start) not in towns]
    joins = {page.raw(span) for page, span in reading.any_of(parts["and"])}
    for one, other in pairwise(sorted(names, key=lambda name: (name.field, name.start))):
        if one.value != other.value and _joined(reading, one, other, joins):
            yield from _between(reading, one, other, meant)


def _joined(reading: Reading, one: Mention, other: Mention, joins: set[tuple[int, int]]) -> bool:
    if one.field != other.field:
        return False
    gap = getattr(reading.posting, one.field)[one.end : other.start]
    start = one.end + len(gap) - len(gap.lstrip())
    if (start, start + len(gap.strip())) in joins:
        return True
    return gap.strip() in (",", "&", "+", "/") and len(gap) <= BETWEEN


def _between(reading: Reading, one: Mention, other: Mention, meant: Meant) -> Iterator[Place]:
    for page, first in reading.place_of(one):
        for _, last in reading.place_of(other):
            if meant(page, (first[0], last[1]), ()):
                yield page, (first[0], last[1])
