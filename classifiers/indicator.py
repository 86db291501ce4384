"""What an indicator file holds, and how all of them are loaded and compiled together."""

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from adwatch import yamlfile
from adwatch.errors import Trouble
from adwatch.model import Category, Frozen, Strength
from classifiers.lexicon import Lexicon
from classifiers.pattern import Language, PatternError, Vocabulary, parse
from classifiers.reading import Compiled, Meant, Patterns, Place, Reading, Sieve, compile_pattern
from classifiers.vocabulary import load_vocabulary

FOLDER = Path(__file__).with_name("indicators")
Sources = Mapping[Language, tuple[str, ...]]
"""Patterns as a file writes them."""
Parts = Mapping[str, Patterns]
"""Patterns that logic asks for by name; their words stand in the indicator's file."""
Find = Callable[[Reading, Meant, Parts], Iterator[Place]]
"""The logic of an indicator for which words do not do; it may ask whether words are meant."""


def _no_section_8(law: str) -> str:
    if law.startswith("ITPA") and "s.8" in law.replace(" ", ""):
        raise ValueError("ITPA s.8 reaches the exploited person and is never suggested")
    return law


class Bilingual(Frozen):
    """One sentence in the two languages of the officers."""

    en: str
    ml: str


class Quiet(Frozen):
    """A text on which the indicator must not fire, and the reason."""

    text: str
    because: str


class Examples(Frozen):
    """Worked examples; the tests run each one through the whole assessment."""

    fires: Mapping[Language, tuple[str, ...]] = Field(default_factory=dict)
    quiet: tuple[Quiet, ...] = ()


class Indicator(Frozen):
    """One sign to be looked at by an officer, as its file describes it.

    `weight` is what one occurrence adds to the logit of the score. `categories` are those in which
    the words mean what the indicator means; none named: all. `unless` holds patterns of other
    senses, which keep it quiet when they stand anywhere in the posting. `parts` are patterns for
    the logic in the Python file beside, by name.
    """

    code: str
    title: Bilingual
    strength: Strength
    weight: float
    scope: Literal["posting", "corpus"] = "posting"
    categories: tuple[Category, ...] = ()
    against: tuple[str, ...] = ()
    law: tuple[Annotated[str, AfterValidator(_no_section_8)], ...] = ()
    source: str = Field(min_length=1)
    why: Bilingual
    patterns: Sources = Field(default_factory=dict)
    unless: Sources = Field(default_factory=dict)
    parts: Mapping[str, Sources] = Field(default_factory=dict)
    examples: Examples = Examples()


@dataclass(frozen=True, slots=True)
class Detector:
    """An indicator ready to be looked for."""

    indicator: Indicator
    patterns: Patterns
    unless: Patterns
    parts: Parts
    find: Find | None

    def places(self, reading: Reading, meant: Meant) -> Iterator[Place]:
        """Yield where the indicator shows, other senses aside; places may overlap."""
        yield from reading.any_of(self.patterns, meant)
        if self.find:
            yield from self.find(reading, meant, self.parts)


@cache
def load_indicators() -> dict[str, Indicator]:
    """Return all indicators by code, in the order of their file names.

    Raises:
        Trouble: a file does not fit; names file, line and key.

    """
    found = {path.stem: yamlfile.load(path, Indicator) for path in sorted(FOLDER.glob("*.yml"))}
    for stem, indicator in found.items():
        if stem != indicator.code:
            raise Trouble(f"{FOLDER / stem}.yml: code is {indicator.code!r}.", "Name both alike.")
    return found


def load_detectors(lexicon: Lexicon) -> tuple[Detector, ...]:
    """Return the detectors of all posting-scope indicators, entered into the lexicon."""
    return tuple(
        _detector(indicator, lexicon)
        for indicator in load_indicators().values()
        if indicator.scope == "posting"
    )


def _detector(indicator: Indicator, lexicon: Lexicon) -> Detector:
    def compiled(sources: Sources) -> Patterns:
        patterns = compile_all(sources, lexicon, load_vocabulary(), _path(indicator))
        return Sieve((pattern, pattern) for pattern in patterns)

    return Detector(
        indicator,
        compiled(indicator.patterns),
        compiled(indicator.unless),
        {name: compiled(sources) for name, sources in indicator.parts.items()},
        _logic(indicator),
    )


def compile_all(
    sources: Sources, lexicon: Lexicon, vocabulary: Vocabulary, path: Path
) -> tuple[Compiled, ...]:
    """Return compiled patterns.

    Raises:
        Trouble: one of them cannot be read; names the file.

    """
    try:
        return tuple(
            compile_pattern(parse(source, language, vocabulary), lexicon)
            for language, written in sources.items()
            for source in written
        )
    except PatternError as error:
        raise Trouble(
            f"{path}: {error}.", "See classifiers/pattern.py for the language."
        ) from error


def _path(indicator: Indicator) -> Path:
    return FOLDER / f"{indicator.code}.yml"


def _logic(indicator: Indicator) -> Find | None:
    """Return `find` of the Python file beside the indicator's, where words do not do."""
    if not _path(indicator).with_suffix(".py").exists():
        return None
    find: Find = importlib.import_module(f"classifiers.indicators.{indicator.code}").find
    return find
