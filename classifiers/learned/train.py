"""Trains a model and says, by families it had not seen, how good it is.

Everything that is chosen from data (when an indicator's head speaks, how much the concern head
adds) is chosen on log-odds of postings whose families the heads had not seen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import log_loss
from sklearn.model_selection import GroupKFold

from adwatch.labelled import Labelled
from adwatch.model import Category, Finding, Posting
from classifiers.encoder import Encoder
from classifiers.evaluate import Pair, Report, report_of
from classifiers.indicator import load_indicators
from classifiers.learned.features import Floats
from classifiers.learned.heads import fit
from classifiers.learned.likeness import by_likeness, likely, open_for, unexplained
from classifiers.learned.model import CATEGORIES, Calibration, Facts, Model, margins
from classifiers.learned.table import Sample, Table, families, table_of
from classifiers.score import Rules, addends_of, band_of, by_indicator, heard, load_rules, score_of

FOLDS = 4
LEAST_PRECISION = 0.7
"""Of the findings that a head adds to those of listed words."""
SMALLEST_CLASS = 12
SURE = 1.0
"""Of the concern head: three to one, where both kinds are equally frequent."""
SHARE = 0.15
"""Share of postings of concern that scores are calibrated for: among the training postings it is
far higher than on any site, in the demo town it is 0.14."""
BY_RULE = frozenset({"obfuscated_contact"})
"""Indicators that are a matter of form, not of meaning: likeness says nothing about them."""


@dataclass(frozen=True)
class Trained:
    """A model, and what it said of postings whose families it had not seen."""

    model: Model
    report: Report


@dataclass(frozen=True)
class Tuning:
    """When an indicator's head speaks, and how much the concern head adds."""

    thresholds: dict[str, float]
    concern: Calibration


def train(rows: Iterable[tuple[str, Labelled]], encoder: Encoder, jobs: int = 1) -> Trained:
    """Return a model of labelled postings with the names of their families; takes minutes."""
    table = table_of(rows, encoder)
    codes = _codes(table.samples)
    unseen = _unseen(table, codes, jobs)
    tuning = tune(table.samples, codes, unseen)
    concern = tuning.concern
    facts = Facts(
        encoder=encoder.name,
        data=table.fingerprint,
        rows=len(table.samples),
        families=len(set(families(table.samples))),
        indicators=tuple(codes),
        thresholds=tuning.thresholds,
        concern=concern,
        sure=concern.shift + concern.slope * SURE,
    )
    heads = fit(table, np.arange(len(table.samples)), codes, jobs)
    model = Model(facts, heads.vector, heads.points, heads.bias, heads.grams)
    return Trained(model, report_of(judge(table.samples, codes, unseen, tuning)))


def tune(samples: Sequence[Sample], codes: Sequence[str], unseen: Floats) -> Tuning:
    """Return what is chosen from log-odds of heads that had not seen the samples' families."""
    thresholds = _thresholds(samples, codes, unseen)
    found = [_likely(s, codes, row, thresholds) for s, row in zip(samples, unseen, strict=True)]
    return Tuning(thresholds, _calibrated(samples, found, unseen[:, 0]))


def judge(
    samples: Sequence[Sample], codes: Sequence[str], raw: Floats, tuning: Tuning
) -> list[Pair]:
    """Return what words and heads together say of each sample, beside its labels."""
    return [
        (s.row, _posting(s, _likely(s, codes, row, tuning.thresholds), row, tuning.concern))
        for s, row in zip(samples, raw, strict=True)
    ]


def _codes(samples: Sequence[Sample]) -> list[str]:
    shown = [code for sample in samples for code in sample.row.indicators or ()]
    return sorted(code for code in set(shown) - BY_RULE if shown.count(code) >= SMALLEST_CLASS)


def _unseen(table: Table, codes: Sequence[str], jobs: int) -> Floats:
    """Return what heads say of each sample that had not seen its family."""
    raw = np.zeros((len(table.samples), 1 + len(CATEGORIES) + len(codes)), dtype=np.float32)
    for seen, held in GroupKFold(FOLDS).split(raw, groups=families(table.samples)):
        raw[held] = fit(table, seen, codes, jobs).raw(table, held)
    return raw


def _thresholds(samples: Sequence[Sample], codes: Sequence[str], raw: Floats) -> dict[str, float]:
    """Return for each indicator the least log-odds at which its head does more good than harm."""
    first = 1 + len(CATEGORIES)
    found = {
        code: _threshold(samples, code, raw[:, first + place], raw)
        for place, code in enumerate(codes)
    }
    return {code: threshold for code, threshold in found.items() if threshold is not None}


