"""The perceptual hash of a picture, by which copies are found that were resized or saved anew.

PDQ (Davis and Rosen, "PDQ and TMK+PDQF", Facebook 2019): 256 bits; copies differ in at most 31.
"""

import numpy as np
import pdqhash
from PIL import Image

FEWEST_FEATURES = 50
"""Below this quality the authors advise not to match: a blank sheet is like any other."""
SIDE = 512
"""The authors shrink to this first: it costs nothing in likeness, and saves time and memory."""


def perceptual(image: Image.Image) -> str:
    """Return the hash in 64 hex digits; empty for a picture that has too little to go by."""
    small = image.copy()
    small.thumbnail((SIDE, SIDE))
    bits, quality = pdqhash.compute(np.asarray(small))
    return bytes(np.packbits(bits)).hex() if quality >= FEWEST_FEATURES else ""


def distance(one: str, other: str) -> int:
    """Return in how many of the 256 bits two hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
