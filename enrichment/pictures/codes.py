"""What the QR codes (and Data Matrix, Aztec, PDF417) in a picture say: an address, a payment."""

import zxingcpp
from PIL import Image

MOST = 10
LONGEST = 2000


def payloads(image: Image.Image) -> tuple[str, ...]:
    """Return the text of each code, one line each, from the top of the picture down."""
    matrix = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.AllMatrix])
    found = zxingcpp.read_barcodes(image, formats=matrix)
    placed = sorted(found, key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    texts = (" ".join(code.text[:LONGEST].split()) for code in placed)
    return tuple(dict.fromkeys(filter(None, texts)))[:MOST]
