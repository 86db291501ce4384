"""Draws pictures for the tests: invented posters, codes and scenes; no person, nothing explicit.

Posters in Indian scripts need libraries to shape them that a bare machine lacks, so those lie in
`written/`. A developer draws them anew: `python tests/enrichment/pictures/draw.py FONTS`, where
FONTS is the folder of Noto fonts of the browser below `.runtime`.
"""

import io
import random
import sys
from pathlib import Path

import zxingcpp
from PIL import Image, ImageDraw, ImageFont

WRITTEN = Path(__file__).with_name("written")
POSTERS = {
    "malayalam": (
        "NotoSansMalayalam_700Bold.ttf",
        ["വീട്ടുജോലിക്ക് ആളെ വേണം", "കാക്കനാട്, ശമ്പളം 15000 രൂപ", "9847012345"],
    ),
    "hindi": (
        "NotoSansDevanagari_700Bold.ttf",
        ["नौकरी के लिए संपर्क करें", "दुबई में सफाई कर्मचारी", "वेतन 25000 रुपये"],
    ),
    "tamil": ("NotoSansTamil_700Bold.ttf", ["வீட்டு வேலைக்கு பெண்கள் தேவை", "சம்பளம் 12000"]),
}
YELLOW, RED, NIGHT = (250, 230, 120), (120, 0, 0), (20, 20, 60)


def poster(lines, font=None, colours=(YELLOW, RED)):
    """Return a sheet with lines of text."""
    font = font or ImageFont.load_default(44)
    image = Image.new("RGB", (900, 60 + 80 * len(lines)), colours[0])
    for row, line in enumerate(lines):
        ImageDraw.Draw(image).text((40, 30 + 80 * row), line, font=font, fill=colours[1])
    return image


def scene(seed, size=(480, 360)):
    """Return a made-up picture of discs and bands that no other seed gives."""
    chance = random.Random(seed)
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y, r = chance.randrange(size[0]), chance.randrange(size[1]), chance.randrange(8, 90)
        colour = tuple(chance.randrange(256) for _ in range(3))
        shape = chance.choice((draw.ellipse, draw.rectangle))
        shape((x - r, y - r // 2, x + r, y + r), fill=colour)
    return image


def code(text, size=240):
    """Return a QR code."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    return Image.fromarray(made.to_image(scale=4)).convert("RGB").resize((size, size))


def file_of(image, kind="PNG", **options):
    """Return the bytes of a picture's file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def main(fonts):
    """Draw the posters that lie in `written/`."""
    for name, (font, lines) in POSTERS.items():
        drawn = poster(lines, ImageFont.truetype(str(fonts / font), 40))
        drawn.quantize(16).save(WRITTEN / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
