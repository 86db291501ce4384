"""Labelled postings as the numbers that a model is trained on."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from adwatch.labelled import Labelled
from adwatch.model import Category, Finding
from classifiers.assessor import in_words, signs_of
from classifiers.book import Book, load_book
from classifiers.category import plausible
from classifiers.encoder import Encoder
from classifiers.findings import kept_quiet
from classifiers.indicator import load_indicators
from classifiers.learned.features import GRAMS, Floats, Grams, grams
from classifiers.learned.view import View, view_of
from enrichment import enrich


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled posting with what words alone say of it.

    `quiet`: the indicators that likeness may not add; all of them where the posting warns.
    """

    family: str
    row: Labelled
    found: tuple[Finding, ...]
    categories: frozenset[Category]
    quiet: frozenset[str]


@dataclass(frozen=True)
class Table:
    """Samples and their numbers, row by row."""

    samples: tuple[Sample, ...]
    vectors: Floats
    points: Floats
    grams: csr_matrix

    @property
    def fingerprint(self) -> str:
        """Twelve digits that change with any label or word of the samples."""
        lines = sorted(f"{s.family}\t{s.row.model_dump_json()}" for s in self.samples)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def table_of(rows: Iterable[tuple[str, Labelled]], encoder: Encoder) -> Table:
    """Return the table of labelled postings with the names of their families."""
    book = load_book()
    read = [_read(family, row, book) for family, row in rows]
    views = [view for _, view, _ in read]
    return Table(
        tuple(sample for sample, _, _ in read),
        encoder.embed([view.text for view in views]),
        np.stack([points for _, _, points in read]),
        matrix([grams(view.sounds) for view in views]),
    )


def matrix(rows: Sequence[Grams]) -> csr_matrix:
    """Return the n-grams of texts as one sparse matrix, a row a text."""
    ends = np.cumsum([0, *(len(row.slots) for row in rows)])
    values = np.concatenate([row.values for row in rows])
    slots = np.concatenate([row.slots for row in rows])
    return csr_matrix((values, slots, ends), shape=(len(rows), GRAMS))


def _read(family: str, row: Labelled, book: Book) -> tuple[Sample, View, Floats]:
    signs = signs_of(enrich(row.posting), book)
    warns = signs.setting.about_the_matter
    quiet = kept_quiet(signs.reading, book.detectors, signs.setting)
    sample = Sample(
        family,
        row,
        tuple(in_words(signs, book)),
        plausible(signs.points),
        frozenset(load_indicators()) if warns else quiet,
    )
    return sample, view_of(signs.reading, book.community), signs.vector


def families(samples: Sequence[Sample]) -> list[str]:
    """Return the family of each sample."""
    return [sample.family for sample in samples]