def _threshold(samples: Sequence[Sample], code: str, logits: Floats, raw: Floats) -> float | None:
    """Return the threshold with the best F1 of words and head together."""
    judged = [
        (code in s.row.indicators, bool(_open(s, [code], row)), float(logit))
        for s, logit, row in zip(samples, logits, raw, strict=True)
        if s.row.indicators is not None
    ]
    by_words = [
        (code in s.row.indicators, code in {f.indicator for f in s.found})
        for s in samples
        if s.row.indicators is not None
    ]
    right = sum(shown and found for shown, found in by_words)
    said = sum(found for _, found in by_words)
    shown = sum(each for each, _ in by_words)
    best, best_f1 = None, 2 * right / max(said + shown, 1)
    added_right = added = 0
    for truth, open_, logit in sorted(judged, key=lambda each: -each[2]):
        if not open_:
            continue
        added, added_right = added + 1, added_right + truth
        f1 = 2 * (right + added_right) / (said + added + shown)
        if f1 > best_f1 and added_right / added >= LEAST_PRECISION:
            best, best_f1 = logit, f1
    return best


def _open(sample: Sample, codes: Iterable[str], raw: Floats) -> list[str]:
    """Return those of `codes` that likeness may add to a sample."""
    categories = sample.categories | {_category(raw)}
    return open_for(codes, categories, sample.found, sample.quiet)


def _category(raw: Floats) -> Category:
    return CATEGORIES[int(np.argmax(raw[1 : 1 + len(CATEGORIES)]))]


def _likely(
    sample: Sample, codes: Sequence[str], raw: Floats, thresholds: dict[str, float]
) -> list[Finding]:
    """Return a sample's findings: of listed words, and by likeness, with no span to speak of."""
    above = margins(raw[1 + len(CATEGORIES) :], codes, thresholds)
    rules = load_rules()
    sure = raw[0] >= SURE and unexplained(sample.found, rules)
    chosen = likely({code: above[code] for code in _open(sample, above, raw)}, sure)
    added = [
        by_likeness(load_indicators()[code], rules.likeness * part, "text", 0, 0, "")
        for code, part in chosen.items()
    ]
    return [*sample.found, *added]


def _calibrated(
    samples: Sequence[Sample], found: Sequence[Sequence[Finding]], raw: Floats
) -> Calibration:
    """Return shift and slope with which the scores are most likely right (Platt 1999)."""
    known = [place for place, sample in enumerate(samples) if sample.row.concern is not None]
    truth = [bool(samples[place].row.concern) for place in known]
    weights = _weights(truth)
    rules = load_rules()
    bases = [_without_model(found[place], rules) for place in known]

    def loss(parameters: tuple[float, float]) -> float:
        shift, slope = parameters
        logits = [
            base + heard(shift + slope * float(raw[place]), evidence, rules.model)
            for place, (base, evidence) in zip(known, bases, strict=True)
        ]
        return float(log_loss(truth, 1 / (1 + np.exp(-np.array(logits))), sample_weight=weights))

    shift, slope = minimize(loss, (0.0, 1.0), method="Nelder-Mead", tol=1e-3).x
    return Calibration(shift=float(shift), slope=float(slope))


def _weights(truth: Sequence[bool]) -> list[float]:
    """Return how much each posting counts, so that the share of concern is `SHARE`."""
    share = sum(truth) / len(truth)
    return [SHARE / share if each else (1 - SHARE) / (1 - share) for each in truth]


def _without_model(found: Sequence[Finding], rules: Rules) -> tuple[float, float]:
    """Return the logit without the model's term, and the evidence that lets the model speak."""
    addends = addends_of(found, load_indicators(), rules, 0.0, "")
    return sum(addend.value for addend in addends), sum(by_indicator(found, rules).values())


def _posting(
    sample: Sample, found: Sequence[Finding], raw: Floats, calibration: Calibration
) -> Posting:
    rules = load_rules()
    said = calibration.shift + calibration.slope * float(raw[0])
    addends = addends_of(found, load_indicators(), rules, said, "")
    score = score_of(addends)
    return sample.row.posting.model_copy(
        update={
            "findings": tuple(found),
            "addends": addends,
            "category": _category(raw),
            "score": score,
            "band": band_of(score, rules),
        }
    )
