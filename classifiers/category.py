"""Decides what a posting is about: exactly one category, by the words of categories.yml.

Each cue that stands in the posting gives its category points. The category with most points wins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from adwatch import yamlfile
from adwatch.model import Category, Frozen
from classifiers.indicator import Patterns, compile_all
from classifiers.lexicon import Lexicon
from classifiers.reading import Compiled, Meant, Reading
from classifiers.vocabulary import load_vocabulary

FILE = Path(__file__).with_name("categories.yml")
ENOUGH = 3
"""Points below which a posting is about something else."""
MOST, IN_TITLE = 3, 2
"""How often one cue counts at most, and how much more a title says."""


class CategoryFile(Frozen):
    """The content of categories.yml: cues by category and by the points that each gives."""

    source: str
    categories: Mapping[Category, Mapping[int, Patterns]]


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern that speaks for a category."""

    category: Category
    points: int
    pattern: Compiled


def load_cues(lexicon: Lexicon) -> tuple[Cue, ...]:
    """Return all cues, their terms entered into the lexicon."""
    vocabulary = load_vocabulary()
    return tuple(
        Cue(category, points, pattern)
        for category, cues in yamlfile.load(FILE, CategoryFile).categories.items()
        for points, patterns in cues.items()
        for pattern in compile_all(patterns, lexicon, vocabulary, FILE)
    )


def categorise(reading: Reading, cues: tuple[Cue, ...], meant: Meant) -> Category:
    """Return the category of a posting."""
    points: dict[Category, int] = {"other": ENOUGH - 1}
    for cue in cues:
        places = list(islice(reading.matches(cue.pattern, meant), MOST))
        worth = sum(IN_TITLE if page.field == "title" else 1 for page, _ in places)
        points[cue.category] = points.get(cue.category, 0) + worth * cue.points
    return max(points, key=lambda category: points[category])
