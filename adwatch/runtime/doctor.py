"""Says what this machine has, what is missing, and how to mend it. Fetches and changes nothing."""

import os
import platform
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from adwatch.errors import Trouble
from adwatch.runtime import chromium, distribution, elastic, java, packaged_browser, ports, services
from adwatch.settings import REPO, Settings

ROOM_MB = 2000
MEGABYTE = 1_000_000
_NEEDS_TOR = re.compile(r"^proxy:\s*[\"']?tor\b", re.MULTILINE)
FETCHED = "Nothing to do: 'adwatch up' and 'adwatch demo' fetch it."


@dataclass(frozen=True)
class Check:
    """One thing that adwatch needs; `remedy` is what to do when it is not `ok`."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def diagnose(settings: Settings) -> list[Check]:
    """Return all checks, in the order in which a person would mend them."""
    single: tuple[Callable[[Settings], Check], ...] = (
        _home,
        _room,
        _python,
        _packages,
    )
    checks = [check(settings) for check in single]
    if settings.embedded_elasticsearch:
        checks += [_java(settings), _elasticsearch(settings), _user(settings)]
    return [*checks, _browser(settings), _sandbox(settings), _tor(settings), *_ports(settings)]


def _home(settings: Settings) -> Check:
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.home):
            return Check("data folder", True, str(settings.home))
    except OSError as error:
        detail = f"{settings.home} cannot be written ({error.strerror})"
        return Check("data folder", False, detail, "Mend its rights, or set ADWATCH_HOME.")


def _room(settings: Settings) -> Check:
    free = shutil.disk_usage(_nearest(settings.home)).free // MEGABYTE
    remedy = f"Free at least {ROOM_MB} MB, or set ADWATCH_HOME to a larger disk."
    return Check("disk space", free >= ROOM_MB, f"{free} MB free for {settings.home}", remedy)


def _python(settings: Settings) -> Check:
    return Check("Python", True, f"{platform.python_version()} in {Path(os.__file__).parent}")


def _packages(settings: Settings) -> Check:
    wanted, stamp = REPO / "requirements.txt", REPO / ".venv" / "requirements.txt"
    ok = stamp.exists() and stamp.read_bytes() == wanted.read_bytes()
    detail = "as requirements.txt says" if ok else "not set up from this requirements.txt"
    return Check("Python packages", ok, detail, "Start adwatch as bin/adwatch: it installs them.")


def _java(settings: Settings) -> Check:
    try:
        found = java.find(os.environ)
    except Trouble as trouble:
        return Check("Java", False, trouble.what, trouble.remedy)
    return Check("Java", True, f"{found.version} in {found.home}")


def _elasticsearch(settings: Settings) -> Check:
    place = distribution.home(settings.runtime)
    detail = str(place) if place.exists() else f"{distribution.ARCHIVE.title} is not fetched yet"
    return Check("Elasticsearch", place.exists(), detail, FETCHED)


def _user(settings: Settings) -> Check:
    """Elasticsearch refuses to run as root."""
    try:
        disguise = elastic.disguise()
    except Trouble as trouble:
        return Check("user", False, trouble.what, trouble.remedy)
    detail = f"root; Elasticsearch runs under {disguise[0]}" if disguise else "not root"
    return Check("user", True, detail)


def _browser(settings: Settings) -> Check:
    place = chromium.installed() or packaged_browser.home(settings.runtime)
    detail = str(place) if place.exists() else "none on this machine, and none fetched yet"
    return Check("browser", place.exists(), detail, FETCHED)


def _sandbox(settings: Settings) -> Check:
    ok = chromium.sandbox_works()
    detail = "pages are locked in" if ok else "a hostile page could use this user's rights"
    remedy = "Run adwatch as an ordinary user, on a machine that allows user namespaces."
    return Check("browser's sandbox", ok, detail, remedy)


def _tor(settings: Settings) -> Check:
    """Tor is missed only where a source goes through it."""
    files = [path for path in settings.sources.glob("*.yml") if _NEEDS_TOR.search(path.read_text())]
    answers = ports.answers(settings.tor)
    detail = f"answers at {settings.tor}" if answers else f"none at {settings.tor}"
    if not files:
        return Check("Tor", True, f"{detail}; no source needs it")
    remedy = f"For {files[0].name}: start it (Debian: apt install tor), or set ADWATCH_TOR."
    return Check("Tor", answers, detail, remedy)


def _ports(settings: Settings) -> Iterator[Check]:
    for state in services.status(settings):
        if not state.port:
            continue
        taken = state.pid is None and ports.is_taken(state.port)
        detail = f"{state.port} is " + ("in use by adwatch" if state.pid else "free")
        if taken:
            detail = f"{state.port} is in use by {ports.holder(state.port)}"
        remedy = "End that program, or set another port (docs/guides/operate.md)."
        yield Check(f"port of {state.name}", not taken, detail, remedy)


def _nearest(path: Path) -> Path:
    """Return the path or its nearest parent that exists."""
    return next(place for place in (path, *path.parents) if place.exists())
