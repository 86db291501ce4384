"""Reads signs of trafficking out of one posting: `assess` adds findings, a category and a score.

A sign is something for an officer to look at, never proof, and each finding names the exact words.
"""

from adwatch.model import Finding, Posting
from classifiers.book import load_book
from classifiers.category import category_of, plausible, points_of
from classifiers.context import setting_of
from classifiers.findings import findings_of
from classifiers.indicator import load_indicators
from classifiers.reading import read
from classifiers.score import addends_of, band_of, load_rules, score_of

__all__ = ["assess"]


def assess(posting: Posting) -> Posting:
    """Return the posting with findings, category, addends, score and band.

    Pure and idempotent: findings of an earlier assessment are replaced; those that need linked
    postings are kept and counted.
    """
    book = load_book()
    reading = read(posting, book.lexicon)
    setting = setting_of(reading, book.context)
    points = points_of(reading, book.cues, setting.asserted)
    found = findings_of(reading, book.detectors, plausible(points), setting)
    findings = (*found, *_of_linked_postings(posting))
    rules = load_rules()
    addends = addends_of(findings, load_indicators(), rules)
    score = score_of(addends)
    return posting.model_copy(
        update={
            "category": category_of(points),
            "findings": findings,
            "addends": addends,
            "score": score,
            "band": band_of(score, rules),
        }
    )


def _of_linked_postings(posting: Posting) -> list[Finding]:
    return [finding for finding in posting.findings if finding.postings]
