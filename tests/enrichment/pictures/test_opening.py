"""What is broken, moving or made to do harm is refused; the rest stands upright on white paper."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image

from enrichment.pictures.opening import LARGEST, MOST_BYTES, UnreadablePicture, opened

from .draw import file_of, scene

PNG, JPEG = file_of(scene(1)), file_of(scene(1), "JPEG")
MOVING = [scene(seed, (64, 48)) for seed in range(3)]


def _chunk(kind, content):
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def _png(width, height, content=b""):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(content)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "cannot identify"),
        (b"<html>not found</html>", "cannot identify"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "cannot identify"),
        (b"%PDF-1.7", "cannot identify"),
        (PNG[: len(PNG) // 2], "runcated|broken"),
        (JPEG[: len(JPEG) // 2], "truncated"),
        (PNG[:20], "Error"),
        (_png(50_000, 50_000), "exceeds limit|too many"),
        (_png(8_000, 8_000, bytes(1000)), "too many"),
        (_png(100, 100, bytes(10)), "Error"),
        (file_of(scene(1), "BMP"), "cannot identify"),
        (file_of(scene(1), "TIFF"), "cannot identify"),
        (file_of(scene(1), "ICO"), "cannot identify"),
        (file_of(Image.new("RGB", (1, 1))), "show nothing"),
        (file_of(Image.new("RGB", (900, 2))), "show nothing"),
        (file_of(MOVING[0], "GIF", save_all=True, append_images=MOVING[1:]), "moving"),
        (file_of(MOVING[0], "PNG", save_all=True, append_images=MOVING[1:]), "moving"),
        (file_of(MOVING[0], "WEBP", save_all=True, append_images=MOVING[1:]), "moving"),
        (bytes(MOST_BYTES + 1), "bytes are more"),
    ],
)
def test_refused(body, said):
    with pytest.raises(UnreadablePicture, match=said):
        opened(body)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_read(kind):
    image = opened(file_of(scene(1), kind))
    assert (image.format, image.upright.mode, image.upright.size) == (kind, "RGB", (480, 360))


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "LA", "RGBA"])
def test_every_manner_of_colour_becomes_rgb(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert opened(file_of(scene(1).convert(mode), kind)).upright.mode == "RGB"


def test_a_picture_held_sideways_is_turned():
    exif = Image.Exif()
    exif[0x0112] = 6
    image = opened(file_of(scene(1), "JPEG", exif=exif))
    assert (image.width, image.height) == (360, 480)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_large_pictures_are_looked_at_smaller_and_keep_their_size(kind):
    image = opened(file_of(Image.new("RGB", (5000, 3000), "navy"), kind))
    assert (image.width, image.height) == (5000, 3000)
    assert max(image.upright.size) == LARGEST


def test_what_shines_through_is_white_paper():
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert opened(file_of(clear)).upright.getpixel((5, 5)) == (255, 255, 255)


@hypothesis_settings(max_examples=150, deadline=None)
@given(
    body=st.sampled_from([PNG, JPEG]),
    at=st.floats(0, 1, exclude_max=True),
    noise=st.binary(min_size=1, max_size=12),
)
def test_noise_in_a_file_never_does_more_than_make_it_unreadable(body, at, noise):
    place = int(at * len(body))
    try:
        image = opened(body[:place] + noise + body[place + len(noise) :])
    except UnreadablePicture:
        return
    assert image.upright.mode == "RGB"
