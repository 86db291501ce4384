"""Says how much the words of a posting speak for each category, by categories.yml.

Each cue that stands in the posting gives its category points. The learned model, which sees the
points beside the whole text, decides which one category a posting has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from adwatch import yamlfile
from adwatch.model import Category, Frozen
from classifiers.indicator import Sources, compile_all
from classifiers.lexicon import Lexicon
from classifiers.reading import Compiled, Meant, Reading, Sieve
from classifiers.vocabulary import load_vocabulary

FILE = Path(__file__).with_name("categories.yml")
ENOUGH = 3
"""Points below which a posting is about something else."""
MOST, IN_TITLE = 3, 2
"""How often one cue counts at most, and how much more a title says."""
SHARE = 0.5
"""Points, as a share of the winner's, that make another category plausible too."""


class CategoryFile(Frozen):
    """The content of categories.yml: cues by category and by the points that each gives."""

    source: str
    categories: Mapping[Category, Mapping[int, Sources]]


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern that speaks for a category."""

    category: Category
    points: int
    pattern: Compiled


Cues = Sieve[Cue]


def load_cues(lexicon: Lexicon) -> Cues:
    """Return all cues, their terms entered into the lexicon."""
    vocabulary = load_vocabulary()
    return Sieve(
        (pattern, Cue(category, points, pattern))
        for category, cues in yamlfile.load(FILE, CategoryFile).categories.items()
        for points, sources in cues.items()
        for pattern in compile_all(sources, lexicon, vocabulary, FILE)
    )


def points_of(reading: Reading, cues: Cues, meant: Meant) -> dict[Category, int]:
    """Return how much the words of a posting speak for each category."""
    points: dict[Category, int] = {"other": ENOUGH - 1}
    for cue in cues.left(reading.terms):
        places = list(islice(reading.matches(cue.pattern, meant), MOST))
        worth = sum(IN_TITLE if page.field == "title" else 1 for page, _ in places)
        points[cue.category] = points.get(cue.category, 0) + worth * cue.points
    return points


def plausible(points: Mapping[Category, int]) -> frozenset[Category]:
    """Return the categories in whose sense the words may be read.

    The category of a short posting is often a guess ("flat", "hotel"), and its signs must not hang
    on it: each category with more than half of the winner's points counts too.
    """
    least = SHARE * max(points.values())
    return frozenset(c for c, worth in points.items() if worth >= ENOUGH - 1 and worth > least)
