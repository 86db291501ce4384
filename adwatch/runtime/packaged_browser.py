"""The browser that adwatch brings along: fetched by npm, checked, unpacked, with fonts of its own.

`@sparticuz/chromium` is a headless build that needs no system library but those it carries. It and
the fonts are pinned in `browser/package-lock.json` by version and SHA-512, which npm checks.
"""

import io
import platform
import shutil
import tarfile
from pathlib import Path

import brotli

from adwatch.errors import Exit, Trouble
from adwatch.runtime import npm, progress

PINS = Path(__file__).with_name("browser")
PACKED = Path("node_modules") / "@sparticuz" / "chromium" / "bin"
FONTS = "node_modules/@expo-google-fonts/*/[47]00*/*.ttf"
CHUNK = 1 << 20


def home(runtime: Path) -> Path:
    """Return where the browser from npm lies or will lie."""
    return npm.home(runtime, "chromium", PINS)


def ensure(runtime: Path) -> Path:
    """Return the folder of the browser from npm, fetching it when it is not there.

    Raises:
        Trouble: there is none for this machine; else see `npm.ensure`.

    """
    target = home(runtime)
    if not target.exists() and (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise Trouble(
            f"No browser was found, and none can be fetched for {platform.machine()}.",
            "Install Chromium or Chrome with this machine's package manager.",
            Exit.LOCAL_RESOURCE,
        )
    return npm.ensure(target, PINS, "Chromium", "Chromium and fonts (75 MB)", _unpack)


def _unpack(packages: Path, target: Path) -> None:
    progress.step("Unpacking Chromium ...")
    _inflate(packages / PACKED / "chromium.br", target / "chromium")
    (target / "chromium").chmod(0o755)
    for archive in ("al2023.tar.br", "fonts.tar.br"):
        content = io.BytesIO(brotli.decompress((packages / PACKED / archive).read_bytes()))
        with tarfile.open(fileobj=content) as tar:
            # Debian 12's Python 3.11.2 does not know filters yet; the content is pinned anyway.
            tar.extraction_filter = getattr(tarfile, "data_filter", None)
            tar.extractall(target)  # noqa: S202
    for font in packages.glob(FONTS):
        shutil.copy(font, target / "fonts")
    shutil.copy(PINS / "fonts.conf", target)


def _inflate(packed: Path, target: Path) -> None:
    decompressor = brotli.Decompressor()
    with packed.open("rb") as source, target.open("wb") as out:
        while chunk := source.read(CHUNK):
            out.write(decompressor.process(chunk))
