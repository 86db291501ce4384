"""Decides whether words that match an indicator mean it: one mechanism for all indicators.

Three things keep a match quiet: it is negated within its clause ("no advance", "പാസ്പോർട്ട് വാങ്ങില്ല");
its sentence warns or reports ("never hand over your passport"); or the whole posting is about the
matter instead of an offer (news, awareness, training, counselling). The words are in context.yml.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from adwatch import yamlfile
from adwatch.model import Frozen
from classifiers.indicator import Sources, compile_all
from classifiers.lexicon import Lexicon, Span
from classifiers.reading import Page, Patterns, Reading, Sieve
from classifiers.vocabulary import load_vocabulary

FILE = Path(__file__).with_name("context.yml")
BEFORE, AFTER = 4, 3
"""Most words between a negation and what it negates."""
ENOUGH = 2
"""Points of cues that make a posting one about the matter."""


class Negation(Frozen):
    """Words that negate what follows, what stands before, and phrases in which they do not."""

    before: Sources
    after: Sources
    not_negating: Sources


class ContextFile(Frozen):
    """The content of context.yml."""

    source: str
    negation: Negation
    warning: Sources
    about: Mapping[str, Mapping[int, Sources]]


@dataclass(frozen=True, slots=True)
class Context:
    """The compiled file."""

    before: Patterns
    after: Patterns
    not_negating: Patterns
    warning: Patterns
    about: tuple[tuple[int, Patterns], ...]


def load_context(lexicon: Lexicon) -> Context:
    """Return the context rules, their terms entered into the lexicon."""
    file = yamlfile.load(FILE, ContextFile)

    def compiled(sources: Sources) -> Patterns:
        patterns = compile_all(sources, lexicon, load_vocabulary(), FILE)
        return Sieve((pattern, pattern) for pattern in patterns)

    return Context(
        compiled(file.negation.before),
        compiled(file.negation.after),
        compiled(file.negation.not_negating),
        compiled(file.warning),
        tuple(
            (points, compiled(sources))
            for cues in file.about.values()
            for points, sources in cues.items()
        ),
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """What the context rules found in one posting."""

    about_the_matter: bool
    warned: frozenset[tuple[str, int]]
    before: tuple[tuple[str, Span], ...]
    after: tuple[tuple[str, Span], ...]

    def meant(self, page: Page, span: Span, terms: Iterable[int]) -> bool:
        """Say whether the words of a span, found as these terms, are meant as an offer."""
        warned = (page.field, page.words.sentences[span[0]]) in self.warned
        return not (self.about_the_matter or warned) and self.asserted(page, span, terms)

    def asserted(self, page: Page, span: Span, terms: Iterable[int]) -> bool:
        """Say whether the words of a span are free of negation ("no outcall" negates itself)."""
        return not any(
            field == page.field and not page.covers(terms, place, span)
            for field, place in chain(
                (n for n in self.before if _just_before(page, n[1], span)),
                (n for n in self.after if _just_after(page, n[1], span)),
            )
        )


def _just_before(page: Page, place: Span, span: Span) -> bool:
    clauses = page.words.clauses
    same_clause = place[1] <= len(clauses) and clauses[place[1] - 1] == clauses[span[0]]
    return span[0] - BEFORE <= place[1] <= span[1] and same_clause


def _just_after(page: Page, place: Span, span: Span) -> bool:
    clauses = page.words.clauses
    inside = place[0] < span[1]
    same_clause = place[0] < len(clauses) and clauses[place[0]] == clauses[span[1] - 1]
    return span[0] <= place[0] < span[1] + AFTER and (inside or same_clause)


def setting_of(reading: Reading, context: Context) -> Setting:
    """Return what the context rules say about a posting."""
    cancelled = _places(reading, context.not_negating)
    return Setting(
        sum(points for points, cues in context.about if _places(reading, cues)) >= ENOUGH,
        frozenset(
            (page.field, page.words.sentences[span[0]])
            for page, span in reading.any_of(context.warning)
        ),
        _outside(_places(reading, context.before), cancelled),
        _outside(_places(reading, context.after), cancelled),
    )


def _places(reading: Reading, patterns: Patterns) -> tuple[tuple[str, Span], ...]:
    return tuple((page.field, span) for page, span in reading.any_of(patterns))


def _outside(
    places: tuple[tuple[str, Span], ...], cancelled: tuple[tuple[str, Span], ...]
) -> tuple[tuple[str, Span], ...]:
    return tuple(
        (field, span)
        for field, span in places
        if not any(f == field and s[0] <= span[0] and span[1] <= s[1] for f, s in cancelled)
    )
