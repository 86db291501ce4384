"""Reads signs of trafficking out of one posting: `assess` adds findings, a category and a score.

A sign is something for an officer to look at, never proof, and each finding names the exact words.
"""

import gc
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from adwatch.model import Posting

if TYPE_CHECKING:
    from classifiers.assessor import Assessor

__all__ = ["assess", "load_assessor"]


@cache
def load_assessor(model: Path | None = None, encoder: str = "") -> "Assessor":
    """Return the assessment with a model's file and an encoder; those that adwatch ships if none.

    Raises:
        Trouble: the model or the encoder cannot be read, or they do not fit together.

    """
    from classifiers.assessor import Assessor
    from classifiers.encoder import load_encoder
    from classifiers.learned.model import SHIPPED, load_model

    assessor = Assessor(load_encoder(encoder), load_model(model or SHIPPED))
    # Lexicon, patterns and model stay as long as the process; looked at for cycles again and again,
    # they cost a twentieth of the time.
    gc.freeze()
    return assessor


def assess(posting: Posting) -> Posting:
    """Return the posting as the assessment that adwatch ships sees it (see `Assessor`)."""
    return load_assessor()(posting)
