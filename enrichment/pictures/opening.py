"""Opens a picture of unknown origin: what is broken, moving or made to do harm is refused."""

from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps
from PIL.ExifTags import Base

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_BYTES = 25_000_000
MOST_PIXELS = 25_000_000
"""By the header, before anything is unpacked: 75 MB in memory. A telephone takes 12 million."""
LARGEST = 2000
"""The longer side of what is looked at: enough for words and codes, little enough for memory."""
FEWEST_PIXELS_A_SIDE = 8
TURNED = 5
"""From this value of EXIF's Orientation on, width and height change places."""
PALETTES = ("P", "1")
PAPER = (255, 255, 255)


class UnreadablePicture(ValueError):  # noqa: N818 - it is not an error of the program
    """The bytes are no picture that can be read; the text says why."""


class Opened(NamedTuple):
    """A picture upright, in RGB, on white paper, at most `LARGEST` long; size is the original's."""

    upright: Image.Image
    width: int
    height: int
    format: str
    exif: Image.Exif


def opened(body: bytes) -> Opened:
    """Return a picture ready to be read.

    Raises:
        UnreadablePicture: see the class.

    """
    if len(body) > MOST_BYTES:
        raise UnreadablePicture(f"{len(body)} bytes are more than {MOST_BYTES}")
    try:
        image = Image.open(BytesIO(body), formats=FORMATS)
        _demand_still_and_small(image)
        exif = image.getexif()
        size = image.size if exif.get(Base.Orientation, 1) < TURNED else image.size[::-1]
        return Opened(_upright(image), *size, image.format or "", exif)
    except UnreadablePicture:
        raise
    # Pillow's readers raise whatever a hostile file makes them stumble over.
    except Exception as error:
        raise UnreadablePicture(f"{type(error).__name__}: {error}") from error


def _demand_still_and_small(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise UnreadablePicture(f"{image.width} x {image.height} pixels are too many")
    if min(image.size) < FEWEST_PIXELS_A_SIDE:
        raise UnreadablePicture(f"{image.width} x {image.height} pixels show nothing")
    if getattr(image, "n_frames", 1) > 1:
        raise UnreadablePicture("a moving picture")


def _upright(image: Image.Image) -> Image.Image:
    """Shrink before anything is copied: copies of large pictures take the memory."""
    image.draft("RGB", (LARGEST, LARGEST))
    if image.mode in PALETTES:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((LARGEST, LARGEST))
    turned = ImageOps.exif_transpose(image)
    if turned.has_transparency_data:
        layer = turned.convert("RGBA")
        turned = Image.new("RGB", layer.size, PAPER)
        turned.paste(layer, mask=layer.getchannel("A"))
    return turned.convert("RGB")
