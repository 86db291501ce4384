"""The postings that models are trained on, made from families that people wrote for this project.

A family is one posting with alternatives in braces: `{Kochi|Calicut}`. Its variants are taken in a
fixed order, so that the corpus is the same everywhere. All variants of a family stay on one side of
every split: a model is never tested on another wording of what it has seen.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from adwatch.model import Category, Frozen, stable_id
from classifiers.evaluate import Expected, Labelled

FOLDER = Path(__file__).with_name("data")
VARIANTS = 5
_CHOICE = re.compile(r"\{([^{}]*)\}")


class Family(Frozen):
    """One line of a family file: the text with its alternatives, and its labels."""

    family: str
    lang: str
    concern: bool
    category: Category
    indicators: tuple[str, ...]
    title: str
    text: str


def load_families(folder: Path = FOLDER / "families") -> list[Family]:
    """Return all families, in the order of the files."""
    return [
        Family.model_validate_json(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def load_labelled(path: Path) -> list[Labelled]:
    """Return the labelled postings of a JSON Lines file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Labelled.model_validate_json(line) for line in lines if line.strip()]


def variants(families: Sequence[Family]) -> Iterator[tuple[str, Labelled]]:
    """Yield different wordings of each family with the family's name."""
    for family in families:
        seen: set[tuple[str, str]] = set()
        for number in range(VARIANTS):
            words = _fill(family.title, family, number), _fill(family.text, family, number)
            if words not in seen:
                seen.add(words)
                yield family.family, _labelled(family, number, *words)


def _labelled(family: Family, number: int, title: str, text: str) -> Labelled:
    expected = Expected(
        concern=family.concern, indicators=family.indicators, category=family.category
    )
    name = f"{family.family}-{number}"
    return Labelled(id=name, title=title, text=text, lang=family.lang, expected=expected)


def _fill(template: str, family: Family, number: int) -> str:
    def choose(match: re.Match[str]) -> str:
        choices = match.group(1).split("|")
        drawn = int(stable_id(family.family, str(match.start()))[:8], 16)
        return choices[(drawn + number) % len(choices)]

    return _CHOICE.sub(choose, template)
