"""Fewer heads and inner neurons for the encoder's layers: what slim.npz holds.

`python -m classifiers.encoder.slimming` makes the file. Matrices are kept in 8 bits with one scale
a column.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Places = NDArray[np.intp]
FILE = Path(__file__).with_name("slim.npz")


@dataclass(frozen=True)
class Part:
    """What is left of one sum: the numbers that go in, and the map (inputs x outputs) of them."""

    kept: Places
    weights: Floats
    bias: Floats


@dataclass(frozen=True)
class SlimLayer:
    """One layer's attention heads and inner neurons."""

    heads: Part
    neurons: Part


def eight_bit(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Return a matrix in 8 bits, and the scale of each of its columns."""
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-12) / 127
    return np.rint(weights / scale).astype(np.int8), scale.astype(np.float32)


@cache
def load_slim(path: Path = FILE) -> tuple[SlimLayer, ...]:
    """Return what is left of each layer."""
    with np.load(path, allow_pickle=False) as file:
        layers = range(len(file["heads"]))
        heads, neurons = (_parts(file, name) for name in ("heads", "neurons"))
        return tuple(SlimLayer(heads[layer], neurons[layer]) for layer in layers)


def save_slim(layers: list[SlimLayer], path: Path = FILE) -> None:
    """Write what is left of each layer."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for name in ("heads", "neurons"):
        parts: list[Part] = [getattr(layer, name) for layer in layers]
        maps, scales = zip(*(eight_bit(part.weights) for part in parts), strict=True)
        arrays[name] = np.stack([part.kept for part in parts]).astype(np.uint16)
        arrays[f"{name}.weights"], arrays[f"{name}.scale"] = np.stack(maps), np.stack(scales)
        arrays[f"{name}.bias"] = np.stack([part.bias for part in parts])
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def _parts(file: np.lib.npyio.NpzFile, name: str) -> list[Part]:
    weights = file[f"{name}.weights"] * file[f"{name}.scale"][:, None]
    return [
        Part(kept.astype(np.intp), part.astype(np.float32), bias)
        for kept, part, bias in zip(file[name], weights, file[f"{name}.bias"], strict=True)
    ]
