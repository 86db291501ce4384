"""The learned model: one linear map from a posting's numbers to log-odds, kept without pickle.

It has one head for concern, one a category and one an indicator. The file is a NumPy archive of
plain arrays and one JSON text (`facts`); nothing in it can run.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import get_args
from zipfile import BadZipFile

import numpy as np

from adwatch.disk import writing
from adwatch.errors import Trouble
from adwatch.model import Category, Frozen
from classifiers.learned.features import Floats, Grams

SHIPPED = Path(__file__).with_name("model.npz")
CATEGORIES: tuple[Category, ...] = get_args(Category)
ARRAYS = ("vector", "points", "bias", "grams")


class Calibration(Frozen):
    """Turns the concern head's number into what is added to the score: `shift + slope * raw`."""

    shift: float
    slope: float


class Facts(Frozen):
    """What a model is: read by people and held against the installation before it is used.

    `data` is the fingerprint of the training postings; `thresholds` are the least log-odds at which
    an indicator's head speaks; an indicator without one stays silent. From `sure` on, the concern
    head is sure enough to ask for a reason.
    """

    encoder: str
    data: str
    rows: int
    families: int
    indicators: tuple[str, ...]
    thresholds: Mapping[str, float]
    concern: Calibration
    sure: float


@dataclass(frozen=True)
class Said:
    """What the model says about postings, one row each."""

    concern: Floats
    categories: Floats
    indicators: Floats

    def margins(self, row: int, facts: Facts) -> dict[str, float]:
        """Return how far above its threshold each indicator's head is that has one."""
        return margins(self.indicators[row], facts.indicators, facts.thresholds)


def margins(
    logits: Floats, codes: Sequence[str], thresholds: Mapping[str, float]
) -> dict[str, float]:
    """Return log-odds above the thresholds, of the indicators that have one."""
    return {
        code: logit - thresholds[code]
        for code, logit in zip(codes, logits.tolist(), strict=True)
        if code in thresholds
    }


@dataclass(frozen=True)
class Model:
    """A trained model; heads are columns in the order concern, categories, indicators."""

    facts: Facts
    vector: Floats
    points: Floats
    bias: Floats
    grams: Floats

    @cached_property
    def version(self) -> str:
        """Twelve digits that change with anything that the model says."""
        digest = hashlib.sha256(self.facts.model_dump_json().encode())
        for name in ARRAYS:
            digest.update(np.ascontiguousarray(getattr(self, name)).tobytes())
        return digest.hexdigest()[:12]

    def say(self, vectors: Floats, points: Floats, grams: Sequence[Grams]) -> Said:
        """Return log-odds for postings, row by row, of all three kinds of numbers."""
        of_grams = np.stack([each.values @ self.grams[each.slots] for each in grams])
        raw = vectors @ self.vector + points @ self.points + of_grams + self.bias
        concern = self.facts.concern
        first = 1 + len(CATEGORIES)
        return Said(concern.shift + concern.slope * raw[:, 0], raw[:, 1:first], raw[:, first:])


def save(model: Model, path: Path) -> None:
    """Write a model; n-grams are kept in 8 bits with one scale a head.

    Raises:
        Trouble: the file cannot be written.

    """
    scale = np.maximum(np.abs(model.grams).max(axis=0), 1e-9) / 127
    arrays = {name: getattr(model, name).astype(np.float32) for name in ARRAYS}
    arrays |= {"grams": np.rint(model.grams / scale).astype(np.int8), "scale": scale}
    facts = np.frombuffer(model.facts.model_dump_json().encode(), dtype=np.uint8)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft.npz")
        np.savez_compressed(draft, facts=facts, **arrays)
        draft.replace(path)


def load_model(path: Path = SHIPPED) -> Model:
    """Return the model of a file.

    Raises:
        Trouble: the file is missing or is no model of this version of adwatch.

    """
    try:
        with np.load(path, allow_pickle=False) as file:
            facts = Facts.model_validate_json(file["facts"].tobytes())
            # Row by row: a text asks for some hundred rows of n-grams, each in one piece.
            arrays = {name: file[name].astype(np.float32, order="C") for name in ARRAYS}
            arrays["grams"] *= file["scale"].astype(np.float32)
    except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
        raise Trouble(
            f"{path}: is no model of adwatch ({type(error).__name__}: {error}).",
            "Take the file from the repository, or make one with 'adwatch train'.",
        ) from error
    return Model(facts, **arrays)
