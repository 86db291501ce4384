"""Vectors as text, so that they travel inside of a posting: base64 of little-endian float16."""

import base64

import numpy as np
from numpy.typing import NDArray


def pack(vector: NDArray[np.float32]) -> str:
    """Return a vector as text; 384 numbers take 1,024 letters."""
    return base64.b64encode(vector.astype("<f2").tobytes()).decode("ascii")


def unpack(text: str) -> NDArray[np.float32]:
    """Return the vector that `pack` wrote, as exact as it was kept."""
    return np.frombuffer(base64.b64decode(text), dtype="<f2").astype(np.float32)
