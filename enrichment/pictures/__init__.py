"""Reads a picture: its hashes, what is written in it, its codes, what its file says of itself.

`read(body)` depends on the bytes alone; the models that it looks with are loaded at the first use.
Faces are neither looked for nor kept.
"""

import hashlib

from adwatch.model import Picture
from adwatch.vectors import pack
from enrichment.pictures import codes, details, hashes, words
from enrichment.pictures.net import look
from enrichment.pictures.opening import UnreadablePicture, opened

__all__ = ["EXPLICIT", "UnreadablePicture", "read"]

EXPLICIT = 0.8
"""From this score on a picture is explicit (Yahoo open_nsfw: above 0.8 very probably so)."""


def read(body: bytes, explicit_at: float = EXPLICIT) -> Picture:
    """Return what a picture shows; `mentions` and `url` are for others to fill.

    Args:
        body: the file as it was fetched: JPEG, PNG, WebP or GIF, one still picture.
        explicit_at: the score from which on nothing but size and hashes is kept.

    Raises:
        UnreadablePicture: broken, moving, too large, or no picture of these kinds.
        Trouble: a model is not there and cannot be fetched.

    """
    image = opened(body)
    picture = Picture(
        sha256=hashlib.sha256(body).hexdigest(),
        format=image.format.lower(),
        width=image.width,
        height=image.height,
        phash=hashes.perceptual(image.upright),
    )
    seen = look(image.upright)
    if seen.explicit >= explicit_at:
        return picture.model_copy(update={"explicit": True, "kept": False})
    payloads = codes.payloads(image.upright)
    return picture.model_copy(
        update={
            "embedding": pack(seen.embedding),
            "codes": payloads,
            "text": "\n".join([*words.lines(image.upright), *payloads]),
            **details.of(image.exif),
        }
    )
