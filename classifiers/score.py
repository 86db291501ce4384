"""The score: addends in log-odds that sum exactly to the logit of the score.

    logit(score) = intercept + what each indicator adds + what the text model adds

An indicator adds the weight of its finding once, and less for each repetition. Weak indicators
share a diminishing series too, so that all of them together stay below the threshold of the medium
band. A counter-indicator takes back at most half of what the indicators that it is `against` have
added. The text model may say the more the more evidence there is (`heard`): without any finding it
cannot lift a posting out of band none. So more evidence never lowers a score.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import model_validator

from adwatch import yamlfile
from adwatch.model import Addend, Band, Finding, Frozen
from classifiers.indicator import Indicator

FILE = Path(__file__).with_name("score.yml")
MODEL = "text model"
"""How the term of the text model begins; the model's version follows."""


class Hearing(Frozen):
    """How far the text model is heard, in log-odds.

    It takes back `least` at most; it adds `alone` at most without evidence, and `with_evidence`
    times what the findings have added on top of that.
    """

    least: float
    alone: float
    with_evidence: float


class Rules(Frozen):
    """The content of score.yml; `likeness` is the share of a weight for words that no list has."""

    source: str
    intercept: float
    repetition: float
    weak_series: float
    taken_back: float
    likeness: float
    model: Hearing
    bands: Mapping[Band, float]

    @model_validator(mode="after")
    def _silent_alone(self) -> Self:
        if _logistic(self.intercept + self.model.alone) > min(self.bands.values()):
            raise ValueError("the model alone would lift a posting without evidence out of none")
        return self


@cache
def load_rules() -> Rules:
    """Return the rules of the score."""
    return yamlfile.load(FILE, Rules)


def addends_of(
    findings: Sequence[Finding],
    indicators: Mapping[str, Indicator],
    rules: Rules,
    said: float,
    version: str,
) -> tuple[Addend, ...]:
    """Return the terms of the score, largest first after the intercept.

    `said` is what the text model of that `version` says, in log-odds beside the findings.
    """
    added = by_indicator(findings, rules)
    terms = added | _taken_back(added, findings, indicators, rules)
    terms[f"{MODEL} {version}"] = heard(said, sum(added.values()), rules.model)
    ordered = sorted(terms.items(), key=lambda term: (-term[1], term[0]))
    intercept = Addend(term="intercept", value=rules.intercept)
    return (intercept, *(Addend(term=term, value=value) for term, value in ordered))


def by_indicator(findings: Sequence[Finding], rules: Rules) -> dict[str, float]:
    """Return what each indicator adds; counter-indicators are not among them."""
    weights: dict[str, list[float]] = {}
    weak: set[str] = set()
    for finding in findings:
        if finding.strength != "counter":
            weights.setdefault(finding.indicator, []).append(finding.weight)
        if finding.strength == "weak":
            weak.add(finding.indicator)
    added = {code: max(w) * _series(len(w), rules.repetition) for code, w in weights.items()}
    ranked = sorted((code for code in added if code in weak), key=lambda code: -added[code])
    return added | {c: added[c] * rules.weak_series**rank for rank, c in enumerate(ranked)}


def _series(count: int, ratio: float) -> float:
    return float((1 - ratio**count) / (1 - ratio))


def heard(said: float, evidence: float, hearing: Hearing) -> float:
    """Return what the text model adds: what it says, bent to what the evidence lets it say.

    Grows with both, so that neither a clearer text nor another finding lowers a score.
    """
    most = hearing.alone + hearing.with_evidence * evidence if said > 0 else hearing.least
    return most * math.tanh(said / most)


def _taken_back(
    added: Mapping[str, float],
    findings: Sequence[Finding],
    indicators: Mapping[str, Indicator],
    rules: Rules,
) -> dict[str, float]:
    """Weak signs are left alone: they share a series, in which taking back could lower a score."""
    counters = {f.indicator: f.weight for f in findings if f.strength == "counter"}
    weak = {finding.indicator for finding in findings if finding.strength == "weak"}
    return {
        code: max(
            weight,
            -rules.taken_back
            * sum(added.get(other, 0.0) for other in indicators[code].against if other not in weak),
        )
        for code, weight in sorted(counters.items())
    }


def score_of(addends: Iterable[Addend]) -> float:
    """Return the score whose logit the addends sum to."""
    return _logistic(math.fsum(addend.value for addend in addends))


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def band_of(score: float, rules: Rules) -> Band:
    """Return the highest band whose threshold the score reaches."""
    reached = [band for band, threshold in rules.bands.items() if score >= threshold]
    return max(reached, key=lambda band: rules.bands[band], default="none")
