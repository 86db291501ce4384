"""Labelled postings as the contestants read them, and which are for learning or judging."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import GroupKFold

from adwatch.demo.corpus import load
from adwatch.labelled import Labelled, load_labelled
from bench.tuning.judging import Truth, truth_of
from classifiers.assessor import signs_of
from classifiers.book import load_book
from classifiers.corpus import FOLDER, load_corpus
from classifiers.encoder import Encoder
from classifiers.learned.table import Table, families, table_of
from classifiers.learned.train import FOLDS
from classifiers.learned.view import View, view_of
from enrichment import enrich

UNSEEN = "unseen families"
Rows = Sequence[tuple[str, Labelled]]


@dataclass(frozen=True)
class Postings:
    """Labelled postings as the contestants read them."""

    table: Table
    views: list[View]

    @property
    def texts(self) -> list[str]:
        """What the encoders read."""
        return [view.text for view in self.views]

    @property
    def rows(self) -> list[Labelled]:
        """The postings with their labels."""
        return [sample.row for sample in self.table.samples]

    def part(self, rows: np.ndarray) -> "Postings":
        """Return some of the postings."""
        whole = self.table
        samples = tuple(whole.samples[row] for row in rows)
        table = Table(samples, whole.vectors[rows], whole.points[rows], whole.grams[rows])
        return Postings(table, [self.views[row] for row in rows])

    def truth(self, codes: Sequence[str]) -> Truth:
        """Return the labels as the judge reads them."""
        return truth_of(self.rows, families(self.table.samples), codes)


def learned_and_judged(encoder: Encoder) -> tuple[Postings, dict[str, Postings]]:
    """Return what is learned from, and by their names the postings that contestants are judged on.

    `UNSEEN` is the quarter of the training postings whose families are not learned from.
    """
    learned, unseen = _quarters(postings_of(load_corpus(), encoder))
    heldout = [(row.id, row) for row in load_labelled(FOLDER / "heldout.jsonl")]
    town, others = postings_of(_town(), encoder), postings_of(heldout, encoder)
    return learned, {UNSEEN: unseen, "demo town": town, "held out": others}


def postings_of(rows: Rows, encoder: Encoder) -> Postings:
    """Return labelled postings, with the names of their families, as the contestants read them."""
    book = load_book()
    readings = (signs_of(enrich(row.posting), book).reading for _, row in rows)
    return Postings(table_of(rows, encoder), [view_of(each, book.community) for each in readings])


def _quarters(postings: Postings) -> tuple[Postings, Postings]:
    """Return three quarters to learn from and one of other families."""
    samples = postings.table.samples
    *_, (seen, held) = GroupKFold(FOLDS).split(samples, groups=families(samples))
    return postings.part(seen), postings.part(held)


def _town() -> Rows:
    return [
        (
            ad.copy_of or ad.id,
            Labelled(
                id=ad.id,
                title=ad.title,
                text=ad.text,
                concern=ad.concern,
                category=ad.category,
                indicators=ad.indicators,
            ),
        )
        for ad in load()
    ]
