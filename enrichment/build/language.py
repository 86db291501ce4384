"""Train `data/romanised.json`: letter n-grams that tell English from romanised Malayalam and Hindi.

Run by a developer, never at run time: `python enrichment/build/language.py ML_IN.dic` in an
environment with `wordfreq` (Apache-2.0) and `scikit-learn`; `ML_IN.dic` is the word list of
Debian's `hunspell-ml`. Native words are romanised by `enrichment.romanise` and respelt at random
as people do (aa for a, th for t, ...). The result holds rounded statistics of letters, no words.
"""

import json
import random
import sys
from pathlib import Path

import numpy
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from wordfreq import top_n_list, zipf_frequency  # type: ignore[import-not-found]

sys.path.insert(0, str(Path(__file__).parent.parent.parent))
from enrichment.normalise import folded

DATA = Path(__file__).parent.parent / "data"
LANGUAGES = ("en", "ml", "hi")
RESPELLINGS = (
    ("a", "aa"), ("th", "t"), ("t", "th"), ("ee", "i"), ("u", "oo"), ("i", "ee"), ("sh", "s"),
    ("v", "w"), ("zh", "l"), ("zh", "y"), ("kk", "k"), ("nn", "n"), ("ch", "chh"), ("nch", "nj"),
    ("mp", "mb"), ("nk", "ng"), ("u", ""), ("f", "ph"), ("dh", "d"), ("bh", "b"), ("ai", "e"),
)  # fmt: skip
LISTED_WEIGHT = 12.0
SMALLEST_WEIGHT = 0.08


def main(malayalam: Path) -> None:
    """Train and write the table; print the accuracy on held-out words."""
    chance = random.Random(7)  # noqa: S311 - respelling, not secrecy
    words = _english() + _hindi(chance) + _malayalam(malayalam, chance)
    chance.shuffle(words)
    held = len(words) // 20
    counter = CountVectorizer(analyzer="char_wb", ngram_range=(1, 4), min_df=12, binary=True)
    matrix = counter.fit_transform([word for word, _, _ in words[held:]])
    model = LogisticRegression(C=0.3, max_iter=300)
    model.fit(
        matrix,
        [label for _, label, _ in words[held:]],
        sample_weight=[weight for _, _, weight in words[held:]],
    )
    test = counter.transform([word for word, _, _ in words[:held]])
    print("held-out words:", model.score(test, [label for _, label, _ in words[:held]]))  # noqa: T201
    _write(counter, model)


def _write(counter: CountVectorizer, model: LogisticRegression) -> None:
    order = [list(model.classes_).index(each) for each in LANGUAGES]
    weights = {
        gram: [round(float(model.coef_[row][column]), 2) for row in order]
        for gram, column in sorted(counter.vocabulary_.items())
        if numpy.abs(model.coef_[:, column]).max() >= SMALLEST_WEIGHT
    }
    table = {
        "source": "enrichment/build/language.py: letter statistics of wordfreq 3.1.1 (en, hi), "
        "hunspell-ml 0.1 (ml, romanised) and data/reviewed/*glish.txt",
        "languages": LANGUAGES,
        "bias": [round(float(model.intercept_[row]), 2) for row in order],
        "ngrams": weights,
    }
    path = DATA / "romanised.json"
    path.write_text(json.dumps(table, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print(len(weights), "n-grams,", path.stat().st_size, "bytes")  # noqa: T201


def _english() -> list[tuple[str, str, float]]:
    return [
        (word, "en", max(zipf_frequency(word, "en") - 2, 0.5))
        for word in top_n_list("en", 40_000)
        if word.isascii() and word.isalpha()
    ]


def _listed(name: str, label: str) -> list[tuple[str, str, float]]:
    lines = (DATA / "reviewed" / name).read_text(encoding="utf-8").splitlines()
    return [
        (word, label, LISTED_WEIGHT)
        for line in lines
        if not line.startswith("#")
        for word in line.split()
    ]


def _hindi(chance: random.Random) -> list[tuple[str, str, float]]:
    found = _listed("hinglish.txt", "hi")
    for word in top_n_list("hi", 25_000):
        if "\u0900" <= word[0] <= "\u097f":
            weight = max(zipf_frequency(word, "hi") - 2.5, 0.5)
            found += [(latin, "hi", weight) for latin in _respelt(folded(word), chance)]
    return found


def _malayalam(path: Path, chance: random.Random) -> list[tuple[str, str, float]]:
    found = _listed("manglish.txt", "ml")
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    for word in chance.sample(lines, 30_000):
        if word and "\u0d00" <= word[0] <= "\u0d7f" and len(word) <= 18:
            found += [(latin, "ml", 0.8) for latin in _respelt(folded(word.split("/")[0]), chance)]
    return found


def _respelt(word: str, chance: random.Random) -> set[str]:
    other = word
    for old, new in chance.sample(RESPELLINGS, 4):
        other = other.replace(old, new, 1)
    return {each for each in (word, other) if each.isascii() and each.isalpha()}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
