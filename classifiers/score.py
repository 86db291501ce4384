"""The score: addends in log-odds that sum exactly to the logit of the score.

    logit(score) = intercept + what each indicator adds + what combinations add

An indicator adds its weight once, and less for each repetition. Weak indicators share a
diminishing series too, so that all of them together stay below the threshold of the medium band.
A counter-indicator takes back at most half of what the indicators that it is `against` have added,
so that more evidence never lowers a score.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from adwatch import yamlfile
from adwatch.model import Addend, Band, Finding, Frozen
from classifiers.indicator import Indicator

FILE = Path(__file__).with_name("score.yml")


class Combination(Frozen):
    """Indicators that say more together; each group needs one of its members."""

    name: str
    groups: tuple[tuple[str, ...], ...]
    weight: float


class Rules(Frozen):
    """The content of score.yml."""

    source: str
    intercept: float
    repetition: float
    weak_series: float
    taken_back: float
    bands: Mapping[Band, float]
    combinations: tuple[Combination, ...]


@cache
def load_rules() -> Rules:
    """Return the rules of the score."""
    return yamlfile.load(FILE, Rules)


def addends_of(
    findings: Sequence[Finding], indicators: Mapping[str, Indicator], rules: Rules
) -> tuple[Addend, ...]:
    """Return the terms of the score, largest first after the intercept."""
    added = _by_indicator(findings, indicators, rules)
    added |= _combined(added, rules)
    added |= _taken_back(added, findings, indicators, rules)
    terms = sorted(added.items(), key=lambda term: (-term[1], term[0]))
    intercept = Addend(term="intercept", value=rules.intercept)
    return (intercept, *(Addend(term=term, value=value) for term, value in terms))


def _by_indicator(
    findings: Sequence[Finding], indicators: Mapping[str, Indicator], rules: Rules
) -> dict[str, float]:
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.indicator] = counts.get(finding.indicator, 0) + 1
    added = {
        code: indicators[code].weight * _series(count, rules.repetition)
        for code, count in counts.items()
        if indicators[code].strength != "counter"
    }
    weak = sorted((c for c in added if indicators[c].strength == "weak"), key=lambda c: -added[c])
    return added | {c: added[c] * rules.weak_series**rank for rank, c in enumerate(weak)}


def _series(count: int, ratio: float) -> float:
    return float((1 - ratio**count) / (1 - ratio))


def _combined(added: Mapping[str, float], rules: Rules) -> dict[str, float]:
    return {
        f"together: {combination.name}": combination.weight
        for combination in rules.combinations
        if all(any(code in added for code in group) for group in combination.groups)
    }


def _taken_back(
    added: Mapping[str, float],
    findings: Iterable[Finding],
    indicators: Mapping[str, Indicator],
    rules: Rules,
) -> dict[str, float]:
    counters = {f.indicator for f in findings if indicators[f.indicator].strength == "counter"}
    return {
        code: max(
            indicators[code].weight,
            -rules.taken_back * sum(added.get(other, 0.0) for other in indicators[code].against),
        )
        for code in sorted(counters)
    }


def score_of(addends: Iterable[Addend]) -> float:
    """Return the score whose logit the addends sum to."""
    logit = math.fsum(addend.value for addend in addends)
    return 1 / (1 + math.exp(-logit))


def band_of(score: float, rules: Rules) -> Band:
    """Return the highest band whose threshold the score reaches."""
    reached = [band for band, threshold in rules.bands.items() if score >= threshold]
    return max(reached, key=lambda band: rules.bands[band], default="none")
