"""Each indicator's worked examples, run through the whole assessment."""

import pytest

from adwatch.model import Posting
from classifiers.assessor import in_words, signs_of
from classifiers.book import load_book
from classifiers.docs import PAGE, page
from classifiers.indicator import load_indicators
from enrichment import enrich

LANGUAGES = {"en", "ml", "hi", "ta", "ml-Latn", "hi-Latn"}
INDICATORS = [i for i in load_indicators().values() if i.scope == "posting"]
FIRES = [(i.code, t) for i in INDICATORS for texts in i.examples.fires.values() for t in texts]
QUIET = [(i.code, quiet) for i in INDICATORS for quiet in i.examples.quiet]


def codes(text):
    """Examples hold for listed words; what the model adds by likeness is measured elsewhere."""
    signs = signs_of(enrich(Posting(id="1", text=text)), load_book())
    return {finding.indicator for finding in in_words(signs, load_book())}


@pytest.mark.parametrize(("code", "text"), FIRES)
def test_it_fires(code, text):
    assert code in codes(text)


@pytest.mark.parametrize(("code", "quiet"), QUIET)
def test_it_stays_quiet(code, quiet):
    assert code not in codes(quiet.text), quiet.because


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.code)
def test_it_has_examples_in_each_language_and_of_other_senses(indicator):
    assert set(indicator.examples.fires) == LANGUAGES
    assert len(indicator.examples.quiet) >= 6


def test_the_page_of_indicators_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m classifiers.docs"
