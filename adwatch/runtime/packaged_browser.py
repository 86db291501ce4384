"""The browser that adwatch brings along: fetched by npm, checked, unpacked, with fonts of its own.

`@sparticuz/chromium` is a headless build that needs no system library but those it carries. It and
the fonts are pinned in `browser/package-lock.json` by version and SHA-512, which npm checks.
"""

import hashlib
import io
import platform
import shutil
import tarfile
from pathlib import Path

import brotli

from adwatch.disk import writing
from adwatch.errors import Exit, Trouble
from adwatch.runtime import progress
from adwatch.runtime.download import locked
from adwatch.runtime.npm import fetch

PINS = Path(__file__).with_name("browser")
PACKED = Path("node_modules") / "@sparticuz" / "chromium" / "bin"
FONTS = "node_modules/@expo-google-fonts/*/[47]00*/*.ttf"
CHUNK = 1 << 20


def home(runtime: Path) -> Path:
    """Return where the browser from npm lies or will lie: by its pins, so that new ones count."""
    pins = (PINS / "package-lock.json").read_bytes()
    return runtime / f"chromium-{hashlib.sha256(pins).hexdigest()[:12]}"


def ensure(runtime: Path) -> Path:
    """Return the folder of the browser from npm, fetching it when it is not there.

    Raises:
        Trouble: npm cannot fetch it, or what came is not what was pinned.

    """
    target = home(runtime)
    if target.exists():
        return target
    with locked(target) as lock:
        if not target.exists():
            _install(runtime, target, lock)
    return target


def _install(runtime: Path, target: Path, lock: int) -> None:
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        raise Trouble(
            f"No browser was found, and none can be fetched for {platform.machine()}.",
            "Install Chromium or Chrome with this machine's package manager.",
            Exit.LOCAL_RESOURCE,
        )
    draft = target.with_name(target.name + ".part")
    npm, cache = draft / "npm", runtime / "npm-cache"
    with writing(draft):
        shutil.rmtree(draft, ignore_errors=True)
        npm.mkdir(parents=True)
        for pins in PINS.glob("*.json"):
            shutil.copy(pins, npm)
        progress.step("Fetching Chromium and fonts (75 MB) ...")
        fetch(npm, cache, lock, "Chromium")
        progress.step("Unpacking Chromium ...")
        _unpack(npm, draft)
        draft.replace(target)
        shutil.rmtree(cache, ignore_errors=True)


def _unpack(npm: Path, target: Path) -> None:
    _inflate(npm / PACKED / "chromium.br", target / "chromium")
    (target / "chromium").chmod(0o755)
    for archive in ("al2023.tar.br", "fonts.tar.br"):
        content = io.BytesIO(brotli.decompress((npm / PACKED / archive).read_bytes()))
        with tarfile.open(fileobj=content) as tar:
            # Debian 12's Python 3.11.2 does not know filters yet; the content is pinned anyway.
            tar.extraction_filter = getattr(tarfile, "data_filter", None)
            tar.extractall(target)  # noqa: S202
    for font in npm.glob(FONTS):
        shutil.copy(font, target / "fonts")
    shutil.copy(PINS / "fonts.conf", target)
    shutil.rmtree(npm)


def _inflate(packed: Path, target: Path) -> None:
    decompressor = brotli.Decompressor()
    with packed.open("rb") as source, target.open("wb") as out:
        while chunk := source.read(CHUNK):
            out.write(decompressor.process(chunk))
