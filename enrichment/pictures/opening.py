"""Opens a picture of unknown origin: what is broken, moving or made to do harm is refused."""

from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_BYTES = 25_000_000
MOST_PIXELS = 40_000_000
"""Of the header, before anything is unpacked: 120 MB in memory. A telephone takes 12 million."""
FEWEST_PIXELS_A_SIDE = 8
PAPER = (255, 255, 255)


class UnreadablePicture(ValueError):  # noqa: N818 - it is not an error of the program
    """The bytes are no picture that can be read; the text says why."""


class Opened(NamedTuple):
    """A picture as it came (`original`, with EXIF) and upright, in RGB, on white paper."""

    original: Image.Image
    upright: Image.Image
    format: str

    @property
    def width(self) -> int:
        """Pixels of the upright picture."""
        return self.upright.width

    @property
    def height(self) -> int:
        """Pixels of the upright picture."""
        return self.upright.height


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
        image.load()
        return Opened(image, _upright(image), image.format or "")
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
    turned = ImageOps.exif_transpose(image)
    if turned.has_transparency_data:
        layer = turned.convert("RGBA")
        turned = Image.new("RGB", layer.size, PAPER)
        turned.paste(layer, mask=layer.getchannel("A"))
    return turned.convert("RGB")
