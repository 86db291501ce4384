"""Train `data/names/model.json`, the tagger of names.

Run by a developer, never at run time: `python enrichment/build/names.py`, in adwatch's own
environment; takes two minutes. `names_samples.py` composes what it learns from. Chance is seeded,
so that the same files give the same model; their fingerprint stands in it, and a test compares.
`tests/enrichment/heldout/names*.yml` are never read here.
"""

import hashlib
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parent.parent.parent))
from enrichment import tables
from enrichment.build.names_samples import BACKGROUND, TEMPLATES, Sample, compose
from enrichment.context import Context
from enrichment.names.features import PARTS, Key, Reading, candidates, keys, read
from enrichment.names.lexicon import entry_of
from enrichment.normalise import plain

LISTS = [tables.DATA / "names.yml", *sorted((tables.DATA / "names").glob("*.txt"))]
HIDDEN_WORDS, BLUR = 0.6, 0.4
"""Shares of the words that are taken from the lexicon, or from what stands around a name."""
NEIGHBOURS = (1, 2, 3, 4)
"""The parts of the features that are about the words around."""
FEWEST, SMALLEST, STRENGTH = 4, 0.04, 0.6
LEANING = 1.0
"""Added to the odds: the samples hold more names of shops than postings do."""


def main() -> None:
    """Train and write the model."""
    samples = list(compose(random.Random(20)))  # noqa: S311 - samples, not secrecy
    features, labels = zip(*(each for sample in samples for each in _examples(sample)), strict=True)
    counter = CountVectorizer(analyzer=lambda listed: listed, min_df=FEWEST, binary=True)
    matrix = counter.fit_transform(features)
    model = LogisticRegression(C=STRENGTH, max_iter=300, solver="liblinear").fit(matrix, labels)
    print(len(samples), "texts,", len(labels), "words,", model.score(matrix, labels))  # noqa: T201
    _write(counter, model)


def _write(counter: CountVectorizer, model: LogisticRegression) -> None:
    weights = {
        feature: round(float(model.coef_[0][column]), 2)
        for feature, column in sorted(counter.vocabulary_.items())
        if abs(model.coef_[0][column]) >= SMALLEST
    }
    table = {
        "source": "enrichment/build/names.py: weights learnt from names_templates.yml, "
        "names_background.yml and data/names/*.txt",
        "fingerprint": fingerprint(),
        "bias": round(float(model.intercept_[0]) + LEANING, 2),
        "weights": weights,
    }
    path = tables.DATA / "names" / "model.json"
    path.write_text(json.dumps(table, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print(len(weights), "weights,", path.stat().st_size, "bytes")  # noqa: T201


def fingerprint() -> str:
    """Return the SHA-256 over the files of names and sentences that the model is made from."""
    digest = hashlib.sha256()
    for path in (TEMPLATES, BACKGROUND, *LISTS):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _examples(sample: Sample) -> Iterator[tuple[list[str], bool]]:
    """Yield the features and the label of each word that may be a name."""
    context = Context("text", sample.text, plain(sample.text))
    reading = read(context)
    spans = [context.plain.span(start, end) for _, start, end in context.words]
    inside = [any(low <= first < high for low, high in sample.names) for first, _ in spans]
    if sample.hidden:
        _hide(reading, inside, sample.hidden)
    last = -1
    for place in candidates(reading):
        found = keys(place, reading, last)
        if sample.blur and (inside[place] or not reading.entries[place].is_name):
            found = _blurred(found, sample.blur)
        features = [each for part, key in zip(PARTS, found, strict=True) for each in part(*key)]
        yield features, inside[place]
        last = place if inside[place] else last


def _hide(reading: Reading, inside: list[bool], chance: random.Random) -> None:
    """Take some names from the lexicon, so that what stands around them must tell."""
    for place, named in enumerate(inside):
        word = reading.context.words[place][0]
        if named and len(word) > 1 and chance.random() < HIDDEN_WORDS:
            kind = "" if word.isascii() else chance.choice(("", "m", "m", "m", "k"))
            reading.entries[place] = entry_of(kind, word, len(word))


def _blurred(found: tuple[Key, ...], chance: random.Random) -> tuple[Key, ...]:
    """Return the keys with some words taken out, so that no single word is relied upon."""
    blurred = []
    for at, key in enumerate(found):
        gone = chance.random() < BLUR
        if at == 0 and gone:
            key = ("", *key[1:])
        elif at in NEIGHBOURS and gone and "b" not in key[2]:
            key = (key[0], "", *key[2:])
        blurred.append(key)
    return tuple(blurred)


if __name__ == "__main__":
    main()
