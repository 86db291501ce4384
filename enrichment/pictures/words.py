"""Reads what is written in a picture: English, Malayalam, Hindi and Tamil, by Tesseract."""

from PIL import Image
from tesserocr import RIL, iterate_level

from enrichment.pictures.models import reader

SMALLEST = 1000
"""Pictures whose longer side is shorter are enlarged: small letters are read badly."""
SUREST = 55.0
"""Lines that the engine is less sure of (of 100) are patterns more often than words."""
MOST_LINES = 200


def lines(image: Image.Image) -> list[str]:
    """Return the lines in reading order."""
    engine = reader()
    engine.SetImage(_sized(image.convert("L")))
    try:
        if not engine.Recognize():
            return []
        found = [
            _tidy(line.GetUTF8Text(RIL.TEXTLINE))
            for line in iterate_level(engine.GetIterator(), RIL.TEXTLINE)
            if not line.Empty(RIL.TEXTLINE) and line.Confidence(RIL.TEXTLINE) >= SUREST
        ]
    finally:
        engine.Clear()
    return [line for line in found if line][:MOST_LINES]


def _sized(image: Image.Image) -> Image.Image:
    scale = SMALLEST / max(image.size)
    if scale <= 1:
        return image
    size = (round(image.width * scale), max(round(image.height * scale), 1))
    return image.resize(size, Image.Resampling.LANCZOS)


def _tidy(line: str) -> str:
    """Return a line with single spaces and without the joiners that the engine ends words with."""
    return " ".join(line.replace("\u200c", "").split())
