"""The perceptual hash of a picture, by which copies are found that were resized or saved anew.

256 signs of the picture's low frequencies (pHash: Zauner, "Implementation and Benchmarking of
Perceptual Image Hash Functions", 2010), by the package ImageHash, which needs no compiler.
"""

import imagehash
import numpy as np
from PIL import Image

BITS_A_SIDE = 16
SIDE = 64
"""Pixels a side of the square whose edges are counted; ImageHash reads the same square."""
FEWEST_FEATURES = 50
"""Below this a picture has too little to go by: a blank sheet is like any other."""
_EDGES_A_FEATURE = 90


def perceptual(image: Image.Image) -> str:
    """Return the hash in 64 hex digits; empty for a picture that has too little to go by."""
    gray = image.convert("L").resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    if _features(gray) < FEWEST_FEATURES:
        return ""
    return str(imagehash.phash(gray, hash_size=BITS_A_SIDE, highfreq_factor=SIDE // BITS_A_SIDE))


def distance(one: str, other: str) -> int:
    """Return in how many of the 256 bits two hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _features(gray: Image.Image) -> int:
    """Return how much goes on in a picture: its edges, in hundredths of black to white.

    As PDQ measures its quality (Davis and Rosen, "PDQ and TMK+PDQF", Facebook 2019).
    """
    pixels = np.asarray(gray, dtype=np.int32)
    edges = sum(int(np.abs(np.diff(pixels, axis=axis) * 100 // 255).sum()) for axis in (0, 1))
    return edges // _EDGES_A_FEATURE
