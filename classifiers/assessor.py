"""Puts an assessment together: the words' findings, the learned model, the score."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from adwatch.errors import Trouble
from adwatch.model import Category, Finding, Posting
from adwatch.vectors import pack
from classifiers.book import Book, load_book
from classifiers.category import plausible, points_of
from classifiers.context import Setting, setting_of
from classifiers.encoder import Encoder
from classifiers.findings import findings_of, in_order, kept_quiet
from classifiers.indicator import load_indicators
from classifiers.learned.features import Floats, grams
from classifiers.learned.likeness import findings_by_likeness, likely, open_for, unexplained
from classifiers.learned.model import CATEGORIES, Model, Said
from classifiers.learned.view import Sentence, View, sentences_of, view_of
from classifiers.reading import Reading, read
from classifiers.score import addends_of, band_of, load_rules, score_of


@dataclass(frozen=True, slots=True)
class Signs:
    """What words alone say of a posting."""

    reading: Reading
    setting: Setting
    points: dict[Category, int]

    @property
    def vector(self) -> Floats:
        """The categories' points as the model sees them: cut at ten, from 0 to 1."""
        points = [min(self.points.get(category, 0), 10) / 10 for category in CATEGORIES]
        return np.array(points, dtype=np.float32)


def signs_of(posting: Posting, book: Book) -> Signs:
    """Return what words alone say of a posting."""
    reading = read(posting, book.lexicon)
    setting = setting_of(reading, book.context)
    return Signs(reading, setting, points_of(reading, book.cues, setting.asserted))


def in_words(signs: Signs, book: Book) -> list[Finding]:
    """Return what listed words alone find."""
    return findings_of(signs.reading, book.detectors, plausible(signs.points), signs.setting)


class Assessor:
    """Assesses postings with one encoder and one model. May be used by several threads."""

    def __init__(self, encoder: Encoder, model: Model) -> None:
        """Put the two together.

        Raises:
            Trouble: the model was trained with another encoder.

        """
        if model.facts.encoder != encoder.name:
            raise Trouble(
                f"The model was trained with the encoder {model.facts.encoder},"
                f" but the encoder here is {encoder.name}.",
                "Run 'adwatch train', or set ADWATCH_ENCODER back.",
            )
        self._encoder, self._model = encoder, model
        self._book, self._rules = load_book(), load_rules()

    @property
    def version(self) -> str:
        """The model's version."""
        return self._model.version

    def __call__(self, posting: Posting) -> Posting:
        """Return the posting with findings, category, addends, score, band and embedding.

        Pure and idempotent: findings of an earlier assessment are replaced; those that need linked
        postings are kept and counted.
        """
        signs = signs_of(posting, self._book)
        view = view_of(signs.reading, self._book.community)
        vector = self._encoder.embed([view.text])
        said = self._said([view], vector, signs.vector[None])
        category = CATEGORIES[int(np.argmax(said.categories[0]))]
        findings = self._findings(signs, category, said)
        addends = addends_of(
            findings,
            load_indicators(),
            self._rules,
            float(said.concern[0]),
            self._model.version,
        )
        score = score_of(addends)
        return posting.model_copy(
            update={
                "category": category,
                "findings": findings,
                "addends": addends,
                "score": score,
                "band": band_of(score, self._rules),
                "embedding": pack(vector[0]),
            }
        )

    def _findings(self, signs: Signs, category: Category, said: Said) -> tuple[Finding, ...]:
        categories = plausible(signs.points) | {category}
        found = findings_of(signs.reading, self._book.detectors, categories, signs.setting)
        found += self._by_likeness(signs, categories, found, said)
        linked = [finding for finding in signs.reading.posting.findings if finding.postings]
        return (*in_order(found), *linked)

    def _by_likeness(
        self, signs: Signs, categories: frozenset[Category], found: Sequence[Finding], said: Said
    ) -> list[Finding]:
        facts = self._model.facts
        margins = said.margins(0, facts)
        sure = unexplained(found, self._rules) and float(said.concern[0]) >= facts.sure
        if not sure and max(margins.values(), default=-1.0) < 0:
            return []
        quiet = kept_quiet(signs.reading, self._book.detectors, signs.setting)
        open_ = open_for(margins, categories, found, quiet)
        looked_for = likely({code: margins[code] for code in open_}, sure)
        if not looked_for:
            return []
        sentences = list(sentences_of(signs.reading, self._book.community))
        share, setting = self._rules.likeness, signs.setting
        return list(
            findings_by_likeness(
                looked_for,
                sentences,
                facts,
                setting,
                share,
                lambda meant: self._of_sentences(meant, signs),
            )
        )

    def _of_sentences(self, sentences: Sequence[Sentence], signs: Signs) -> Floats:
        views = [sentence.view for sentence in sentences]
        vectors = self._encoder.embed([view.text for view in views])
        return self._said(views, vectors, np.tile(signs.vector, (len(views), 1))).indicators

    def _said(self, views: Sequence[View], vectors: Floats, points: Floats) -> Said:
        return self._model.say(vectors, points, [grams(view.sounds) for view in views])
