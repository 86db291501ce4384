"""The postings that models are trained on, all written for this project.

Some are written one by one (`data/training`), some as families of variants: one posting with
alternatives in braces, `{Kochi|Calicut}` (`data/families`). Both name the family that a posting
belongs to; a family stays on one side of every split, so that a model is never tested on another
wording of what it has seen. Variants are taken in a fixed order: the corpus is the same everywhere.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import Field

from adwatch import yamlfile
from adwatch.labelled import Labelled
from adwatch.model import Category, Frozen, stable_id

FOLDER = Path(__file__).with_name("data")
VARIANTS = 5
_CHOICE = re.compile(r"\{([^{}]*)\}")


class Family(Frozen):
    """One posting with its labels and, in a family file, the alternatives of its words.

    `words` are those that show an indicator, where the writer marked them.
    """

    id: str = ""
    family: str
    lang: str
    concern: bool
    category: Category
    indicators: tuple[str, ...]
    words: Mapping[str, str] = Field(default_factory=dict)
    title: str = ""
    text: str


class TrainingFile(Frozen):
    """A file of postings that are written one by one."""

    provenance: str
    postings: tuple[Family, ...]


def load_families(folder: Path = FOLDER / "families") -> list[Family]:
    """Return all families, in the order of the files."""
    return [
        Family.model_validate_json(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def load_corpus() -> list[tuple[str, Labelled]]:
    """Return all training postings with the names of their families."""
    single = [
        posting
        for path in sorted((FOLDER / "training").glob("*.yml"))
        for posting in yamlfile.load(path, TrainingFile).postings
    ]
    alone = [(f.family, _labelled(f, f.id, f.title, f.text)) for f in single]
    return alone + list(variants(load_families()))


def variants(families: Sequence[Family]) -> Iterator[tuple[str, Labelled]]:
    """Yield different wordings of each family with the family's name."""
    for family in families:
        seen: set[tuple[str, str]] = set()
        for number in range(VARIANTS):
            words = _fill(family.title, family, number), _fill(family.text, family, number)
            if words not in seen:
                seen.add(words)
                yield family.family, _labelled(family, f"{family.family}-{number}", *words)


def _labelled(family: Family, name: str, title: str, text: str) -> Labelled:
    return Labelled(
        id=name,
        title=title,
        text=text,
        lang=family.lang,
        concern=family.concern,
        indicators=family.indicators,
        category=family.category,
    )


def _fill(template: str, family: Family, number: int) -> str:
    def choose(match: re.Match[str]) -> str:
        choices = match.group(1).split("|")
        drawn = int(stable_id(family.family, str(match.start()))[:8], 16)
        return choices[(drawn + number) % len(choices)]

    return _CHOICE.sub(choose, template)
