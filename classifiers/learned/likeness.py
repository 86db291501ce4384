"""Signs that no listed wording shows: the sentence that a head of the model knows best.

A head that speaks for the whole posting names the sentence that speaks most for it; the officer
reads that sentence and judges. Such a finding weighs less than one of listed words.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from adwatch.model import Category, Finding, TextField
from classifiers.context import Setting
from classifiers.indicator import Indicator, load_indicators
from classifiers.learned.features import Floats
from classifiers.learned.model import Facts
from classifiers.learned.view import Sentence
from classifiers.score import Rules, by_indicator

WHY = "reads like: {why} (no listed wording)"
TELLING = ("strong", "medium")
"""Strengths that can say by themselves why a posting is of concern."""
LITTLE = 1.0
GUESSED = 0.5
"""Share of a likeness's weight where the sign's own head stays below its threshold."""
FAR = 2.5
"""Log-odds below its threshold at which a head names nothing, however sure another is of concern:
of held-out guesses from farther below none of eleven was right, of nearer ones three of four."""
Say = Callable[[Sequence[Sentence]], Floats]
"""Log-odds of the indicators' heads for sentences, one row each."""


def open_for(
    codes: Iterable[str],
    categories: frozenset[Category],
    found: Sequence[Finding],
    quiet: frozenset[str],
) -> list[str]:
    """Return the indicators that likeness may add.

    They are of the category, not found in words, and not among those kept `quiet` by another sense.
    """
    there = {finding.indicator for finding in found} | quiet
    of = {code: load_indicators()[code].categories for code in codes if code not in there}
    return [code for code, own in of.items() if not own or categories & set(own)]


def likely(margins: Mapping[str, float], sure: bool) -> dict[str, float]:
    """Return the indicators that a posting reads like, each with the share of its weight.

    `margins` are the heads' log-odds above their thresholds. Where the model is `sure` of concern
    and nothing else says why, the likeliest sign is named even somewhat below its threshold.
    """
    speaking = {code: 1.0 for code, margin in margins.items() if margin >= 0}
    telling = [c for c in margins if load_indicators()[c].strength in TELLING]
    if sure and telling and not speaking.keys() & set(telling):
        likeliest = max(telling, key=lambda code: margins[code])
        if margins[likeliest] >= -FAR:
            speaking[likeliest] = GUESSED
    return speaking


def findings_by_likeness(
    looked_for: Mapping[str, float],
    sentences: Sequence[Sentence],
    facts: Facts,
    setting: Setting,
    share: float,
    say: Say,
) -> Iterator[Finding]:
    """Yield one finding an indicator; none where the posting or all its sentences warn or deny.

    `looked_for` holds indicators with shares of their weights, `share` is the part that any
    finding by likeness has.
    """
    meant = [s for s in sentences if setting.meant(s.page, (s.first, s.last), ())]
    if not (looked_for and meant):
        return
    said = say(meant) if len(meant) > 1 else None
    for code, part in looked_for.items():
        best = 0 if said is None else int(np.argmax(said[:, facts.indicators.index(code)]))
        page, span = meant[best].page, (meant[best].first, meant[best].last)
        start, end = page.raw(span)
        raw = page.words.text[start:end]
        yield by_likeness(load_indicators()[code], share * part, page.field, start, end, raw)


def by_likeness(
    indicator: Indicator, share: float, field: TextField, start: int, end: int, raw: str
) -> Finding:
    """Return the finding that names a place of the text."""
    return Finding(
        indicator=indicator.code,
        strength=indicator.strength,
        weight=indicator.weight * share,
        why=WHY.format(why=indicator.why.en),
        law=indicator.law,
        field=field,
        start=start,
        end=end,
        raw=raw,
    )


def unexplained(found: Sequence[Finding], rules: Rules) -> bool:
    """Say whether the findings of listed words say less than one of medium strength would."""
    return sum(by_indicator(found, rules).values()) < LITTLE
